//! `GET /api/v1/publication`.

use axum::{Extension, extract::State, http::HeaderMap, response::Response};
use hustings_http::{
    error::ApiError,
    etag::{Sharing, tagged_json},
    extract::Query,
};
use hustings_render::Renderer;
use hustings_routes_state::RouteState;
use hustings_service as service;
use hustings_wire::{Problem, Publication};

use super::articles::LangQuery;

/// The publication's name, languages and audiences, in one language.
#[utoipa::path(
    get, path = "/api/v1/publication", tag = "publication", params(LangQuery),
    responses((status = 200, body = Publication), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn get_publication(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let publication = service::publication(&state.content.current(), query.lang.as_deref())?;
    let publication = state.cpu.run(move || renderer.named(publication)).await?;
    tagged_json(&headers, &publication, Sharing::Public)
}
