//! `/{lang}/manifest.webmanifest`: what a reader's device needs to install the publication as an app
//! (W3C Web Application Manifest). It registers nothing: `public/offline.js` does.

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use hustings_content::Content;
use hustings_http::{
    error::ApiError,
    etag::{self, Sharing},
    extract::Path,
};
use hustings_render::{Branding, Renderer};
use hustings_routes_state::RouteState;
use hustings_wire::Language;
use serde_json::json;

/// How long the manifest may be kept: a name seldom changes.
const CACHE: &str = "public, max-age=300, stale-while-revalidate=86400";

/// The manifest of each language.
pub fn router() -> Router<RouteState> {
    Router::new().route("/{lang}/manifest.webmanifest", get(manifest))
}

/// Its URLs are relative, so that it is right below whatever path it is served or exported to.
async fn manifest(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    Path(lang): Path<String>,
    request: HeaderMap,
) -> Response {
    let content = state.content.current();
    if !content.has_language(&lang) {
        return super::assets::missing();
    }
    let cpu = state.cpu.clone();
    let make = move || made(&state, &renderer, &content, &lang, &request);
    cpu.run(make).await.unwrap_or_else(IntoResponse::into_response)
}

fn made(state: &RouteState, renderer: &Renderer, content: &Content, lang: &str, request: &HeaderMap) -> Response {
    let publication = content.publication(lang);
    let Branding { brand: name, palette, .. } = match renderer.branding(lang, &publication.name) {
        Ok(branding) => branding,
        Err(error) => {
            tracing::error!(%error, "the manifest has no brand");
            return ApiError::unavailable().into_response();
        }
    };
    let icon = |file: &str, sizes: &str, media_type: &str, purpose: &str| json!({ "src": format!("../icons/{file}"), "sizes": sizes, "type": media_type, "purpose": purpose });
    let manifest = json!({
        // One app in every language: whoever installs it and then reads another language is not asked again.
        "id": root_path(&state.public_url),
        "name": name,
        "short_name": name,
        "description": publication.tagline,
        "lang": lang,
        "dir": Language::direction_of(&content.languages, lang).as_str(),
        "start_url": "./",
        "scope": "../",
        // With the browser's own way back and URL: readers share URLs.
        "display": "minimal-ui",
        // What a device shows while the app starts, in the theme's colours by day: a manifest has no others.
        "background_color": palette.paper(),
        "theme_color": palette.accent(),
        "icons": [
            icon("icon-192.png", "192x192", "image/png", "any"),
            icon("icon-512.png", "512x512", "image/png", "any"),
            icon("maskable-512.png", "512x512", "image/png", "maskable"),
            icon("icon.svg", "any", "image/svg+xml", "any"),
        ],
    });
    let text = manifest.to_string();
    let mut response = etag::tagged(request, text.into(), "application/manifest+json", Sharing::Public);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE));
    headers.remove(header::VARY);
    response
}

/// The path of the publication's URL, with a slash at the end: `https://news.example/press` gives `/press/`.
fn root_path(url: &str) -> String {
    let host = url.split_once("://").map_or(url, |(_, host)| host);
    let path = host.split_once('/').map_or("", |(_, path)| path.trim_end_matches('/'));
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

#[cfg(test)]
mod tests {
    use super::root_path;

    #[test]
    fn the_app_is_known_by_the_path_of_the_publication() {
        for (url, path) in [
            ("https://news.example", "/"),
            ("https://news.example/press", "/press/"),
            ("http://127.0.0.1:8080/a/b/", "/a/b/"),
        ] {
            assert_eq!(root_path(url), path, "{url}");
        }
    }
}
