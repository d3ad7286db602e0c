//! `GET /api/v1/polls/{id}/results.svg`: a poll's bars for places that take nothing but images. Cookies are ignored:
//! the picture is always that of a reader who has not voted.

use std::{collections::BTreeMap, fs, sync::Arc};

use axum::{
    Extension,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use hustings_content::{Content, Picture};
use hustings_domain::{LogHash, PollDefinition};
use hustings_http::{
    error::ApiError,
    etag::Sharing,
    extract::{Path, Query, pixels},
    hot::Ask,
};
use hustings_render::{
    ColorScheme, RenderError, Renderer,
    results_svg::{self, DEFAULT_WIDTH, Words},
};
use hustings_routes_state::{RouteState, broken_front_end, language};
use hustings_service as service;
use hustings_wire::Problem;
use serde::Deserialize;
use utoipa::{
    IntoParams,
    openapi::{Object, ObjectBuilder, schema::Type},
};

use super::{picture, results::named};

/// How the picture is to look.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PictureQuery {
    /// BCP 47 tag; by default the publication's language, where there is a translation.
    lang: Option<String>,
    /// Colours; by default as the reader's system is set.
    #[param(value_type = Option<ColorScheme>, inline)]
    theme: Option<String>,
    /// Width in CSS pixels, by default 480. A number below 240 is taken as 240, one above 1200 as 1200.
    #[param(schema_with = whole_number)]
    width: Option<String>,
}

/// Any whole number, however great.
fn whole_number() -> Object {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).build()
}

/// The tally as a picture.
#[utoipa::path(
    get, path = "/api/v1/polls/{id}/results.svg", tag = "polls", params(("id" = String, Path), PictureQuery),
    responses((status = 200, body = String, content_type = "image/svg+xml"),
              (status = "4XX", body = Problem, content_type = "application/problem+json"),
              (status = 503, body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn results_svg(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    Path(id): Path<String>,
    Query(query): Query<PictureQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let width = pixels("width", query.width.as_deref())?.unwrap_or(DEFAULT_WIDTH);
    let theme = picture::colours(query.theme.as_deref())?;
    let content = state.content.current();
    let lang = language(&content, &id, query.lang);
    let key = format!("picture {} {id} {lang} {theme:?} {width}", content.version);
    let draft = async {
        let svg =
            drawn(&state, &content, renderer, &id, &lang, theme, width).await.map_err(IntoResponse::into_response)?;
        let policy = results_svg::policy(&svg);
        Ok(picture::answer(svg, policy))
    };
    let ask = Ask { key, request: &headers, cache: Sharing::Public.as_str(), is_after_change: false };
    let response = state.hot.answer(ask, draft).await;
    Ok(response.map_or_else(|instead| instead, |response| named(response, &id, "svg")))
}

/// The pictures of a poll's options: each option's id, the hash of its file, and the file.
fn pictures(content: &Content, poll: &PollDefinition) -> Vec<(String, LogHash, Arc<Picture>)> {
    let file =
        |url: &str| url.split('?').next().and_then(|path| path.rsplit('/').next()).unwrap_or_default().to_owned();
    let found = poll.options.iter().filter_map(|option| {
        let shown = option.picture.as_ref()?;
        let picture = content.poll_picture(&poll.id, &file(&shown.url))?;
        Some((option.id.clone(), shown.hash, Arc::clone(picture)))
    });
    found.collect()
}

/// Their small copies, by option; none where one has none. Reads and decodes those that are new.
fn copies(state: &RouteState, pictures: Vec<(String, LogHash, Arc<Picture>)>) -> BTreeMap<String, Arc<str>> {
    let copy = |(id, hash, picture): (String, LogHash, Arc<Picture>)| {
        let read = || Some((fs::read(&picture.path).ok()?, picture.media_type));
        Some((id, state.thumbnails.find(hash, read)?))
    };
    pictures.into_iter().map(copy).collect::<Option<_>>().unwrap_or_default()
}

/// The picture of the poll `id`. No cookie changes it.
async fn drawn(
    state: &RouteState,
    content: &Content,
    renderer: Renderer,
    id: &str,
    lang: &str,
    theme: ColorScheme,
    width: u32,
) -> Result<String, ApiError> {
    let poll = service::poll(state.context(content), id, lang, None).await?;
    let (name, now) = (content.publication(&poll.lang).name, state.clock.now());
    let pictures = pictures(content, service::poll_definition(content, id)?);
    let state_ = state.clone();
    let draw = move || {
        let brand = renderer.localized_brand(&poll.lang, &name)?;
        let words =
            Words::new(&poll, &brand.locale, &brand.brand, now).with_pictures(&poll, &copies(&state_, pictures));
        Ok::<_, RenderError>(results_svg::draw(&words, theme, width))
    };
    state.cpu.run(draw).await?.map_err(|error| broken_front_end(&error))
}
