//! For operators: health and metrics.

mod health;
mod metrics;

use axum::Router;

use crate::state::AppState;

/// `/healthz`, `/readyz` and `/metrics`.
pub fn router() -> Router<AppState> {
    Router::new().merge(health::router()).merge(metrics::router())
}
