//! What machines read of the publication: an Atom feed for each language and each section, the sitemap, `robots.txt`.

mod atom;
mod sitemap;

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use hustings_http::{
    etag::{self, Sharing},
    extract::Path,
};
use hustings_render::{Renderer, absolute};

use crate::state::AppState;

/// How long others may keep these: five minutes.
const CACHE: &str = "public, max-age=300";

/// `/{lang}/feed.xml`, `/{lang}/sections/{audience}/feed.xml`, `/sitemap.xml` and `/robots.txt`.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/{lang}/feed.xml", get(feed))
        .route("/{lang}/sections/{audience}/feed.xml", get(section_feed))
        .route("/sitemap.xml", get(sitemap))
        .route("/robots.txt", get(robots))
}

async fn feed(
    State(state): State<AppState>,
    Extension(renderer): Extension<Renderer>,
    Path(lang): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(state, renderer, headers, lang, None).await
}

async fn section_feed(
    State(state): State<AppState>,
    Extension(renderer): Extension<Renderer>,
    Path((lang, audience)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    answer(state, renderer, headers, lang, Some(audience)).await
}

async fn answer(
    state: AppState,
    renderer: Renderer,
    headers: HeaderMap,
    lang: String,
    audience: Option<String>,
) -> Response {
    let cpu = state.cpu.clone();
    let write = move || {
        let content = state.content.current();
        let origin = state.settings.public_url();
        let feed = || {
            let publication = renderer.named(content.publication(&lang));
            atom::feed(&content, &publication, &lang, audience.as_deref(), &origin, &state.addresses)
        };
        match content.has_language(&lang).then(feed).flatten() {
            Some(xml) => kept(&headers, xml, "application/atom+xml; charset=utf-8"),
            None => (StatusCode::NOT_FOUND, "There is no such feed.\n").into_response(),
        }
    };
    cpu.run(write).await.unwrap_or_else(IntoResponse::into_response)
}

async fn sitemap(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let cpu = state.cpu.clone();
    let write = move || {
        let xml = sitemap::sitemap(&state.content.current(), &state.settings.public_url(), &state.addresses);
        kept(&headers, xml, "application/xml; charset=utf-8")
    };
    cpu.run(write).await.unwrap_or_else(IntoResponse::into_response)
}

async fn robots(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let sitemap = absolute(&state.settings.public_url(), "/sitemap.xml");
    let text = format!("User-agent: *\nDisallow: /api/\nDisallow: /embed/\n\nSitemap: {sitemap}\n");
    kept(&headers, text, "text/plain; charset=utf-8")
}

/// A text that is the same for everybody for a while.
fn kept(request: &HeaderMap, text: String, media_type: &'static str) -> Response {
    let mut response = etag::tagged(request, text.into(), media_type, Sharing::Public);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE));
    headers.remove(header::VARY);
    response
}
