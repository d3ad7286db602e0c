//! `GET /api/v1/polls/{id}`.

use axum::{extract::State, http::HeaderMap, response::Response};
use hustings_wire::{Poll, Problem};

use super::articles::LangQuery;
use crate::{
    caching::{Sharing, tagged_json},
    extract::{Path, Query},
    problem::ApiError,
    service,
    state::AppState,
    voter::{FrameHeaders, Voter},
};

/// The language to answer in about the poll `id`.
pub(super) fn language(state: &AppState, id: &str, asked: Option<String>) -> String {
    asked.unwrap_or_else(|| {
        let content = state.content.current();
        let available = content.polls.get(id).map(|poll| content.in_order(poll.question.keys()));
        service::default_language(&content, &available.unwrap_or_default())
    })
}

/// Who asks about the poll `id`, if anybody knows.
pub(super) fn voter(state: &AppState, headers: &HeaderMap, id: &str) -> Result<Option<Voter>, ApiError> {
    let content = state.content.current();
    Voter::of_request(headers, state, service::poll_definition(&content, id)?)
}

/// A poll, as this reader may see it.
#[utoipa::path(
    get, path = "/api/v1/polls/{id}", tag = "polls", params(("id" = String, Path), LangQuery, FrameHeaders),
    responses((status = 200, body = Poll), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub async fn get_poll(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let lang = language(&state, &id, query.lang);
    let voter = voter(&state, &headers, &id)?;
    let poll = service::poll(&state, &id, &lang, voter).await?;
    tagged_json(
        &headers,
        &poll,
        Sharing::unless_own(poll.my_vote.is_some() || voter.is_some_and(|voter| voter.is_signed)),
    )
}
