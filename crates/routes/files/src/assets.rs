//! Static files: the built front-end, and the pictures of articles and of polls' options.
//!
//! A missing file is a 404 and never the app's page: HTML in the place of a script fails with misleading errors.

use std::path::Path as FilePath;

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use hustings_content::Picture;
use hustings_http::{
    error::ApiError,
    etag,
    extract::Path,
    file_cache::{ALWAYS_ASKED, FOR_EVER, PICTURE, SHORT, WORKER, is_hashed},
    security_headers::PICTURE_POLICY,
};
use hustings_routes_state::RouteState;
use tower_http::services::{ServeDir, ServeFile};

use super::kept::{self, Asked};

/// The answer to a guarded poll's challenge, which a frame starts as a worker, too.
const PROOF: &str = "/proof.js";
/// Where the files for partners' pages are.
const FOR_PARTNERS: &str = "/embed/v1/";
/// The type of pictures that are text.
const SVG: &str = "image/svg+xml; charset=utf-8";

/// `/media/{slug}/{file}` and `/media/polls/{id}/{file}`.
pub fn router() -> Router<RouteState> {
    Router::new()
        .route("/media/{slug}/{file}", get(article_picture))
        .route("/media/polls/{id}/{file}", get(poll_picture))
}

/// The file of the built front-end at the request's path; `None` when there is none, or when it is
/// one that is not served as it is.
pub async fn built_file(state: &RouteState, request: Request) -> Option<Response> {
    let dist = &state.dist;
    let path = request.uri().path().to_owned();
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    let is_versioned = request.uri().query().is_some_and(|query| query.starts_with("v="));
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_served = name.contains('.') && !name.starts_with('.') && !name.ends_with(".br") && !name.ends_with(".gz");
    if !is_read || !is_served || path == "/index.html" || hidden(&path) {
        return None;
    }
    let is_for_ever = is_hashed(&name) || is_versioned;
    let cache = match path.strip_prefix('/') {
        Some(WORKER) => ALWAYS_ASKED,
        _ if is_for_ever => FOR_EVER,
        _ => SHORT,
    };
    let mut response = match from_memory(state, &path, &name, (cache, is_for_ever), request.headers()).await {
        Some(response) => response,
        None => from_disk(dist, request, &path, &name, (cache, is_for_ever)).await?,
    };
    if path == PROOF {
        // A page with this policy, as a frame is, starts no worker without it (HTML, section 7.1.4).
        let policy = HeaderValue::from_static("require-corp");
        response.headers_mut().insert("cross-origin-embedder-policy", policy);
    }
    if path.starts_with(FOR_PARTNERS) {
        // Partners' pages load these, also those that ask for consent to be loaded from (Fetch, section 3.7)
        // and those that check a script's integrity.
        let headers = response.headers_mut();
        headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    Some(response)
}

async fn from_memory(
    state: &RouteState,
    path: &str,
    name: &str,
    (cache, is_for_ever): (&'static str, bool),
    request: &HeaderMap,
) -> Option<Response> {
    // What is written in another way, the file service reads.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_');
    let path = path.strip_prefix('/').filter(|path| path.bytes().all(is_plain) && !path.contains("//"))?;
    let (file, media_type) = (state.dist.join(path), media_type(name)?);
    kept::kept(&state.hot, Asked { file, media_type, cache, is_for_ever, request }).await
}

async fn from_disk(
    dist: &FilePath,
    request: Request,
    path: &str,
    name: &str,
    (cache, is_for_ever): (&'static str, bool),
) -> Option<Response> {
    let request_headers = request.headers().clone();
    let mut files = ServeDir::new(dist).append_index_html_on_directories(false);
    let file = dist.join(path.trim_start_matches('/'));
    let saved = kept::look(&file).await.map(|(saved, _)| saved);
    let since = saved.filter(|_| !is_for_ever);
    if kept::beside(&file, "br", since).await.is_some() {
        files = files.precompressed_br();
    }
    if kept::beside(&file, "gz", since).await.is_some() {
        files = files.precompressed_gzip();
    }
    let response = files.try_call(request).await.ok()?;
    let status = response.status();
    if !(status.is_success() || status == StatusCode::NOT_MODIFIED || status == StatusCode::RANGE_NOT_SATISFIABLE) {
        return None;
    }
    Some(finish(response.map(Body::new), name, cache, &request_headers))
}

/// Whether a segment of the path begins with a dot, plainly or encoded.
fn hidden(path: &str) -> bool {
    path.split('/').any(|segment| segment.starts_with('.') || segment.to_ascii_lowercase().starts_with("%2e"))
}

/// The type of a built file of this name; `None` for kinds that the build does not make.
fn media_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit('.').next()? {
        "wasm" => "application/wasm",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => SVG,
        "html" => "text/html; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        // Types for partners' programs; by its ending alone it would be a film.
        "txt" | "ts" => "text/plain; charset=utf-8",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

/// Puts in what the file service leaves out. Of a file in a compressed form each form has a tag of its own.
fn finish(mut response: Response, name: &str, cache: &'static str, request: &HeaderMap) -> Response {
    let encoding = response.headers().get(header::CONTENT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or("plain");
    let modified = response.headers().get(header::LAST_MODIFIED).and_then(|v| v.to_str().ok());
    let length = response.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok());
    let tag = modified.filter(|_| response.status() == StatusCode::OK).map(|modified| {
        let parts = format!("{name} {modified} {encoding} {}", length.unwrap_or_default());
        format!("W/\"{}\"", etag::digest(parts.as_bytes()))
    });
    if let Some(tag) = &tag
        && etag::has(request, tag)
    {
        let mut response = etag::not_modified(tag, cache);
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        return response;
    }
    let headers = response.headers_mut();
    if let Some(media_type) = media_type(name) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(tag) = tag {
        etag::put(headers, &tag, cache);
    }
    response
}

/// A picture of an article. Only files that an article shows are found, by name and not by path.
async fn article_picture(
    State(state): State<RouteState>,
    Path((slug, file)): Path<(String, String)>,
    request: Request,
) -> Response {
    let content = state.content.current();
    match content.picture(&slug, &file) {
        Some(shown) => picture(&state, shown, request).await,
        None if content.may_be_picture(&slug, &file) => ApiError::unavailable().into_response(),
        None => missing(),
    }
}

/// A picture of an option of a poll, likewise.
async fn poll_picture(
    State(state): State<RouteState>,
    Path((id, file)): Path<(String, String)>,
    request: Request,
) -> Response {
    let content = state.content.current();
    match content.poll_picture(&id, &file) {
        Some(shown) => picture(&state, shown, request).await,
        None if content.may_be_poll(&id) => ApiError::unavailable().into_response(),
        None => missing(),
    }
}

async fn picture(state: &RouteState, picture: &Picture, request: Request) -> Response {
    // Only what is UTF-8 was taken for an SVG.
    let media_type = if picture.media_type == "image/svg+xml" { SVG } else { picture.media_type };
    let (file, headers) = (picture.path.clone(), request.headers());
    let asked = Asked { file, media_type, cache: PICTURE, is_for_ever: false, request: headers };
    let mut response = match kept::kept(&state.hot, asked).await {
        Some(response) => response,
        None => match picture_from_disk(picture, media_type, request).await {
            Some(response) => response,
            None => return ApiError::unavailable().into_response(),
        },
    };
    let headers = response.headers_mut();
    if media_type != SVG {
        headers.remove(header::VARY);
    }
    // An app on another origin, and others who tell of an article or a poll, show its pictures.
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PICTURE_POLICY));
    response
}

/// `None` for a file that is away now, which is no picture that is gone: the publication has it.
async fn picture_from_disk(picture: &Picture, media_type: &'static str, request: Request) -> Option<Response> {
    let request_headers = request.headers().clone();
    let response = ServeFile::new(&picture.path).try_call(request).await.ok()?;
    if response.status() == StatusCode::NOT_FOUND {
        return None;
    }
    let mut response = finish(response.map(Body::new), &picture.file, PICTURE, &request_headers);
    if response.headers().contains_key(header::CONTENT_TYPE) {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    Some(response)
}

/// A file that is not there.
pub fn missing() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::NOT_FOUND, headers, "There is no such file.\n").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_files_stay_hidden() {
        for path in ["/.git/config", "/a/../b.js", "/%2egit/x.js", "/%2E%2e/x.js"] {
            assert!(hidden(path), "{path}");
        }
        assert!(!hidden("/locales/en.json"));
    }
}
