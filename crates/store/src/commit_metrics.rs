//! Metrics of commits.

use std::time::Duration;

use prometheus_client::{
    metrics::histogram::{Histogram, exponential_buckets},
    registry::{Registry, Unit},
};

/// Metrics of the writer's commits.
#[derive(Clone, Debug)]
pub struct CommitMetrics {
    mutations: Histogram,
    seconds: Histogram,
}

impl Default for CommitMetrics {
    fn default() -> Self {
        Self {
            mutations: Histogram::new(exponential_buckets(1.0, 2.0, 11)),
            seconds: Histogram::new(exponential_buckets(0.000_25, 2.0, 14)),
        }
    }
}

impl CommitMetrics {
    /// Records a commit: its number of mutations and its duration.
    pub fn count(&self, mutations: usize, took: Duration) {
        self.mutations.observe(mutations as f64);
        self.seconds.observe(took.as_secs_f64());
    }
    /// Registers them with `registry`.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("commit_mutations", "Votes and ratings in one commit", self.mutations.clone());
        let help = "Time from taking a batch to its commit";
        registry.register_with_unit("commit", help, Unit::Seconds, self.seconds.clone());
    }
}
