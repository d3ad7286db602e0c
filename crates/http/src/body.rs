//! Reads request bodies, limited in size and time. Does not parse them.

use std::{error::Error as _, time::Duration};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, header},
};
use http_body_util::LengthLimitError;

use crate::error::ApiError;

/// The most bytes that a body may have.
pub const BODY_LIMIT: usize = 16 * 1024;
/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// Whether the request says that its body is of this type, whatever the parameters and the spaces before them
/// (RFC 9110, section 8.3.1).
pub fn has_type(headers: &HeaderMap, expected: &str) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(expected)
}

/// axum wraps the limit's error.
fn is_too_long(error: &axum::Error) -> bool {
    error.source().is_some_and(<dyn std::error::Error>::is::<LengthLimitError>)
}

/// The whole body.
///
/// # Errors
/// 413 over [`BODY_LIMIT`], 400 when it breaks off or takes too long to arrive.
pub async fn read(body: Body) -> Result<Bytes, ApiError> {
    match tokio::time::timeout(BODY_TIMEOUT, to_bytes(body, BODY_LIMIT)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(error)) if is_too_long(&error) => Err(ApiError::payload_too_large(BODY_LIMIT)),
        Ok(Err(_)) => Err(ApiError::unreadable("The body broke off.")),
        Err(_) => Err(ApiError::unreadable("The body took too long to arrive.")),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, StatusCode};
    use futures_util::stream;

    use super::*;

    #[test]
    fn parameters_and_case_of_a_type_do_not_matter() {
        for (value, expected) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/json ; charset=utf-8", true),
            ("application/json; charset", true),
            ("application/jsonp", false),
            ("text/plain", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(value));
            assert_eq!(has_type(&headers, "application/json"), expected, "{value}");
        }
        assert!(!has_type(&HeaderMap::new(), "application/json"));
    }

    #[tokio::test]
    async fn a_body_is_refused_for_what_is_wrong_with_it() {
        assert_eq!(read(Body::from(vec![0; BODY_LIMIT])).await.map(|body| body.len()), Ok(BODY_LIMIT));
        let too_long = read(Body::from(vec![0; BODY_LIMIT + 1])).await.expect_err("too long");
        assert_eq!(too_long.status(), StatusCode::PAYLOAD_TOO_LARGE);
        let chunks = [Ok("a"), Err(std::io::Error::other("the client is gone"))];
        let broken = read(Body::from_stream(stream::iter(chunks))).await.expect_err("broken off");
        assert_eq!(broken.status(), StatusCode::BAD_REQUEST);
    }
}
