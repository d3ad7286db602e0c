//! What is counted for the operator, as Prometheus reads it. No label ever holds what a reader sent.

use std::sync::Arc;

use hustings_store::CommitMetrics;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: u16,
}

/// Everything that is counted. Clones count together.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<RequestLabels, Counter>,
    /// Open live streams.
    pub viewers: Gauge,
    /// Events sent to viewers, heartbeats left out.
    pub frames: Counter,
    /// Snapshots encoded, each once for all its viewers.
    pub encoded: Counter,
}

impl Metrics {
    /// All at zero, and those of commits among them.
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

    /// Counts an answer with this status by a route, such as `/api/v1/polls/{id}`.
    pub fn count_request(&self, method: &'static str, route: String, status: u16) {
        self.requests.get_or_create(&RequestLabels { method, route, status }).inc();
    }

    /// The text that Prometheus reads, in the OpenMetrics form.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        if let Err(error) = encode(&mut text, &self.registry) {
            tracing::error!(%error, "the metrics cannot be written");
        }
        text
    }
}
