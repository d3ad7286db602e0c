//! Compression of responses on the fly: pages, and files that the build left plain. It is done in the place for work
//! that keeps a processor busy; when there is no room, the body goes out as it is. Bodies that are sent many times are
//! compressed once, by `compress`.
//!
//! Only responses with weak tags pass here, since a strong one would name two different bodies; and no live stream,
//! which it would hold back.

use axum::{
    body::{Body, HttpBody as _, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::error::ApiError;
use crate::{compress::Coding, cpu_work::CpuWork};

/// Shorter bodies gain nothing.
const SHORTEST: u64 = 256;
/// Longer bodies, of which there are none among pages and built files, go out as they are.
const LONGEST: u64 = 8 << 20;

/// Compresses what the client takes compressed.
pub async fn compress(State(cpu): State<CpuWork>, request: Request, next: Next) -> Response {
    let coding = Coding::preferred(request.headers());
    let is_head = *request.method() == Method::HEAD;
    let mut response = next.run(request).await;
    if !is_compressible(response.headers()) {
        return response;
    }
    vary(response.headers_mut());
    match (coding.header().filter(|_| !is_head), length(&response)) {
        (Some(name), Some(SHORTEST..=LONGEST)) => packed(coding, name, response, &cpu).await,
        _ => response,
    }
}

async fn packed(coding: Coding, name: HeaderValue, response: Response, cpu: &CpuWork) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(plain) = to_bytes(body, LONGEST as usize).await else {
        tracing::error!("a body that was to be compressed broke off");
        return ApiError::unavailable().into_response();
    };
    let work = plain.clone();
    let Ok(packed) = cpu.run(move || coding.pack(&work)).await else {
        return Response::from_parts(parts, Body::from(plain));
    };
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
