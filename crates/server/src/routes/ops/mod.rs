//! For operators: health, metrics, and what of requests is counted and logged.

pub(super) mod count_requests;
mod health;
mod metrics;
pub(super) mod security_log;

use axum::Router;

use crate::state::AppState;

/// `/healthz`, `/readyz` and `/metrics`.
pub(super) fn router() -> Router<AppState> {
    Router::new().merge(health::router()).merge(metrics::router())
}
