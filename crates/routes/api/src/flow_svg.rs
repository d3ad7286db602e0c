//! `GET /api/v1/polls/{id}/flow.svg`: how readers moved between two answers, as a picture. Where results show to voters it is drawn for
//! them alone, by the cookie: it stands below their own results.

use axum::{
    Extension,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use hustings_http::{
    error::ApiError,
    etag::Sharing,
    extract::{Path, Query},
    hot::Ask,
};
use hustings_render::{ColorScheme, RenderError, Renderer, flow_svg};
use hustings_routes_state::{RouteState, broken_front_end, language};
use hustings_service as service;
use hustings_wire::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    picture,
    polls::{vary, voter},
    results::named,
};

/// How the picture is to look.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FlowQuery {
    /// BCP 47 tag; by default the publication's language, where there is a translation.
    lang: Option<String>,
    /// Colours; by default as the reader's system is set.
    #[param(value_type = Option<ColorScheme>, inline)]
    theme: Option<String>,
}

/// How readers moved between their answers before reading and after, as a picture. Numbers are rounded down to tens, and pairs
/// of fewer than ten readers are left out.
///
/// The passport has the same as numbers, in `flow`.
#[utoipa::path(
    get, path = "/api/v1/polls/{id}/flow.svg", tag = "polls", params(("id" = String, Path), FlowQuery),
    responses((status = 200, body = String, content_type = "image/svg+xml"),
              (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn flow_svg(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    Path(id): Path<String>,
    Query(query): Query<FlowQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let theme = picture::colours(query.theme.as_deref())?;
    let content = state.content.current();
    let lang = language(&content, &id, query.lang);
    let voter = voter(&state, &content, &headers, &id)?;
    let (poll, pairs) = service::flow(state.context(&content), &id, &lang, voter.as_ref()).await?;
    let key = format!("flow {} {id} {lang} {theme:?} {pairs:?}", content.version);
    let draft = async {
        let name = content.publication(&poll.lang).name;
        let draw = move || {
            let brand = renderer.localized_brand(&poll.lang, &name)?;
            Ok::<_, RenderError>(flow_svg::draw(&poll, pairs.as_deref(), &brand.locale, theme))
        };
        let drawn = state.cpu.run(draw).await.map_err(IntoResponse::into_response)?;
        let svg = drawn.map_err(|error| broken_front_end(&error).into_response())?;
        let policy = flow_svg::policy(&svg);
        Ok(picture::answer(svg, policy))
    };
    let cache = Sharing::unless_known(voter.is_some()).as_str();
    let ask = Ask { key, request: &headers, cache, is_after_change: false };
    let response = state.hot.answer(ask, draft).await;
    Ok(vary(response.map_or_else(|instead| instead, |response| named(response, &id, "svg"))))
}
