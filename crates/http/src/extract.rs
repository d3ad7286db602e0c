//! Extractors that answer with the contract's errors instead of the framework's.

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::request::Parts,
};
use hustings_wire::{NoticeRequest, RatingRequest, VoteRequest};
use serde::de::DeserializeOwned;

use crate::{body, error::ApiError};

/// A body of the contract.
pub trait RequestBody: DeserializeOwned {
    /// Names of its fields.
    const FIELDS: &'static [&'static str];
}

impl RequestBody for VoteRequest {
    const FIELDS: &'static [&'static str] = &["options", "write_in", "abstain"];
}

impl RequestBody for RatingRequest {
    const FIELDS: &'static [&'static str] = &["stars"];
}

impl RequestBody for NoticeRequest {
    const FIELDS: &'static [&'static str] = &["endpoint", "keys", "expirationTime"];
}

/// Extracts a JSON body. 415 without a JSON content type, 413 over [`body::BODY_LIMIT`], 400 when it is not JSON, 422
/// with the invalid field when it has another structure.
#[derive(Clone, Copy, Debug)]
pub struct JsonBody<T>(pub T);

impl<T: RequestBody, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        if !body::has_type(request.headers(), "application/json") {
            return Err(ApiError::unsupported_media_type());
        }
        let body = body::read(request.into_body()).await?;
        parse(&body).map(Self)
    }
}

/// Reads a body of the contract.
pub fn parse<T: RequestBody>(body: &[u8]) -> Result<T, ApiError> {
    let not_an_object = || ApiError::invalid(T::FIELDS[0], "The body must be a JSON object.");
    let error = match serde_json::from_slice(body) {
        // serde also takes a list of the fields' values for an object, which the contract does not.
        Ok(_) if !body.trim_ascii_start().starts_with(b"{") => return Err(not_an_object()),
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if !error.is_data() {
        return Err(ApiError::unreadable(format!("The body is not JSON: {error}.")));
    }
    // serde does not name the field, so the value is parsed again; that fails only where the text is not JSON
    // after the first error.
    let value: serde_json::Value = serde_json::from_slice(body)
        .map_err(|error| ApiError::unreadable(format!("The body is not JSON: {error}.")))?;
    let Some(object) = value.as_object() else {
        return Err(not_an_object());
    };
    if let Some(extra) = object.keys().find(|key| !T::FIELDS.contains(&key.as_str())) {
        let extra: String = extra.chars().take(64).collect();
        return Err(ApiError::invalid(extra, "There is no such field."));
    }
    // The field without which the rest is a body, else the first, which is missing or not the only one that is wrong.
    let is_wrong = |field: &&&str| {
        let mut without = object.clone();
        without.remove(**field).is_some() && serde_json::from_value::<T>(without.into()).is_ok()
    };
    let field = T::FIELDS.iter().find(is_wrong).unwrap_or(&T::FIELDS[0]);
    Err(ApiError::invalid(*field, "The field is missing or of the wrong kind."))
}

/// Extracts the parts of the path.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(value)| Self(value)).map_err(|_| ApiError::not_found("There is no such URL."))
    }
}

/// Extracts the query.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        query
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|error| ApiError::unreadable(format!("The query cannot be read: {}.", error.body_text())))
    }
}

/// A length in CSS pixels from the query; `None` when none was given. Lengths beyond what can be
/// counted are as long as can be.
///
/// # Errors
/// 400 with `field` when it is no whole number.
pub fn pixels(field: &str, given: Option<&str>) -> Result<Option<u32>, ApiError> {
    let Some(given) = given else { return Ok(None) };
    if given.is_empty() || !given.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ApiError::unreadable("A length is a whole number of CSS pixels.").at(field));
    }
    Ok(Some(given.parse().unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_an_object() {
        assert!(parse::<VoteRequest>(b" \n{\"options\":[\"a\"]}").is_ok());
        for body in ["[[\"a\"]]", "\"a\"", "null", "[]"] {
            let error = parse::<VoteRequest>(body.as_bytes()).expect_err(body);
            assert_eq!(error.status(), axum::http::StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            assert_eq!(error.problem().field.as_deref(), Some("options"), "{body}");
        }
    }

    #[test]
    fn the_field_that_is_wrong_is_named() {
        for (body, field) in [
            ("{\"options\": \"a\"}", "options"),
            ("{\"options\": [1], \"abstain\": true}", "options"),
            ("{\"options\": [\"a\"], \"abstain\": \"yes\"}", "abstain"),
            ("{\"abstain\": 1}", "abstain"),
            ("{\"options\": [\"a\"], \"write_in\": [\"b\"]}", "write_in"),
            ("{\"options\": 1, \"abstain\": 1}", "options"),
            ("{\"options\": [\"a\"], \"option\": 1}", "option"),
        ] {
            let error = parse::<VoteRequest>(body.as_bytes()).expect_err(body);
            assert_eq!(error.problem().field.as_deref(), Some(field), "{body}");
        }
        let error = parse::<RatingRequest>(b"{}").expect_err("no stars");
        assert_eq!(error.problem().field.as_deref(), Some("stars"));
    }

    #[test]
    fn a_length_is_a_whole_number() {
        let cases =
            [(None, None), (Some("0"), Some(0)), (Some("0480"), Some(480)), (Some("99999999999"), Some(u32::MAX))];
        for (given, expected) in cases {
            assert_eq!(pixels("width", given), Ok(expected));
        }
        for bad in ["", "wide", "-1", "+1", "4.5", "1e3", " 480", "480px", "\u{664}\u{668}\u{660}", "NaN"] {
            let error = pixels("width", Some(bad)).expect_err(bad);
            assert_eq!(error.status(), axum::http::StatusCode::BAD_REQUEST, "{bad}");
            assert_eq!(error.problem().field.as_deref(), Some("width"), "{bad}");
        }
    }
}
