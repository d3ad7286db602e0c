//! Every route of the server, one module per resource; the middleware around them is assembled here.
//!
//! - [`api`]: the contract,
//! - [`pages`]: what a reader sees, and the forms on it,
//! - [`embed`]: polls on other sites,
//! - [`files`]: the built front-end, pictures, and what machines read,
//! - [`ops`]: for operators.

pub mod api;
pub mod embed;
pub mod files;
pub mod ops;
pub mod pages;

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Request},
    http::Method,
    middleware::from_fn_with_state,
};
use hustings_content::Content;
use hustings_domain::Guarding;
use hustings_http::{
    body::BODY_LIMIT,
    compression::compress,
    origin_check::{OriginCheck, mutations},
    security_headers,
};

use crate::state::AppState;
use ops::{
    count_requests::count_requests,
    security_log::{SecurityLog, log_security},
};

/// The whole server as one service.
pub fn app(state: AppState) -> Router {
    let settings = &state.settings;
    let (oembed, description) = embed::oembed::router();
    let compressed = files::assets::router().merge(pages::router()).merge(embed::poll::router());
    let compressed = compressed.layer(from_fn_with_state(state.cpu.clone(), compress));
    Router::new()
        .merge(api::router(&settings.allow_origin, description))
        .merge(oembed)
        .merge(ops::router())
        .merge(pages::forms::router())
        .merge(pages::me::router())
        .merge(pages::passport::router())
        .merge(files::feeds::router())
        .merge(pages::social_card::router())
        .merge(files::manifest::router())
        .merge(embed::check::router())
        .merge(compressed)
        .layer(Extension(state.renderer.clone()))
        .layer(from_fn_with_state(origin_check(&state), mutations))
        .layer(from_fn_with_state(state.clone(), pages::form_errors::as_pages))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state(state.metrics.clone(), count_requests))
        .layer(from_fn_with_state(security_log(&state), log_security))
        .layer(from_fn_with_state(state.settings.is_https(), security_headers::secure))
        .with_state(state)
}

fn security_log(state: &AppState) -> SecurityLog {
    SecurityLog::new(Arc::clone(&state.proxies), Arc::clone(&state.identity), state.clock.clone())
}

/// Who may vote and rate, and how often.
fn origin_check(state: &AppState) -> OriginCheck {
    let settings = &state.settings;
    let limited = state.clone();
    let limit = move |request: &Request| {
        // The handler knows whether it is of somebody who has voted before.
        if is_for_the_guard(&limited.content.current(), request) {
            return Ok(());
        }
        limited.vote_limit.check_request(request.extensions().get().copied(), request.headers())
    };
    OriginCheck::new(&settings.public_url(), &settings.allow_origin, Arc::new(limit))
}

/// Whether it is a vote in a guarded poll.
fn is_for_the_guard(content: &Content, request: &Request) -> bool {
    let path: Vec<&str> = request.uri().path().split('/').collect();
    let id = match (request.method(), path.as_slice()) {
        (&Method::PUT, ["", "api", "v1", "polls", id, "vote"]) | (&Method::POST, ["", _, "polls", id, "vote"]) => {
            Some(id)
        }
        _ => None,
    };
    let poll = id.and_then(|id| content.polls.get(*id));
    poll.is_some_and(|poll| poll.guarding == Guarding::Guarded)
}

#[cfg(test)]
mod tests;
