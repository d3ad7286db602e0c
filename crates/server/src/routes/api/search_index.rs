//! `GET /{lang}/search.json`: what browsers and static hosts search in.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
    routing::get,
};
use hustings_http::{coding::Coding, error::ApiError, etag, extract::Path};

use crate::state::AppState;

/// How long others may keep it: five minutes.
const CACHE: &str = "public, max-age=300";

/// `/{lang}/search.json`.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/{lang}/search.json", get(file))
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
    let coding = Coding::preferred(&headers);
    let mut response = if etag::has(&headers, &prepared.tag) {
        etag::not_modified(&prepared.tag, CACHE)
    } else {
        let mut response = Response::new(prepared.body(coding).into());
        etag::put(response.headers_mut(), &prepared.tag, CACHE);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response.headers_mut().extend(coding.header().map(|coding| (header::CONTENT_ENCODING, coding)));
        response
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}
