//! `GET /healthz`: whether the process is worth keeping. `GET /readyz`: whether it may be sent readers, and if not, why.
//!
//! Both read what writer, hub and the watch on files last knew, and ask none of them: strangers may call them as often as
//! they like.

use std::{sync::atomic::Ordering, time::Duration};

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Serialize;

use crate::state::AppState;

/// How old the hub's last whole round may be: it has one every second.
const OLDEST_ROUND: Duration = Duration::from_secs(10);

/// Both routes.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz))
}

/// 503 once the writer or the hub has ended, which only a new start mends: a supervisor restarts what answers so.
async fn healthz(State(state): State<AppState>) -> Response {
    let (status, text) = match (state.routes.store.health().is_alive, state.routes.hub.health().is_alive) {
        (true, true) => (StatusCode::OK, "alive\n"),
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "the writer of votes has ended\n"),
        (_, false) => (StatusCode::SERVICE_UNAVAILABLE, "the hub of live updates has ended\n"),
    };
    (status, [(header::CACHE_CONTROL, "no-store")], text).into_response()
}

/// What `/readyz` says.
#[derive(Serialize)]
struct Readiness {
    ready: bool,
    /// Why it is not.
    faults: Vec<&'static str>,
    /// How many things are wrong with the files that pages are made of, of which readers get what was good before. The log
    /// names them: anybody may ask here, and some of the files may not be published yet.
    warnings: usize,
    /// Seconds since the last attempt to commit.
    seconds_since_commit: f64,
    /// Seconds since the hub last read all that is followed.
    seconds_since_round: f64,
}

/// The content is always there: without it the server does not start.
async fn readyz(State(state): State<AppState>) -> Response {
    let (writer, hub) = (state.routes.store.health(), state.routes.hub.health());
    let faults = [
        (state.leaving.load(Ordering::Relaxed), "The server is shutting down."),
        (!writer.is_alive, "The writer of votes has ended; start the server again."),
        (writer.has_failed, "The database takes no votes: look at its disk, its rights, and who else holds it."),
        (!hub.is_alive, "The hub of live updates has ended; start the server again."),
        (
            hub.since_round > OLDEST_ROUND,
            "Live updates stand still: the database cannot be read, or the machine is overloaded.",
        ),
    ];
    let faults: Vec<_> = faults.into_iter().filter_map(|(is_so, fault)| is_so.then_some(fault)).collect();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let readiness = Readiness {
        ready: faults.is_empty(),
        faults,
        warnings: state.warnings.count(),
        seconds_since_commit: seconds(writer.since_commit),
        seconds_since_round: seconds(hub.since_round),
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(readiness)).into_response()
}

/// In tenths.
fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10.0).round() / 10.0
}
