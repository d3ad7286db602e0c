//! Cacheable responses: entity tags, `304 Not Modified`, and `Cache-Control` (RFC 9110, section 13.1.2; RFC 9111;
//! RFC 5861).

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::ApiError;

/// Which caches may store a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// Everybody who sends the same cookies, for a second.
    Public,
    /// None but the reader's own: the response is personal.
    Private,
}

impl Sharing {
    /// `Private` for a reader whom the request names, even while the response says nothing of them: it soon may, and a
    /// browser must not show them a copy from before their vote, as `stale-while-revalidate` lets it.
    pub fn unless_known(known: bool) -> Self {
        if known { Self::Private } else { Self::Public }
    }

    /// The value of `Cache-Control`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public, max-age=0, s-maxage=1, stale-while-revalidate=1",
            Self::Private => "private, no-cache",
        }
    }
}

/// A response of `body`, or `304` when the request has its tag.
pub fn tagged(request: &HeaderMap, body: Bytes, content_type: &'static str, sharing: Sharing) -> Response {
    let tag = format!("\"{}\"", digest(&body));
    let mut response = if has(request, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Body::from(body).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, HeaderValue::try_from(tag).expect("a tag is hexadecimal digits in quotes"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(sharing.as_str()));
    headers.insert(header::VARY, HeaderValue::from_static("Cookie"));
    response
}

/// The same for a value as JSON.
///
/// # Errors
/// When the value cannot be written, which no value of the contract does.
pub fn tagged_json<T: Serialize>(request: &HeaderMap, value: &T, sharing: Sharing) -> Result<Response, ApiError> {
    let body = serde_json::to_vec(value).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written as JSON");
        ApiError::unavailable()
    })?;
    Ok(tagged(request, body.into(), "application/json", sharing))
}

/// 304 for `tag`, which the client has.
pub fn not_modified(tag: &str, cache: &'static str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    put(response.headers_mut(), tag, cache);
    response
}

/// Sets `ETag` and `Cache-Control`.
pub fn put(headers: &mut HeaderMap, tag: &str, cache: &'static str) {
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
}

/// A short hash for tags.
pub fn digest(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..12])
}

/// Whether `If-None-Match` has this tag. Weak comparison.
pub fn has(request: &HeaderMap, tag: &str) -> bool {
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let lines = request.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|line| line.to_str().ok());
    let mut tags = lines.flat_map(|line| line.split(',')).map(str::trim);
    tags.any(|held| held == "*" || held.strip_prefix("W/").unwrap_or(held) == tag)
}

/// Whether a request asks for a part, or by another condition than a tag that it has (RFC 9110, sections 13.1 and 14.2).
pub fn wants_more(request: &HeaderMap) -> bool {
    let conditions = [header::RANGE, header::IF_MATCH, header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE];
    conditions.iter().any(|name| request.contains_key(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_the_client_has_is_not_sent_again() {
        let first = tagged(&HeaderMap::new(), Bytes::from("a"), "text/plain", Sharing::Public);
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers()[header::ETAG].to_str().expect("text").to_owned();
        for held in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
            let mut request = HeaderMap::new();
            request.insert(header::IF_NONE_MATCH, HeaderValue::try_from(held).expect("text"));
            let again = tagged(&request, Bytes::from("a"), "text/plain", Sharing::Public);
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
            assert_eq!(again.headers()[header::ETAG], tag.as_str());
            if request[header::IF_NONE_MATCH] != "*" {
                let other = tagged(&request, Bytes::from("b"), "text/plain", Sharing::Private);
                assert_eq!(other.status(), StatusCode::OK);
            }
        }
    }
}
