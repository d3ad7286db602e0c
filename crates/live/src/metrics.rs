//! What the hub and its viewers count, for whoever collects metrics. No label holds what a reader sent.

use prometheus_client::{
    metrics::{counter::Counter, gauge::Gauge},
    registry::Registry,
};

/// Counts of live updates. Clones share their values.
#[derive(Clone, Debug, Default)]
pub struct LiveMetrics {
    /// Open live streams.
    pub viewers: Gauge,
    /// Topics that the hub holds for viewers, and readers whose own votes it waits for.
    pub followed: Gauge,
    /// Events sent to viewers, without heartbeats.
    pub snapshots_sent: Counter,
    /// Snapshots encoded, each once for all its viewers.
    pub snapshots_encoded: Counter,
}

impl LiveMetrics {
    /// Adds them to a registry.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("viewers", "Open live streams", self.viewers.clone());
        registry.register("followed", "Topics and voters that the hub holds for viewers", self.followed.clone());
        registry.register("frames_sent", "Snapshots sent to viewers", self.snapshots_sent.clone());
        let help = "Snapshots encoded, each once for all viewers";
        registry.register("frames_encoded", help, self.snapshots_encoded.clone());
    }
}
