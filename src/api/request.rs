//! One request and its response: the status is checked before decoding, and every request has a timeout.

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod simulated;

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use gloo_net::{Error, http::Response};
use hustings_core::json::{Decode, decode};
use hustings_wire::{Problem, problem::PROBLEM_JSON};
use js_sys::{Date, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit};

use super::{ApiError, Credentials, RECEIPT, credentials::KEPT};
use crate::dom::host;

/// Milliseconds after which a request counts as lost. A half-open connection would hold a vote for
/// ever; every mutation of the contract is idempotent, so trying again is safe.
const TIMEOUT_MS: u32 = 15_000;

/// A request to the backend.
pub struct Request {
    method: &'static str,
    url: String,
    body: Option<String>,
    /// The cache mode of `fetch`.
    cache: &'static str,
}

impl Request {
    pub(super) fn get(url: String) -> Self {
        Self { method: "GET", url, body: None, cache: "default" }
    }

    pub(super) fn put(url: String, body: String) -> Self {
        Self { method: "PUT", body: Some(body), ..Self::get(url) }
    }

    pub(super) fn delete(url: String) -> Self {
        Self { method: "DELETE", ..Self::get(url) }
    }

    /// A cached response is used only after revalidation.
    pub(super) fn anew(self) -> Self {
        Self { cache: "no-cache", ..self }
    }
}

/// The text of a response. Boxed, so that the steps to it are in the WASM once and not within those of each caller.
pub type Text = Pin<Box<dyn Future<Output = Result<String, ApiError>>>>;

/// What an endpoint answers. The request is on its way from the start: whoever wants several answers makes all requests first.
/// A body is read once its answer is awaited, so that of answers that are awaited one after the other a first one that
/// hangs until it is given up takes the next with it.
pub struct Answer<T> {
    text: Text,
    read: Read<T>,
}

/// Reads the text of a response. No closure: the table of a `dyn FnMut` also points to `FnOnce::call_once`, so that the linker keeps one
/// more function for each closure.
type Read<T> = fn(&str) -> Result<T, ApiError>;

impl<T> Answer<T> {
    /// What `read` makes of the text.
    pub(super) fn new(text: Text, read: Read<T>) -> Self {
        Self { text, read }
    }
}

impl<T> Future for Answer<T> {
    type Output = Result<T, ApiError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.text.as_mut().poll(context).map(|text| (self.read)(&text?))
    }
}

/// Decodes a response.
///
/// # Errors
/// When it does not match the contract.
pub fn read<T: Decode>(answer: &str) -> Result<T, ApiError> {
    decode(answer).map_err(|fault| {
        if fault.is_of_other_kind() {
            host::load_anew();
        }
        ApiError::Unreadable(fault.0.to_owned())
    })
}

/// The text of an endpoint's answer. Knows no type, so that the WASM has it once and not once for each.
pub(super) fn answer(request: Request, who: &Credentials) -> Text {
    let asked = ask(&request, who).map(JsFuture::from);
    Box::pin(hear(asked, request.method == "DELETE", who.clone()))
}

async fn hear(asked: Result<JsFuture, ApiError>, is_withdrawal: bool, who: Credentials) -> Result<String, ApiError> {
    let response = Response::from(asked?.await.map_err(unreachable)?.unchecked_into::<web_sys::Response>());
    let said = |name: &str| response.headers().get(name);
    let receipt = said(RECEIPT);
    // Without the vote, the receipt of it would forbid the next one.
    if receipt.is_some() || (is_withdrawal && response.ok()) {
        who.set(RECEIPT, &receipt.unwrap_or_default());
    }
    let text = response.text().await.map_err(broken_off)?;
    // Nothing is awaited from here to the caller, who therefore reads what was said of this answer.
    who.set(KEPT, &said(KEPT).unwrap_or_default());
    if response.ok() {
        return Ok(text);
    }
    let wait = said("retry-after").map_or(0, |wait| seconds(&wait));
    // Proxies and portals have statuses and words of their own.
    let is_contract = said("content-type").is_some_and(|kind| kind.starts_with(PROBLEM_JSON));
    Err(match decode(&text) {
        Ok::<Problem, _>(problem) if is_contract => ApiError::Problem(Box::new(problem), wait),
        _ => ApiError::Foreign(response.status(), wait),
    })
}

/// The seconds that `Retry-After` says, as a number or as a date (RFC 9110, section 10.2.3); 0 for anything else.
fn seconds(wait: &str) -> u32 {
    let number = JsValue::from_str(wait).unchecked_into_f64();
    let seconds = if number.is_nan() { (Date::parse(wait) - Date::now()) / 1_000.0 } else { number };
    // Up, so that nobody comes before they were asked to. A cast takes what is none, or less, for 0.
    seconds.ceil() as u32
}

/// The text of one of the app's own files. Whoever deploys them is told which one is missing.
pub(super) fn file(request: Request) -> Text {
    let url = request.url.clone();
    let file = answer(request, &Credentials::default());
    Box::pin(async move { file.await.map_err(|error| ApiError::Unreachable([&url, ": ", &error.text()].concat())) })
}

/// Sends the request. `fetch` by hand: a builder of requests would bring the code for everything that can be asked.
fn ask(request: &Request, who: &Credentials) -> Result<js_sys::Promise, ApiError> {
    let Request { method, url, body, cache } = request;
    let headers = Object::new();
    let set = |object: &Object, name: &str, value: &JsValue| {
        // Setting a property of a plain new object cannot fail.
        let _ = Reflect::set(object, &name.into(), value);
    };
    for (name, value) in who.of_request(*method != "GET") {
        set(&headers, name, &value.as_str().into());
    }
    let init = Object::new();
    if let Some(body) = body {
        set(&headers, "content-type", &"application/json".into());
        set(&init, "body", &body.as_str().into());
    }
    set(&init, "headers", &headers);
    set(&init, "method", &(*method).into());
    set(&init, "cache", &(*cache).into());
    // Another origin's backend knows the reader by its own cookie.
    set(&init, "credentials", &(if url.starts_with('/') { "same-origin" } else { "include" }).into());
    set(&init, "signal", &AbortSignal::timeout_with_u32(TIMEOUT_MS));
    let window = web_sys::window().ok_or_else(|| ApiError::Unreachable("no window".to_owned()))?;
    Ok(window.fetch_with_str_and_init(url, init.unchecked_ref::<RequestInit>()))
}

/// The browser's reason why there is no response.
fn unreachable(error: JsValue) -> ApiError {
    let message = Reflect::get(&error, &"message".into()).ok().and_then(|message| message.as_string());
    ApiError::Unreachable(message.unwrap_or_default())
}

/// The same, of a response that broke off.
fn broken_off(error: Error) -> ApiError {
    ApiError::Unreachable(match error {
        Error::JsError(error) => error.message,
        Error::GlooError(message) => message,
    })
}
