//! Metrics in the Prometheus format. No label ever holds what a reader sent.

use axum::{extract::MatchedPath, http::StatusCode};
use hustings_closings::MessageMetrics;
use hustings_live::metrics::LiveMetrics;
use hustings_store::CommitMetrics;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

use crate::agreement::ServersMetrics;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: u16,
}

/// All metrics.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    /// Open connections.
    pub connections: Gauge,
    /// Connections that there was no place for.
    pub connections_refused: Counter,
    /// Live streams that there was no place for.
    pub streams_refused: Counter,
    /// Of the hub and its viewers.
    pub live: LiveMetrics,
    /// Of the webhook.
    pub webhook: MessageMetrics,
    /// Of messages to readers' browsers.
    pub notices: MessageMetrics,
    /// Of the other servers of the database.
    pub(crate) servers: ServersMetrics,
}

impl Metrics {
    /// New metrics, with those of commits registered.
    pub fn new(commits: &CommitMetrics) -> Self {
        let mut registry = Registry::with_prefix("hustings");
        let (requests, connections) = (Family::<RequestLabels, Counter>::default(), Gauge::default());
        let (connections_refused, streams_refused) = (Counter::default(), Counter::default());
        let (live, webhook, notices) = (LiveMetrics::default(), MessageMetrics::default(), MessageMetrics::default());
        let servers = ServersMetrics::default();
        registry.register("requests", "Answers by method, route and status", requests.clone());
        registry.register("connections", "Open connections", connections.clone());
        let help = "Connections that there was no place for";
        registry.register("connections_refused", help, connections_refused.clone());
        let help = "Live streams that there was no place for";
        registry.register("streams_refused", help, streams_refused.clone());
        live.register(&mut registry);
        webhook.register(&mut registry, "webhook", "the webhook");
        notices.register(&mut registry, "notice", "a push service");
        servers.register(&mut registry);
        commits.register(&mut registry);
        Self { registry, requests, connections, connections_refused, streams_refused, live, webhook, notices, servers }
    }

    /// Counts the answers with this status of a route, such as `/api/v1/polls/{id}`; what has no route shares one count.
    pub fn answers(&self, method: &'static str, route: Option<&MatchedPath>, status: StatusCode) -> Counter {
        let route = route.map_or("none", MatchedPath::as_str).to_owned();
        self.requests.get_or_create(&RequestLabels { method, route, status: status.as_u16() }).clone()
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
