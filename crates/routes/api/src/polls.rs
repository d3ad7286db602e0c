//! `GET /api/v1/polls` and `GET /api/v1/polls/{id}`.

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
use hustings_routes_state::{RouteState, language};
use hustings_service as service;
use hustings_service::PollWithArticles;
use hustings_wire::{PollList, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::articles::LangQuery;

/// The headers of a request by which a poll knows its reader, for caches.
const VARY: &str = "Cookie, hustings-reader, hustings-identity";

/// What to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Language of the cards; by default the publication's.
    lang: Option<String>,
    /// Only polls in this state: `open`, `scheduled` or `closed`; empty or absent for all.
    #[param(pattern = "^(open|scheduled|closed)?$")]
    state: Option<String>,
    /// Cards on a page, from 1 to 50; by default 20.
    #[param(minimum = 1, maximum = 50)]
    limit: Option<usize>,
    /// `next_cursor` of the page before; empty or absent for the first page.
    cursor: Option<String>,
}

/// Says to caches which headers of the request a reader's view of a poll depends on.
pub(super) fn vary(mut response: Response) -> Response {
    response.headers_mut().insert(header::VARY, HeaderValue::from_static(VARY));
    response
}

/// Who asks about the poll `id`, if anybody knows.
pub(super) fn voter(
    state: &RouteState,
    content: &Content,
    headers: &HeaderMap,
    id: &str,
) -> Result<Option<Voter>, ApiError> {
    Voter::of_request(headers, &state.identity, service::asked(content, id)?.0)
}

/// Lists polls: open ones first, by when they close, then those to come, then closed ones, the latest first.
#[utoipa::path(
    get, path = "/api/v1/polls", tag = "polls", params(ListQuery),
    responses((status = 200, body = PollList), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list_polls(
    State(state): State<RouteState>,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let content = state.content.current();
    let lang = query.lang.unwrap_or_else(|| content.default_language.clone());
    let limit = query.limit.unwrap_or(20);
    // A form that stands on the first page sends empty fields.
    let [only, cursor] = [&query.state, &query.cursor].map(|text| text.as_deref().filter(|text| !text.is_empty()));
    let list = service::poll_list(state.context(&content), &lang, only, limit, cursor).await?;
    tagged_json(&headers, &list, Sharing::Public)
}

/// A poll, as this reader may see it.
#[utoipa::path(
    get, path = "/api/v1/polls/{id}", tag = "polls", params(("id" = String, Path), LangQuery, ClientIdHeader, FrameHeaders),
    responses((status = 200, body = PollWithArticles), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn get_poll(
    State(state): State<RouteState>,
    Path(id): Path<String>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let content = state.content.current();
    let lang = language(&content, &id, query.lang);
    let voter = voter(&state, &content, &headers, &id)?;
    let poll = service::asked_poll(state.context(&content), &id, &lang, voter.as_ref()).await?;
    let poll = PollWithArticles::of(&content, poll);
    Ok(vary(tagged_json(&headers, &poll, Sharing::unless_known(voter.is_some()))?))
}
