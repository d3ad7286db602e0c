//! `GET /api/v1/polls/{id}`.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use hustings_content::Content;
use hustings_http::{
    error::ApiError,
    etag::{Sharing, tagged_json},
    extract::{Path, Query},
};
use hustings_identity::{
    headers::{ClientIdHeader, FrameHeaders},
    voter::Voter,
};
use hustings_service as service;
use hustings_service::PollWithEntry;
use hustings_wire::Problem;

use super::articles::LangQuery;
use crate::state::AppState;

/// The headers of a request by which a poll knows its reader, for caches.
const VARY: &str = "Cookie, hustings-reader, hustings-identity";

/// Says to caches which headers of the request a reader's view of a poll depends on.
pub(super) fn vary(mut response: Response) -> Response {
    response.headers_mut().insert(header::VARY, HeaderValue::from_static(VARY));
    response
}

/// The language to answer in about the poll `id`.
pub(in crate::routes) fn language(content: &Content, id: &str, asked: Option<String>) -> String {
    asked.unwrap_or_else(|| {
        let available = content.polls.get(id).map(|poll| content.in_order(poll.question.keys()));
        service::default_language(content, &available.unwrap_or_default())
    })
}

/// Who asks about the poll `id`, if anybody knows.
pub(super) fn voter(
    state: &AppState,
    content: &Content,
    headers: &HeaderMap,
    id: &str,
) -> Result<Option<Voter>, ApiError> {
    Voter::of_request(headers, &state.identity, service::poll_definition(content, id)?)
}

/// A poll, as this reader may see it.
#[utoipa::path(
    get, path = "/api/v1/polls/{id}", tag = "polls", params(("id" = String, Path), LangQuery, ClientIdHeader, FrameHeaders),
    responses((status = 200, body = PollWithEntry), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub async fn get_poll(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let content = state.content.current();
    let lang = language(&content, &id, query.lang);
    let voter = voter(&state, &content, &headers, &id)?;
    let poll = service::poll_with_entry(state.context(&content), &id, &lang, voter.as_ref()).await?;
    Ok(vary(tagged_json(&headers, &poll, Sharing::unless_known(voter.is_some()))?))
}
