//! `GET`, `PUT` and `DELETE /api/v1/articles/{slug}/rating`.

use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use hustings_http::{
    error::ApiError,
    etag::{Sharing, tagged_json},
    extract::{JsonBody, Path},
};
use hustings_identity::{reader::MaybeReader, reader_or_new::ReaderOrNew};
use hustings_routes_state::RouteState;
use hustings_service as service;
use hustings_wire::{Problem, Rating, RatingRequest};

use super::votes::NO_STORE;

/// How an article is rated, and how this reader rated it.
#[utoipa::path(
    get, path = "/api/v1/articles/{slug}/rating", tag = "articles", params(("slug" = String, Path)),
    responses((status = 200, body = Rating), (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn get_rating(
    State(state): State<RouteState>,
    Path(slug): Path<String>,
    MaybeReader(reader): MaybeReader,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let rating = service::rating(state.context(&state.content.current()), &slug, reader.as_ref()).await?;
    tagged_json(&headers, &rating, Sharing::unless_known(reader.is_some()))
}

/// Rates an article. A second rating replaces the first; the same again changes nothing.
#[utoipa::path(
    put, path = "/api/v1/articles/{slug}/rating", tag = "articles", params(("slug" = String, Path), hustings_identity::headers::ClientIdHeader),
    request_body = RatingRequest,
    responses((status = 200, body = Rating), (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn put_rating(
    State(state): State<RouteState>,
    Path(slug): Path<String>,
    reader: ReaderOrNew,
    JsonBody(request): JsonBody<RatingRequest>,
) -> Result<impl IntoResponse, ApiError> {
    let rating = service::rate(state.context(&state.content.current()), &reader.reader, &slug, request.stars).await?;
    Ok((reader.cookie(), NO_STORE, Json(rating)))
}

/// Takes a rating back; succeeds when there is none.
#[utoipa::path(
    delete, path = "/api/v1/articles/{slug}/rating", tag = "articles", params(("slug" = String, Path), hustings_identity::headers::ClientIdHeader),
    responses((status = 200, body = Rating), (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn delete_rating(
    State(state): State<RouteState>,
    Path(slug): Path<String>,
    reader: ReaderOrNew,
) -> Result<impl IntoResponse, ApiError> {
    let rating = service::withdraw_rating(state.context(&state.content.current()), &reader.reader, &slug).await?;
    Ok((reader.cookie(), NO_STORE, Json(rating)))
}
