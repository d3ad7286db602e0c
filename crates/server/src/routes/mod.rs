//! Every address that the server answers. A module a resource; what stands around all of them is put
//! together here.

pub mod articles;
pub mod picture;
pub mod polls;
pub mod publication;
pub mod ratings;
pub mod results;
pub mod votes;

pub mod events;

pub mod oembed;

pub mod pages;

pub mod forms;
pub mod frames;

pub mod embed_check;

pub mod assets;
pub mod feeds;
pub mod manifest;
pub mod search_index;

mod answer;

pub mod health;
pub mod metrics;
pub mod openapi;

use std::time::Duration;

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{from_fn, from_fn_with_state},
    routing::any,
};
use hustings_render::Renderer;
use tower_http::{
    CompressionLevel,
    compression::CompressionLayer,
    cors::{AllowOrigin, CorsLayer},
};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{extract::BODY_LIMIT, guard, headers, measure, problem::ApiError, state::AppState};

/// The whole server as one service.
pub fn app(state: AppState) -> Router {
    let api = api(&state);
    Router::new()
        .merge(api)
        .merge(health::router())
        .merge(metrics::router())
        .merge(forms::router())
        .merge(feeds::router())
        .merge(pages::cards())
        .merge(manifest::router())
        .merge(embed_check::router())
        .merge(assets::router().merge(pages::router()).merge(frames::router()).layer(compressed()))
        .layer(Extension(Renderer::with_theme(state.settings.dist.clone(), state.settings.theme.clone())))
        .layer(from_fn_with_state(state.clone(), guard::mutations))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state(state.clone(), measure::requests))
        .layer(from_fn(headers::secure))
        .with_state(state)
}

/// Compresses pages, and files that the build left plain. Only answers with weak tags pass here, since
/// a strong one would name two different bodies; and no live stream, which it would hold back.
fn compressed() -> CompressionLayer {
    // The sixth of eleven levels: a page takes a millisecond or two, and is a tenth larger than at the last.
    CompressionLayer::new().quality(CompressionLevel::Precise(6))
}

/// The routes of the contract with their description.
fn described() -> (Router<AppState>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(openapi::Document::openapi())
        .routes(routes!(publication::get_publication))
        .routes(routes!(articles::list_articles))
        .routes(routes!(articles::get_article))
        .routes(routes!(ratings::get_rating, ratings::put_rating, ratings::delete_rating))
        .routes(routes!(polls::get_poll))
        .routes(routes!(votes::put_vote, votes::delete_vote))
        .routes(routes!(results::results_json))
        .routes(routes!(results::results_csv))
        .routes(routes!(picture::results_svg))
        .routes(routes!(events::events))
        .split_for_parts()
}

/// Everything under `/api` and `/oembed`, with the contract's errors for whatever else is asked of it.
fn api(state: &AppState) -> Router<AppState> {
    let (routes, mut document) = described();
    let (oembed, description) = oembed::router();
    document.merge(description);
    let api = routes
        .merge(openapi::router(&document))
        .merge(search_index::router())
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .route("/api", any(no_such_address))
        .route("/api/{*rest}", any(no_such_address));
    let api = match cors(&state.settings.allow_origin) {
        Some(cors) => api.layer(cors),
        None => api,
    };
    api.merge(oembed)
}

async fn no_such_address() -> ApiError {
    ApiError::not_found("There is no such address in the API; see /api/docs for those there are.")
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
                HeaderName::from_static(crate::reader::WORD_HEADER),
                HeaderName::from_static(crate::voter::IDENTITY_HEADER),
            ])
            .expose_headers([header::ETAG, header::RETRY_AFTER])
            // For so long a browser does not ask again whether it may.
            .max_age(Duration::from_secs(600))
    })
}

#[cfg(test)]
mod tests;
