//! `GET /api/v1/polls/{id}/results.json` and `.csv`: the tally as data. While results are hidden from the client,
//! votes and percentages are `null`, in CSV empty.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use hustings_http::{
    error::ApiError,
    etag::{Sharing, tagged, tagged_json},
    extract::{Path, Query},
};
use hustings_identity::headers::{ClientIdHeader, FrameHeaders};
use hustings_routes_state::{RouteState, language};
use hustings_service as service;
use hustings_service::results::Results;
use hustings_wire::Problem;

use super::{
    articles::LangQuery,
    polls::{vary, voter},
};

/// The tally as data.
#[utoipa::path(
    get, path = "/api/v1/polls/{id}/results.json", tag = "polls",
    params(("id" = String, Path), LangQuery, ClientIdHeader, FrameHeaders),
    responses((status = 200, body = Results), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn results_json(
    State(state): State<RouteState>,
    Path(id): Path<String>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (results, sharing) = results(&state, &id, query, &headers).await?;
    let response = tagged_json(&headers, &results, sharing)?;
    Ok(named(vary(response), &id, "json"))
}

/// The tally as a table: a row an option, and at the end one for `_other` and one for `_abstain`, where readers may or could answer
/// in their own words, or only look.
#[utoipa::path(
    get, path = "/api/v1/polls/{id}/results.csv", tag = "polls",
    params(("id" = String, Path), LangQuery, ClientIdHeader, FrameHeaders),
    responses((status = 200, body = String, content_type = "text/csv"),
              (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn results_csv(
    State(state): State<RouteState>,
    Path(id): Path<String>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (results, sharing) = results(&state, &id, query, &headers).await?;
    let response = tagged(&headers, results.to_csv().into(), "text/csv; charset=utf-8; header=present", sharing);
    Ok(named(vary(response), &id, "csv"))
}

/// The tally in the language that is asked for, as its reader may see it, and who may keep the answer.
async fn results(
    state: &RouteState,
    id: &str,
    query: LangQuery,
    headers: &HeaderMap,
) -> Result<(Results, Sharing), ApiError> {
    let content = state.content.current();
    let lang = language(&content, id, query.lang);
    let voter = voter(state, &content, headers, id)?;
    let poll = service::poll(state.context(&content), id, &lang, voter.as_ref()).await?;
    Ok((Results::from(poll), Sharing::unless_known(voter.is_some())))
}

/// Suggests a file name.
pub(super) fn named(mut response: Response, id: &str, extension: &str) -> Response {
    if let Ok(value) = HeaderValue::try_from(format!("inline; filename=\"{id}.{extension}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
