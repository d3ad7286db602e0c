//! `PUT` and `DELETE /api/v1/polls/{id}/vote`.

use axum::{
    Json,
    extract::State,
    http::{HeaderName, header},
    response::IntoResponse,
};
use hustings_wire::{Poll, Problem, VoteRequest};

use super::{articles::LangQuery, polls::language};
use crate::{
    extract::{JsonBody, Path, Query},
    problem::ApiError,
    reader::ReaderOrNew,
    service,
    state::AppState,
};

/// Answers to mutations are one reader's own.
pub(super) const NO_STORE: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-store")];

/// Votes.
///
/// Another vote replaces the first where the poll lets a vote change; the same again changes nothing
/// and succeeds.
#[utoipa::path(
    put, path = "/api/v1/polls/{id}/vote", tag = "polls", params(("id" = String, Path), LangQuery, crate::reader::WordHeader),
    request_body = VoteRequest,
    responses((status = 200, body = Poll), (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub async fn put_vote(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<LangQuery>,
    reader: ReaderOrNew,
    JsonBody(request): JsonBody<VoteRequest>,
) -> Result<impl IntoResponse, ApiError> {
    let lang = language(&state, &id, query.lang);
    let poll = service::cast_vote(&state, &reader.reader, &id, &request.options, &lang).await?;
    Ok((reader.cookie(), NO_STORE, Json(poll)))
}

/// Takes a vote back, where the poll lets a vote change; succeeds when there is none.
#[utoipa::path(
    delete, path = "/api/v1/polls/{id}/vote", tag = "polls", params(("id" = String, Path), LangQuery, crate::reader::WordHeader),
    responses((status = 200, body = Poll), (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub async fn delete_vote(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<LangQuery>,
    reader: ReaderOrNew,
) -> Result<impl IntoResponse, ApiError> {
    let lang = language(&state, &id, query.lang);
    let poll = service::withdraw_vote(&state, &reader.reader, &id, &lang).await?;
    Ok((reader.cookie(), NO_STORE, Json(poll)))
}
