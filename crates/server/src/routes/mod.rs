//! Every route of the server, from the crates of routes, and the middleware around them.
//!
//! - `ops`: routes for operators, and what of requests is counted and logged,
//! - `form_errors`: refusals of forms as pages.

mod form_errors;
mod ops;

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{Method, StatusCode},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use hustings_content::Content;
use hustings_domain::Guarding;
use hustings_http::{
    body::BODY_LIMIT,
    compression::compress,
    hot::front::Asked,
    origin_check::{OriginCheck, mutations},
    security_headers::{self, Transport},
};
use hustings_routes_api as api;
use hustings_routes_embed as embed;
use hustings_routes_files as files;
use hustings_routes_pages as pages;
use hustings_wire::moment::poll_of;
use tower::ServiceBuilder;

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
    let compressed = compressed.layer(from_fn_with_state(state.routes.cpu.clone(), compress));
    let routes = Router::new()
        .merge(api::router(&settings.allow_origin, description))
        .merge(oembed)
        .merge(pages::forms::router())
        .merge(pages::me::router())
        .merge(pages::passport::router())
        .merge(files::feeds::router())
        .merge(pages::social_card::router())
        .merge(files::manifest::router())
        .merge(embed::check::router())
        .merge(compressed);
    Router::new()
        .merge(routes.with_state(state.routes.clone()))
        .merge(ops::router())
        // One layer for all of it: a request copies what is in each, and what each copies, over again.
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(Arc::new(Around::new(&state)), around))
                .layer(DefaultBodyLimit::max(BODY_LIMIT))
                .layer(Extension(state.routes.renderer.clone())),
        )
        .with_state(state)
}

/// What stands around every answer.
struct Around {
    state: AppState,
    security_log: SecurityLog,
    origin_check: OriginCheck,
    transport: Transport,
}

impl Around {
    fn new(state: &AppState) -> Self {
        let (security_log, origin_check) = (security_log(state), origin_check(state));
        Self { transport: state.settings.transport(), state: state.clone(), security_log, origin_check }
    }
}

/// Answers, the innermost step first: who may change something, refusals as pages, the metrics, the log, the headers.
async fn around(State(around): State<Arc<Around>>, request: Request, next: Next) -> Response {
    let Around { state, security_log, origin_check, transport } = &*around;
    let (asked, route) = (Asked::of(&request), request.extensions().get::<MatchedPath>().cloned());
    let checked = |request| mutations(origin_check, request, |request| next.run(request));
    let in_words = |request| form_errors::as_pages(&state.routes, request, checked);
    let counted = |request| count_requests(&state.metrics, request, in_words);
    let mut response = log_security(security_log, request, counted).await;
    security_headers::put(response.headers_mut(), *transport);
    if let Some(asked) = asked {
        state.front.keep(asked, &response, || state.metrics.answers("GET", route.as_ref(), StatusCode::OK));
    }
    response
}

fn security_log(state: &AppState) -> SecurityLog {
    SecurityLog::new(Arc::clone(&state.routes.proxies), Arc::clone(&state.routes.identity), state.routes.clock.clone())
}

/// Who may vote and rate, and how often.
fn origin_check(state: &AppState) -> OriginCheck {
    let settings = &state.settings;
    let limited = state.routes.clone();
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
    let poll = id.and_then(|id| content.polls.get(poll_of(id)));
    poll.is_some_and(|poll| poll.guarding == Guarding::Guarded)
}
