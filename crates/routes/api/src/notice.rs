//! `GET`, `PUT` and `DELETE /api/v1/polls/{id}/notice`.

use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use hustings_closings::notices::EndNotices;
use hustings_http::{
    error::ApiError,
    extract::{JsonBody, Path, Query},
};
use hustings_identity::{headers::ClientIdHeader, reader::Reader, voter::Voter};
use hustings_routes_state::{RouteState, language};
use hustings_service as service;
use hustings_wire::{NoticeRequest, PollNotice, Problem};

use super::{
    articles::LangQuery,
    votes::{NO_STORE, voter},
};

/// Whether this reader is told when the poll ends, and the key with which a browser subscribes to be told.
///
/// Where the server tells nobody the key is `null`, and `PUT` answers 404 `not_found`: draw no button then.
#[utoipa::path(
    get, path = "/api/v1/polls/{id}/notice", tag = "polls", params(("id" = String, Path), ClientIdHeader),
    responses((status = 200, body = PollNotice), (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn get_notice(
    State(state): State<RouteState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let content = state.content.current();
    let voter = Voter::of_request(&headers, &state.identity, service::poll_definition(&content, &id)?)?;
    let key = state.notices.as_ref().map(|notices| notices.key());
    let wanted = service::wants_notice(state.context(&content), &id, voter.as_ref()).await? && key.is_some();
    Ok((NO_STORE, Json(PollNotice { key, wanted })).into_response())
}

/// Has this reader be told when the poll ends, by one message to the push service of their browser.
///
/// The body is the JSON of a `PushSubscription` that was made with the key of `GET`. One browser of a reader is told of a poll: another
/// subscription replaces the first. It is deleted once it was told. Only in polls that are open, and not in frames on other sites' pages.
#[utoipa::path(
    put, path = "/api/v1/polls/{id}/notice", tag = "polls", params(("id" = String, Path), LangQuery, ClientIdHeader),
    request_body = NoticeRequest,
    responses((status = 200, body = PollNotice), (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn put_notice(
    State(state): State<RouteState>,
    Path(id): Path<String>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<NoticeRequest>,
) -> Result<Response, ApiError> {
    let notices = notices(&state)?;
    let content = state.content.current();
    let lang = language(&content, &id, query.lang);
    let voter = voter(&state, &content, &headers, &id)?;
    if voter.partner.is_some() {
        return Err(ApiError::origin_not_allowed());
    }
    notices.check(&request).map_err(|bad| ApiError::invalid(bad.field, bad.words))?;
    service::ask_notice(state.context(&content), &id, &lang, &voter.voter, request).await?;
    Ok((voter.cookie(), NO_STORE, Json(PollNotice { key: Some(notices.key()), wanted: true })).into_response())
}

/// Has this reader not be told; succeeds when nobody would be, and when there is no such poll any more.
#[utoipa::path(
    delete, path = "/api/v1/polls/{id}/notice", tag = "polls", params(("id" = String, Path), ClientIdHeader),
    responses((status = 200, body = PollNotice), (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn delete_notice(
    State(state): State<RouteState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let key = state.notices.as_ref().map(|notices| notices.key());
    let content = state.content.current();
    let keys = &state.identity.keys;
    // What was asked for may be there when the poll has gone, or the server tells nobody any more.
    let reader = match content.polls.get(&id) {
        Some(poll) => Voter::of_request(&headers, &state.identity, poll)?.map(|voter| voter.keys),
        None => Reader::of_request(&headers, keys).map(|reader| reader.keys_for_poll(keys, &id)),
    };
    if let Some(reader) = reader {
        service::drop_notice(state.context(&content), &id, reader).await?;
    }
    Ok((NO_STORE, Json(PollNotice { key, wanted: false })).into_response())
}

/// Who tells readers, if anybody does.
fn notices(state: &RouteState) -> Result<&EndNotices, ApiError> {
    let none = "This server tells no reader that a poll has ended; look at the poll again after its end.";
    state.notices.as_deref().ok_or_else(|| ApiError::not_found(none))
}
