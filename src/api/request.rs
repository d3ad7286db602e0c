//! One request and its answer: status before decoding, and never without an end.

use gloo_net::http::{RequestBuilder, Response};
use hustings_wire::{ErrorCode, Problem};
use web_sys::{AbortSignal, RequestCredentials};

use super::{ApiError, Credentials, RECEIPT};
use crate::json::{Decode, Unreadable, decode};

/// Milliseconds after which a request counts as lost. A half-open connection would hold a vote for
/// ever; every mutation of the contract is idempotent, so trying again is safe.
const TIMEOUT_MS: u32 = 15_000;

/// The methods of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Put,
    Delete,
}

/// Asks an endpoint whose answer is the same for everybody, and decodes its JSON answer.
pub(super) async fn get<T: Decode>(url: &str) -> Result<T, ApiError> {
    ask(Method::Get, url, None, &Credentials::default()).await
}

/// Asks or changes something in somebody's name, with a JSON body, if any, and decodes the JSON answer.
pub(super) async fn ask<T: Decode>(
    method: Method,
    url: &str,
    body: Option<String>,
    who: &Credentials,
) -> Result<T, ApiError> {
    let text = answer(method, url, body, who).await?;
    decode(&text).map_err(|e| unreadable(url, e))
}

/// The text of an endpoint's answer. Apart from the functions above, so that the WASM has it once and not once
/// for each type.
async fn answer(method: Method, url: &str, body: Option<String>, who: &Credentials) -> Result<String, ApiError> {
    let is_change = method != Method::Get;
    let method = match method {
        Method::Get => gloo_net::http::Method::GET,
        Method::Put => gloo_net::http::Method::PUT,
        Method::Delete => gloo_net::http::Method::DELETE,
    };
    // Another origin's backend knows the reader by its own cookie.
    let credentials = if url.starts_with('/') { RequestCredentials::SameOrigin } else { RequestCredentials::Include };
    let signal = AbortSignal::timeout_with_u32(TIMEOUT_MS);
    let mut builder = RequestBuilder::new(url).method(method).credentials(credentials).abort_signal(Some(&signal));
    for (name, value) in who.of_request(is_change) {
        builder = builder.header(name, &value);
    }
    let request = match body {
        Some(body) => builder.header("content-type", "application/json").body(body),
        None => builder.build(),
    };
    let response = request.map_err(unreachable)?.send().await.map_err(unreachable)?;
    if let Some(receipt) = response.headers().get(RECEIPT) {
        who.set(RECEIPT, &receipt);
    }
    let (status, is_ok) = (response.status(), response.ok());
    let text = response.text().await.map_err(unreachable)?;
    if is_ok { Ok(text) } else { Err(ApiError::Problem(Box::new(problem(status, &text)))) }
}

/// Fetches one of the app's own files.
pub(super) async fn text(url: &str) -> Result<String, ApiError> {
    let signal = AbortSignal::timeout_with_u32(TIMEOUT_MS);
    let request = RequestBuilder::new(url).abort_signal(Some(&signal)).build().map_err(unreachable)?;
    let response: Response = request.send().await.map_err(unreachable)?;
    if !response.ok() {
        return Err(ApiError::Unreachable(format!("{url} answers {}", response.status())));
    }
    response.text().await.map_err(unreachable)
}

/// The problem in an error's body, or one made of its status when a proxy answered in its own way.
fn problem(status: u16, text: &str) -> Problem {
    decode(text).unwrap_or_else(|_| Problem {
        kind: "about:blank".to_owned(),
        title: String::new(),
        status,
        detail: format!("an answer {status} without details"),
        code: if status == 404 { ErrorCode::NotFound } else { ErrorCode::Other },
        field: None,
        available: Vec::new(),
    })
}

/// An answer of `url` that could not be read.
pub(super) fn unreadable(url: &str, error: Unreadable) -> ApiError {
    ApiError::Unreadable(format!("{url}: {error}"))
}

fn unreachable(error: gloo_net::Error) -> ApiError {
    ApiError::Unreachable(error.to_string())
}
