//! For who runs the server: whether it is well, and what is counted.

mod health;
mod metrics;

use axum::Router;

use crate::state::AppState;

/// `/healthz`, `/readyz` and `/metrics`.
pub fn router() -> Router<AppState> {
    Router::new().merge(health::router()).merge(metrics::router())
}
