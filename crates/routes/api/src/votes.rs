//! `PUT` and `DELETE /api/v1/polls/{id}/vote`.

use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse, Response},
};
use hustings_content::Content;
use hustings_guard::arrival::{ProofHeader, Shown};
use hustings_http::{
    error::{ApiError, ProblemWithChallenge},
    extract::{JsonBody, Path, Query},
};
use hustings_identity::{headers::FrameHeaders, partner::Framing, voter::VoterOrNew};
use hustings_limits::network::Peer;
use hustings_routes_state::{RouteState, language};
use hustings_service as service;
use hustings_service::{Choice, PollWithArticles};
use hustings_wire::{ErrorCode, Problem, VoteRequest};

use super::articles::LangQuery;

/// Answers to mutations are one reader's own.
pub(super) const NO_STORE: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-store")];

/// Votes, or abstains: `abstain` in the place of `options` says that the reader only wants to see the results. `write_in` is an
/// answer in the reader's own words, where the poll has `write_in`.
///
/// Another vote replaces the first where the poll lets a vote change; the same again changes nothing
/// and succeeds. Who has abstained may vote later, but for a quiz, even where votes are final. A guarded poll answers the first vote of a reader with 428 `proof_required` and a challenge, and takes the
/// vote when it comes again with the answer.
#[utoipa::path(
    put, path = "/api/v1/polls/{id}/vote", tag = "polls",
    params(("id" = String, Path), LangQuery, hustings_identity::headers::ClientIdHeader, FrameHeaders, ProofHeader),
    request_body = VoteRequest,
    responses((status = 200, body = PollWithArticles),
              (status = 428, body = ProblemWithChallenge, content_type = "application/problem+json"),
              (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn put_vote(
    State(state): State<RouteState>,
    Path(id): Path<String>,
    Query(query): Query<LangQuery>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<VoteRequest>,
) -> Result<Response, ApiError> {
    let content = state.content.current();
    let lang = language(&content, &id, query.lang);
    let voter = voter(&state, &content, &headers, &id)?;
    let choice = Choice::of(request)?;
    let arrival = state.arrival(peer.map(|Extension(peer)| peer), &headers, Shown::by(&headers));
    let poll = service::cast_vote(state.context(&content), &voter, &id, &choice, &lang, &arrival).await;
    match poll {
        Ok(poll) => Ok((voter.recognition(), NO_STORE, Json(PollWithArticles::of(&content, poll))).into_response()),
        // It is kept, so that its reader is to be known again.
        Err(error) if error.code() == ErrorCode::SetAside => Ok((voter.cookie(), error).into_response()),
        Err(error) => Err(error),
    }
}

/// Takes a vote back, where the poll lets a vote change; succeeds when there is none.
#[utoipa::path(
    delete, path = "/api/v1/polls/{id}/vote", tag = "polls", params(("id" = String, Path), LangQuery, hustings_identity::headers::ClientIdHeader, FrameHeaders),
    responses((status = 200, body = PollWithArticles), (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn delete_vote(
    State(state): State<RouteState>,
    Path(id): Path<String>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    let content = state.content.current();
    let lang = language(&content, &id, query.lang);
    let voter = voter(&state, &content, &headers, &id)?;
    let poll = service::withdraw_vote(state.context(&content), &voter.voter, &id, &lang).await?;
    // A receipt would say that there is a vote.
    Ok((voter.cookie(), NO_STORE, Json(PollWithArticles::of(&content, poll))))
}

/// Who sends this request about the poll `id`.
pub(super) fn voter(
    state: &RouteState,
    content: &Content,
    headers: &HeaderMap,
    id: &str,
) -> Result<VoterOrNew, ApiError> {
    let (poll, _) = service::answered(content, id)?;
    let framing = Framing::of_request(headers, state.identity.own.as_ref())?;
    VoterOrNew::of_request(headers, &state.identity, poll, framing)
}
