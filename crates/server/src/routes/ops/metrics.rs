//! `GET /metrics`: metrics in the Prometheus format, for the operator alone.

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::get,
};
use hustings_http::error::ApiError;
use hustings_limits::network::Peer;

use crate::state::AppState;

/// The route.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/metrics", get(metrics))
}

/// To a stranger there is nothing here.
async fn metrics(State(state): State<AppState>, peer: Option<Extension<Peer>>, headers: HeaderMap) -> Response {
    if peer.is_some_and(|Extension(peer)| !state.routes.proxies.is_of_operator(peer, &headers)) {
        return ApiError::not_found("There is nothing at this URL.").into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, state.metrics.to_text()).into_response()
}
