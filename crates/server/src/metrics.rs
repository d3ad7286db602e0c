//! Metrics in the Prometheus format. No label ever holds what a reader sent.

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

/// All metrics. Clones share their values.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<RequestLabels, Counter>,
    /// Open connections.
    pub connections: Gauge,
    /// Connections that there was no place for.
    pub connections_refused: Counter,
    /// Live streams that there was no place for.
    pub streams_refused: Counter,
    /// Open live streams.
    pub viewers: Gauge,
    /// Topics that the hub holds for viewers, and readers whose own votes it waits for.
    pub followed: Gauge,
    /// Events sent to viewers, without heartbeats.
    pub snapshots_sent: Counter,
    /// Snapshots encoded, each once for all its viewers.
    pub snapshots_encoded: Counter,
}

impl Metrics {
    /// New metrics, with those of commits registered.
    pub fn new(commits: &CommitMetrics) -> Self {
        let mut registry = Registry::with_prefix("hustings");
        let (requests, viewers) = (Family::<RequestLabels, Counter>::default(), Gauge::default());
        let (connections, followed) = (Gauge::default(), Gauge::default());
        let (connections_refused, streams_refused) = (Counter::default(), Counter::default());
        let (snapshots_sent, snapshots_encoded) = (Counter::default(), Counter::default());
        registry.register("requests", "Answers by method, route and status", requests.clone());
        registry.register("connections", "Open connections", connections.clone());
        let help = "Connections that there was no place for";
        registry.register("connections_refused", help, connections_refused.clone());
        let help = "Live streams that there was no place for";
        registry.register("streams_refused", help, streams_refused.clone());
        registry.register("viewers", "Open live streams", viewers.clone());
        registry.register("followed", "Topics and voters that the hub holds for viewers", followed.clone());
        registry.register("frames_sent", "Snapshots sent to viewers", snapshots_sent.clone());
        registry.register("frames_encoded", "Snapshots encoded, each once for all viewers", snapshots_encoded.clone());
        commits.register(&mut registry);
        Self {
            registry: Arc::new(registry),
            requests,
            connections,
            connections_refused,
            streams_refused,
            viewers,
            followed,
            snapshots_sent,
            snapshots_encoded,
        }
    }

    /// Counts a response with this status of a route, such as `/api/v1/polls/{id}`.
    pub fn count_request(&self, method: &'static str, route: String, status: u16) {
        self.requests.get_or_create(&RequestLabels { method, route, status }).inc();
    }

    /// The metrics in the OpenMetrics text format.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        if let Err(error) = encode(&mut text, &self.registry) {
            tracing::error!(%error, "the metrics cannot be written");
        }
        text
    }
}
