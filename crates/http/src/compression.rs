//! Compression of responses on the fly: pages, and files that the build left plain. It is done in the place for work
//! that keeps a processor busy; when there is no room, the body goes out as it is, unread: bodies that wait fill the
//! memory. Bodies that are sent many times are compressed once, by `hot`.
//!
//! Only responses with weak tags pass here, since a strong one would name two different bodies; and no live stream,
//! which it would hold back.

use axum::{
    body::{Body, HttpBody as _, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    coding::Coding,
    cpu_work::{CpuWork, Place},
    error::ApiError,
    hot::front::Everybodys,
};

/// Shorter bodies gain nothing.
pub const SHORTEST: u64 = 256;
/// Longer bodies, of which there are none among pages and built files, go out as they are.
const LONGEST: u64 = 8 << 20;

/// Compresses what the client takes compressed.
pub async fn compress(State(cpu): State<CpuWork>, request: Request, next: Next) -> Response {
    let coding = Coding::preferred(request.headers());
    let is_head = *request.method() == Method::HEAD;
    let mut response = next.run(request).await;
    // A 304 does not name the type of what it stands for, and says what that depends on (RFC 9110, section 15.4.5).
    if response.status() == StatusCode::NOT_MODIFIED {
        vary(response.headers_mut());
    }
    if !is_compressible(response.headers()) {
        return response;
    }
    vary(response.headers_mut());
    let (Some(name), Some(SHORTEST..=LONGEST)) = (coding.header().filter(|_| !is_head), length(&response)) else {
        return response;
    };
    match cpu.free_place() {
        Some(place) => packed(coding, name, response, place).await,
        None => response,
    }
}

async fn packed(coding: Coding, name: HeaderValue, response: Response, place: Place) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(plain) = to_bytes(body, LONGEST as usize).await else {
        tracing::error!("a body that was to be compressed broke off");
        return ApiError::unavailable().into_response();
    };
    let work = plain.clone();
    let Ok(packed) = place.run(move || coding.pack(&work)).await else {
        return Response::from_parts(parts, Body::from(plain));
    };
    // It is another body than the one that may go out again.
    parts.extensions.remove::<Everybodys>();
    parts.headers.insert(header::CONTENT_ENCODING, name);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::ACCEPT_RANGES);
    Response::from_parts(parts, Body::from(packed))
}

/// The length of a body, where it is known.
fn length(response: &Response) -> Option<u64> {
    let told = || response.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok();
    response.body().size_hint().exact().or_else(told)
}

/// Whether it is a text, or a program, that is whole and not compressed yet.
fn is_compressible(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let is_text = media_type.starts_with("text/") && media_type != "text/event-stream";
    let is_program = ["json", "javascript", "xml", "wasm"].iter().any(|word| media_type.ends_with(word));
    let is_whole = !headers.contains_key(header::CONTENT_RANGE);
    (is_text || is_program) && is_whole && !headers.contains_key(header::CONTENT_ENCODING)
}

/// Says that the body depends on what the client takes.
fn vary(headers: &mut HeaderMap) {
    let lines = headers.get_all(header::VARY).into_iter().filter_map(|line| line.to_str().ok());
    let mut names = lines.flat_map(|line| line.split(',')).map(str::trim);
    if !names.any(|name| name == "*" || name.eq_ignore_ascii_case("accept-encoding")) {
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
}

#[cfg(test)]
mod tests {
    use std::{
        convert::Infallible,
        sync::{
            Arc,
            atomic::{AtomicBool, Ordering},
        },
    };

    use axum::{Router, middleware::from_fn_with_state, routing::get};
    use bytes::Bytes;
    use futures_util::stream;
    use tokio::time::Instant;
    use tower::ServiceExt as _;

    use super::*;

    /// A text of a known length, and whether any of it was read.
    fn app(cpu: &CpuWork) -> (Router, Arc<AtomicBool>) {
        let is_read = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&is_read);
        let answer = move || async move {
            let part = async move {
                seen.store(true, Ordering::Relaxed);
                Ok::<_, Infallible>(Bytes::from("a".repeat(1_000)))
            };
            let headers = [(header::CONTENT_TYPE, "text/plain"), (header::CONTENT_LENGTH, "1000")];
            let mut response = (headers, Body::from_stream(stream::once(part))).into_response();
            let everybodys = Everybodys::new(Bytes::from("plain"), Instant::now(), &HeaderMap::new());
            response.extensions_mut().insert(everybodys);
            response
        };
        (Router::new().route("/", get(answer)).layer(from_fn_with_state(cpu.clone(), compress)), is_read)
    }

    fn request() -> Request {
        Request::get("/").header(header::ACCEPT_ENCODING, "gzip").body(Body::empty()).expect("a request")
    }

    #[tokio::test]
    async fn a_body_for_which_there_is_no_room_goes_out_unread() {
        let cpu = CpuWork::new(1);
        let place = cpu.free_place().expect("it is free");
        let (app, is_read) = app(&cpu);
        let response = app.clone().oneshot(request()).await.expect("an answer");
        assert_eq!(response.headers().get(header::CONTENT_ENCODING), None);
        assert_eq!(response.headers()[header::VARY], "accept-encoding");
        assert!(!is_read.load(Ordering::Relaxed), "whoever receives it reads it, as fast as they take it");
        drop(place);
        let response = app.oneshot(request()).await.expect("an answer");
        assert_eq!(response.headers()[header::CONTENT_ENCODING], "gzip");
        let again = response.extensions().get::<Everybodys>();
        assert!(again.is_none(), "a plain body would go out again under the name of a packed one");
    }
}
