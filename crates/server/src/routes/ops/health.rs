//! `GET /healthz`: liveness. `GET /readyz`: readiness, with the database and the content.

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{http::error::ApiError, state::AppState};

/// Both routes.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz))
}

async fn healthz() -> Response {
    (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], "alive\n").into_response()
}

/// Ready when the writer lives, the database can be read and no shutdown has begun. The content is
/// always there: without it the server does not start.
async fn readyz(State(state): State<AppState>) -> Result<Response, ApiError> {
    if *state.draining.borrow() {
        return Err(ApiError::unavailable());
    }
    state.store.ready().await?;
    Ok((StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], "ready\n").into_response())
}
