//! Routes of the contract: everything under `/api`, with the contract's errors for whatever else is asked of it, and the files in which
//! browsers search.
//!
//! The server alone imports it. Deliberately absent: the rules of polls and who may see what, which the service says.
//!
//! One module per resource, with request, response and handler; `picture`: what the pictures of a poll have in common;
//! [`live_stream`]: an answer that leaves the HTTP library for the bare socket.

mod articles;
mod events;
mod flow_svg;
pub mod live_stream;
mod me;
mod notice;
mod openapi;
mod picture;
mod polls;
mod publication;
mod ratings;
mod results;
mod results_svg;
mod search_index;
mod vote_log;
mod votes;

use std::time::Duration;

use axum::{
    Router,
    http::{HeaderName, HeaderValue, Method, header},
    routing::any,
};
use hustings_guard::arrival::PROOF_HEADER;
use hustings_http::error::ApiError;
use hustings_identity::headers::{CLIENT_ID_HEADER, IDENTITY_HEADER};
use hustings_routes_state::RouteState;
use tower_http::cors::{AllowOrigin, CorsLayer};
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The API, which pages of the origins in `allowed` may use. `others` describes routes that are part of the contract and
/// stand elsewhere.
pub fn router(allowed: &[String], others: utoipa::openapi::OpenApi) -> Router<RouteState> {
    let (routes, mut document) = described();
    document.merge(others);
    let api = routes
        .merge(openapi::router(&document))
        .merge(search_index::router())
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .route("/api", any(no_such_address))
        .route("/api/{*rest}", any(no_such_address));
    match cors(allowed) {
        Some(cors) => api.layer(cors),
        None => api,
    }
}

/// The routes of the contract with their description.
fn described() -> (Router<RouteState>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(openapi::Document::openapi())
        .routes(routes!(publication::get_publication))
        .routes(routes!(articles::list_articles))
        .routes(routes!(articles::get_article))
        .routes(routes!(ratings::get_rating, ratings::put_rating, ratings::delete_rating))
        .routes(routes!(polls::list_polls))
        .routes(routes!(polls::get_poll))
        .routes(routes!(votes::put_vote, votes::delete_vote))
        .routes(routes!(notice::get_notice, notice::put_notice, notice::delete_notice))
        .routes(routes!(results::results_json))
        .routes(routes!(results::results_csv))
        .routes(routes!(results_svg::results_svg))
        .routes(routes!(flow_svg::flow_svg))
        .routes(routes!(vote_log::poll_log))
        .routes(routes!(vote_log::poll_passport))
        .routes(routes!(me::get_me, me::delete_me))
        .routes(routes!(events::events))
        .split_for_parts()
}

async fn no_such_address() -> ApiError {
    ApiError::not_found("There is no such URL in the API; see /api/docs for those there are.")
}

/// Lets pages of the listed origins use the API with their cookies; without a list there is nothing
/// to say to anybody.
fn cors(origins: &[String]) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> =
        origins.iter().filter_map(|origin| HeaderValue::try_from(origin.trim_end_matches('/')).ok()).collect();
    (!origins.is_empty()).then(|| {
        CorsLayer::new()
            .allow_origin(AllowOrigin::list(origins))
            .allow_credentials(true)
            .allow_methods([Method::GET, Method::PUT, Method::DELETE])
            .allow_headers([
                header::CONTENT_TYPE,
                header::IF_NONE_MATCH,
                HeaderName::from_static(CLIENT_ID_HEADER),
                HeaderName::from_static(IDENTITY_HEADER),
                HeaderName::from_static(PROOF_HEADER),
            ])
            .expose_headers([header::ETAG, header::LINK, header::RETRY_AFTER])
            // For so long a browser does not ask again whether it may.
            .max_age(Duration::from_secs(600))
    })
}
