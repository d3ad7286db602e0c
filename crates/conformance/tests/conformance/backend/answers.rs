//! Requests taken apart, and answers put together.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Method, StatusCode, Uri, header, request::Parts},
    response::Response,
};
use hustings_wire::ErrorCode;
use serde_json::{Value, json};

use super::fault::Fault;

/// A request.
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// What the backend does wrong.
    pub(crate) fault: Option<Fault>,
}

impl Asked {
    pub(crate) fn new(parts: Parts, body: Bytes, fault: Option<Fault>) -> Self {
        let Parts { method, uri, headers, .. } = parts;
        Self { method, path: uri.path().to_owned(), query: query(&uri), headers, body, fault }
    }

    pub(crate) fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A value of the query.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The language to answer in, of these.
    pub(crate) fn language(&self, available: &[&'static str]) -> Result<&'static str, Refusal> {
        let Some(wanted) = self.value("lang") else { return Ok(available[0]) };
        let is_it = |tag: &&&str| match self.has(Fault::TagsHaveCase) {
            true => **tag == wanted,
            false => tag.eq_ignore_ascii_case(wanted),
        };
        match available.iter().find(is_it) {
            Some(found) => Ok(found),
            None if self.has(Fault::MissingLanguageFallsBack) => Ok(available[0]),
            None => {
                let available = available.iter().map(|tag| (*tag).to_owned()).collect();
                Err(Refusal { available, ..Refusal::new(404, ErrorCode::TranslationMissing) })
            }
        }
    }

    /// An answer that caches may keep, or 304.
    pub(crate) fn tagged(&self, body: String, kind: &str, is_own: bool) -> Response {
        use std::hash::{DefaultHasher, Hasher as _};
        let mut hasher = DefaultHasher::new();
        hasher.write(body.as_bytes());
        let tag = format!("\"{:x}\"", hasher.finish());
        let is_held = self.header("if-none-match").split(", ").any(|held| held == tag);
        let sharing = match is_own && !self.has(Fault::OwnAnswersPublic) {
            true => "private, no-cache",
            false if self.has(Fault::KeptForAMinute) => "public, max-age=60",
            false => "public, max-age=0, s-maxage=1",
        };
        let mut response = Response::builder().header(header::ETAG, tag).header(header::CACHE_CONTROL, sharing);
        if !self.has(Fault::NoVary) {
            response = response.header(header::VARY, "Cookie, hustings-reader, hustings-identity");
        }
        let response = match is_held && !self.has(Fault::AlwaysSentAgain) {
            true => response.status(StatusCode::NOT_MODIFIED).body(Body::empty()),
            false => response.header(header::CONTENT_TYPE, kind).body(Body::from(body)),
        };
        response.expect("a response")
    }

    /// The same of JSON.
    pub(crate) fn json(&self, value: &Value, is_own: bool) -> Response {
        self.tagged(value.to_string(), "application/json", is_own)
    }
}

fn query(uri: &Uri) -> Vec<(String, String)> {
    url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

/// An error.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: u16,
    code: ErrorCode,
    pub(crate) field: Option<&'static str>,
    pub(crate) available: Vec<String>,
    token: Option<String>,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: ErrorCode) -> Self {
        Self { status, code, field: None, available: Vec::new(), token: None }
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, ErrorCode::NotFound)
    }

    pub(crate) fn with_challenge(token: String) -> Self {
        Self { token: Some(token), ..Self::new(428, ErrorCode::ProofRequired) }
    }

    pub(crate) fn at(status: u16, code: ErrorCode, field: &'static str) -> Self {
        Self { field: Some(field), ..Self::new(status, code) }
    }

    pub(crate) fn into_response(self, fault: Option<Fault>) -> Response {
        let Self { status, code, field, available, token } = self;
        let mut problem = json!({
            "type": "about:blank", "title": "Refused", "status": status, "detail": "Ask otherwise.", "code": code,
            "field": field, "available": available,
        });
        if let Some(token) = token {
            problem["challenge"] = json!({ "token": token, "iterations": 1, "bits": 0, "wait_ms": 0 });
        }
        let mut response = Response::builder().status(status).header(header::CONTENT_TYPE, "application/problem+json");
        if fault != Some(Fault::ErrorsStored) {
            response = response.header(header::CACHE_CONTROL, "no-store");
        }
        if status == 405 && fault != Some(Fault::NoAllow) {
            response = response.header(header::ALLOW, "GET, PUT, DELETE");
        }
        response.body(Body::from(problem.to_string())).expect("a response")
    }
}
