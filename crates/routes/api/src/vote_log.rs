//! `GET /api/v1/polls/{id}/log` and `/passport`: what it takes to check a result. docs/verifying.md has the rule.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use hustings_http::{
    error::ApiError,
    etag::{Sharing, tagged, tagged_json},
    extract::{Path, Query},
};
use hustings_identity::headers::{ClientIdHeader, FrameHeaders};
use hustings_routes_state::{RouteState, language};
use hustings_service as service;
use hustings_service::{
    passport::passport,
    vote_log::{LogLine, log_page},
};
use hustings_wire::{Passport, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    articles::LangQuery,
    polls::{vary, voter},
};

/// The greatest number that every client's JSON has exactly.
const MOST: u64 = (1 << 53) - 1;

/// Where to begin.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogQuery {
    /// Number of the first entry; by default 0.
    #[param(maximum = 9_007_199_254_740_991_u64)]
    from: Option<u64>,
}

/// The log of a poll's votes.
///
/// A JSON object a line, at most 1,000; the header `Link` says where it goes on. While results are hidden from the client,
/// lines have `index` and `hash` alone.
#[utoipa::path(
    get, path = "/api/v1/polls/{id}/log", tag = "polls",
    params(("id" = String, Path), LogQuery, ClientIdHeader, FrameHeaders),
    responses((status = 200, body = LogLine, content_type = "application/x-ndjson"),
              (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn poll_log(
    State(state): State<RouteState>,
    Path(id): Path<String>,
    Query(query): Query<LogQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let content = state.content.current();
    let voter = voter(&state, &content, &headers, &id)?;
    let from = query.from.unwrap_or(0);
    if from > MOST {
        return Err(ApiError::unreadable("No log is so long.").at("from"));
    }
    let page = log_page(state.context(&content), &id, from, voter.as_ref()).await?;
    let mut body = Vec::new();
    for line in &page.lines {
        serde_json::to_writer(&mut body, line).map_err(|error| {
            tracing::error!(%error, "a line of a log cannot be written as JSON");
            ApiError::unavailable()
        })?;
        body.push(b'\n');
    }
    let sharing = Sharing::unless_known(voter.is_some());
    let mut response = vary(tagged(&headers, Bytes::from(body), "application/x-ndjson", sharing));
    let link = page.next.map(|next| HeaderValue::try_from(format!("<?from={next}>; rel=\"next\"")));
    if let Some(Ok(link)) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// What stands behind a poll's result: words and their history, rules, times, and the end of the log.
#[utoipa::path(
    get, path = "/api/v1/polls/{id}/passport", tag = "polls", params(("id" = String, Path), LangQuery),
    responses((status = 200, body = Passport), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn poll_passport(
    State(state): State<RouteState>,
    Path(id): Path<String>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let content = state.content.current();
    service::poll_definition(&content, &id)?;
    let lang = language(&content, &id, query.lang);
    tagged_json(&headers, &passport(state.context(&content), &id, &lang).await?, Sharing::Public)
}
