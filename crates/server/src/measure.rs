//! What is counted for the operator, as Prometheus reads it. No label ever holds what a reader sent.

use std::sync::Arc;

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use hustings_store::CommitMetrics;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

use crate::state::AppState;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: u16,
}

/// Everything that is counted. Clones count together.
#[derive(Clone, Debug)]
pub struct Measures {
    registry: Arc<Registry>,
    requests: Family<RequestLabels, Counter>,
    /// Open live streams.
    pub viewers: Gauge,
    /// Events sent to viewers, heartbeats left out.
    pub frames: Counter,
    /// Snapshots encoded, each once for all its viewers.
    pub encoded: Counter,
}

impl Measures {
    /// All at zero, and these measures of commits among them.
    #[must_use]
    pub fn new(commits: &CommitMetrics) -> Self {
        let mut registry = Registry::with_prefix("hustings");
        let (requests, viewers) = (Family::<RequestLabels, Counter>::default(), Gauge::default());
        let (frames, encoded) = (Counter::default(), Counter::default());
        registry.register("requests", "Answers by method, route and status", requests.clone());
        registry.register("viewers", "Open live streams", viewers.clone());
        registry.register("frames_sent", "Snapshots sent to viewers", frames.clone());
        registry.register("frames_encoded", "Snapshots encoded, each once for all viewers", encoded.clone());
        commits.register(&mut registry);
        Self { registry: Arc::new(registry), requests, viewers, frames, encoded }
    }

    /// The text that Prometheus reads, in the OpenMetrics form.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        if let Err(error) = encode(&mut text, &self.registry) {
            tracing::error!(%error, "the measures cannot be written");
        }
        text
    }
}

/// Counts answers by the route that gave them; addresses that no route knows count together.
pub async fn requests(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |p| p.as_str().to_owned());
    let method = match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "PUT" => "PUT",
        "POST" => "POST",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    };
    let response = next.run(request).await;
    let labels = RequestLabels { method, route, status: response.status().as_u16() };
    state.measures.requests.get_or_create(&labels).inc();
    response
}
