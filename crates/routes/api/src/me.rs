//! `GET` and `DELETE /api/v1/me`: what is held about the reader of the request.

use axum::{Json, extract::State, http::HeaderMap, response::IntoResponse};
use hustings_http::{error::ApiError, extract::Query, security_headers::FORGET_ANSWERS};
use hustings_identity::{headers::ClientIdHeader, reader::Reader, reader_or_new::IssuedCookie};
use hustings_limits::network::Peer;
use hustings_routes_state::RouteState;
use hustings_service as service;
use hustings_wire::{Erased, Held, Problem};

use super::{articles::LangQuery, votes::NO_STORE};

/// What is held about this reader: votes and ratings with their days, and nothing else.
///
/// A reader is whom the request's cookie or client id names. What was voted in frames on other sites' pages is known by
/// cookies of their own, and what a partner has signed for by the partner's id: neither is here.
#[utoipa::path(
    get, path = "/api/v1/me", tag = "me", params(LangQuery, ClientIdHeader),
    responses((status = 200, body = Held), (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn get_me(
    State(state): State<RouteState>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
    peer: Option<axum::Extension<Peer>>,
) -> Result<impl IntoResponse, ApiError> {
    let content = state.content.current();
    let lang = query.lang.unwrap_or_else(|| content.default_language.clone());
    let reader = Reader::of_request(&headers, &state.identity.keys);
    if reader.is_some() {
        // Every poll and article is asked for.
        state.search_limit.check_request(peer.map(|peer| peer.0), &headers).map_err(ApiError::rate_limited)?;
    }
    Ok((NO_STORE, Json(service::held(state.context(&content), reader.as_ref(), &lang).await?)))
}

/// Erases what is held about this reader; succeeds when there is nothing.
///
/// Ratings, and votes that can be changed in polls that are open, are taken back. Other votes stay counted, with no way
/// back to their reader. The cookie expires.
#[utoipa::path(
    delete, path = "/api/v1/me", tag = "me", params(ClientIdHeader),
    responses((status = 200, body = Erased), (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn delete_me(
    State(state): State<RouteState>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    let content = state.content.current();
    let reader = Reader::of_request(&headers, &state.identity.keys);
    let erased = service::erase(state.context(&content), reader.as_ref()).await?;
    Ok((IssuedCookie::expired(), FORGET_ANSWERS, NO_STORE, Json(erased)))
}
