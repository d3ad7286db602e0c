//! `GET /{lang}/search.json`: what browsers and static hosts search in.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
    routing::get,
};

use crate::{
    compress::accepts_brotli,
    http::{compression::compressed, error::ApiError, etag, extract::Path},
    state::AppState,
};

/// How long others may keep it: five minutes.
const CACHE: &str = "public, max-age=300";

/// `/{lang}/search.json`.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/{lang}/search.json", get(file)).layer(compressed())
}

async fn file(
    State(state): State<AppState>,
    Path(lang): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let content = state.content.current();
    if !content.has_language(&lang) {
        return Err(ApiError::not_found("There is no search in this language."));
    }
    let prepared = state.search_indexes.index(&content, &lang).await?;
    let tag = format!("W/\"{}\"", etag::digest(&prepared.json));
    let takes_brotli = accepts_brotli(&headers);
    let mut response = if etag::has(&headers, &tag) {
        etag::not_modified(&tag, CACHE)
    } else {
        let body = if takes_brotli { prepared.brotli.clone() } else { prepared.json.clone() };
        let mut response = Response::new(body.into());
        etag::put(response.headers_mut(), &tag, CACHE);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if takes_brotli {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        response
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}
