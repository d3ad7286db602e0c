//! Metrics of messages to others. No label ever holds what somebody sent.

use prometheus_client::{metrics::counter::Counter, registry::Registry};

/// What became of messages to others. Clones share their values.
#[derive(Clone, Debug, Default)]
pub struct MessageMetrics {
    /// Messages that were taken.
    pub sent: Counter,
    /// Attempts that were not.
    pub failed: Counter,
    /// Messages that are not tried again.
    pub given_up: Counter,
}

impl MessageMetrics {
    /// Those to `whom`, under names that begin with `name`.
    pub fn register(&self, registry: &mut Registry, name: &str, whom: &str) {
        let mut register = |ending: &str, help: String, counter: &Counter| {
            registry.register(format!("{name}_{ending}"), help, counter.clone());
        };
        register("sent", format!("Messages that {whom} has taken"), &self.sent);
        register("failed", format!("Attempts that {whom} has not taken"), &self.failed);
        register("given_up", format!("Messages to {whom} that are not tried again"), &self.given_up);
    }
}
