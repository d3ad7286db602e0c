//! Answers whose validator is known before their body is: pages and files, beside what
//! [`crate::caching`] does for bodies.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use sha2::{Digest, Sha256};

/// 304 under `tag`, which the client has.
pub(super) fn not_modified(tag: &str, cache: &'static str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    tagged(response.headers_mut(), tag, cache);
    response
}

/// Puts the tag and how long to keep the answer into its headers.
pub(super) fn tagged(headers: &mut HeaderMap, tag: &str, cache: &'static str) {
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
}

/// A short hash for tags.
pub(super) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}
