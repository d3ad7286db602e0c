//! What machines read of the publication: Atom feeds of articles and of polls, the sitemap, `robots.txt`.
//!
//! - `articles`, `polls`: what is in a feed; `atom`: how it is written,
//! - `sitemap`: every page.

mod articles;
mod atom;
mod polls;
mod sitemap;

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use hustings_content::Content;
use hustings_http::{
    error::ApiError,
    etag::{self, Sharing},
    extract::Path,
    hot::{Ask, Draft},
};
use hustings_render::{Renderer, absolute};
use hustings_routes_state::RouteState;

/// How long others may keep these: five minutes.
const CACHE: &str = "public, max-age=300";
const ATOM: &str = "application/atom+xml; charset=utf-8";

/// `/{lang}/feed.xml`, `/{lang}/sections/{audience}/feed.xml`, `/{lang}/polls/feed.xml`, `/sitemap.xml` and `/robots.txt`.
pub fn router() -> Router<RouteState> {
    Router::new()
        .route("/{lang}/feed.xml", get(feed))
        .route("/{lang}/sections/{audience}/feed.xml", get(section_feed))
        .route("/{lang}/polls/feed.xml", get(polls_feed))
        .route("/sitemap.xml", get(sitemap))
        .route("/robots.txt", get(robots))
}

async fn feed(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    Path(lang): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(state, renderer, headers, lang, None).await
}

async fn section_feed(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    Path((lang, audience)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    answer(state, renderer, headers, lang, Some(audience)).await
}

async fn polls_feed(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    Path(lang): Path<String>,
    headers: HeaderMap,
) -> Response {
    let key = format!("feed of polls {lang}");
    let (of, store) = (state.clone(), Arc::clone(&state.store));
    let write = move |content: &Content, standing: BTreeMap<_, _>| {
        if !content.has_language(&lang) {
            return None;
        }
        let own = content.publication(&lang);
        // Without the built front-end there are no words for the list, and the feed has the publication's name alone.
        let spoken = renderer.localized_brand(&lang, &own.name);
        let subject = spoken.map(|spoken| spoken.locale.t("all_polls")).unwrap_or_default();
        let publication = renderer.named(own);
        let about = polls::About {
            publication: &publication,
            lang: &lang,
            subject: &subject,
            origin: &of.public_url,
            addresses: &of.addresses,
        };
        Some(polls::feed(content, &about, &standing, of.clock.now()))
    };
    let read = async move { store.polls().await.map_err(ApiError::from) };
    written(&state, &key, &headers, ATOM, read, write).await
}

async fn answer(
    state: RouteState,
    renderer: Renderer,
    headers: HeaderMap,
    lang: String,
    audience: Option<String>,
) -> Response {
    let key = format!("feed {lang} {}", audience.as_deref().unwrap_or_default());
    let of = state.clone();
    let write = move |content: &Content, ()| {
        let publication = renderer.named(content.publication(&lang));
        let feed = || articles::feed(content, &publication, &lang, audience.as_deref(), &of.public_url, &of.addresses);
        content.has_language(&lang).then(feed).flatten()
    };
    written(&state, &key, &headers, ATOM, async { Ok(()) }, write).await
}

async fn sitemap(State(state): State<RouteState>, headers: HeaderMap) -> Response {
    let of = state.clone();
    let write = move |content: &Content, ()| Some(sitemap::sitemap(content, &of.public_url, &of.addresses));
    written(&state, "sitemap", &headers, "application/xml; charset=utf-8", async { Ok(()) }, write).await
}

/// What `write` makes of the publication and of what `read` has found, for everybody who asks within a second.
async fn written<R: Send + 'static>(
    state: &RouteState,
    key: &str,
    request: &HeaderMap,
    media_type: &'static str,
    read: impl Future<Output = Result<R, ApiError>>,
    write: impl FnOnce(&Content, R) -> Option<String> + Send + 'static,
) -> Response {
    let content = state.content.current();
    let of = Arc::clone(&content);
    let draft = async {
        let read = read.await.map_err(IntoResponse::into_response)?;
        match state.cpu.run(move || write(&of, read)).await {
            Ok(Some(xml)) => Ok(Draft::drawn(media_type, HeaderMap::new(), xml.into())),
            Ok(None) => Err((StatusCode::NOT_FOUND, "There is no such feed.\n").into_response()),
            Err(error) => Err(error.into_response()),
        }
    };
    let ask = Ask { key: format!("{key} {}", content.version), request, cache: CACHE, is_after_change: false };
    state.hot.answer(ask, draft).await.unwrap_or_else(|instead| instead)
}

async fn robots(State(state): State<RouteState>, headers: HeaderMap) -> Response {
    let sitemap = absolute(&state.public_url, "/sitemap.xml");
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
