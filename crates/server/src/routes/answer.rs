//! Answers with a validator: the body's hash or a weaker tag, and 304 for those who have it already.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

/// A text under the hash of its bytes, or 304.
pub(super) fn text(request: &HeaderMap, media_type: &'static str, cache: &'static str, body: String) -> Response {
    let tag = format!("\"{}\"", digest(body.as_bytes()));
    if has(request, &tag) {
        return not_modified(&tag, cache);
    }
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    tagged(headers, &tag, cache);
    response
}

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

/// Whether the client has the version `tag` (RFC 9110, section 13.1.2: weak comparison).
pub(super) fn has(request: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let values = request.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    let mut tags = values.flat_map(|value| value.split(','));
    tags.any(|theirs| theirs.trim() == "*" || opaque(theirs) == opaque(tag))
}

/// A short hash for tags.
pub(super) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly_and_in_lists() {
        let cases = [
            ("\"a\"", "\"a\"", true),
            ("W/\"a\"", "\"a\"", true),
            ("\"b\", W/\"a\"", "W/\"a\"", true),
            ("*", "\"a\"", true),
            ("\"b\"", "\"a\"", false),
            ("", "\"a\"", false),
        ];
        for (sent, tag, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(sent));
            assert_eq!(has(&headers, tag), expected, "{sent}");
        }
    }
}
