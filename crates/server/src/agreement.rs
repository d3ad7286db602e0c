//! Whether all servers of a database serve the same publication. Each has a folder of its own, or a copy, and one that was
//! forgotten by a deployment answers readers with another article, or takes votes for a poll that the others do not know.

use std::{sync::Arc, time::Duration};

use hustings_content::ContentStore;
use hustings_store::Store;
use prometheus_client::{metrics::gauge::Gauge, registry::Registry};
use tokio::time::{Instant, MissedTickBehavior, interval};

/// Between two looks.
const EVERY: Duration = Duration::from_secs(10);
/// How long servers may differ before the log says so: a deployment reaches one after the other.
const DEPLOYING: Duration = Duration::from_secs(60);

/// What a server knows of the others. Clones share their values.
#[derive(Clone, Debug, Default)]
pub(crate) struct ServersMetrics {
    others: Gauge,
    with_other_content: Gauge,
}

impl ServersMetrics {
    pub(crate) fn register(&self, registry: &mut Registry) {
        let help = "Other servers of the database that were heard of in the last half minute";
        registry.register("other_servers", help, self.others.clone());
        let help = "Those of them that serve other content, or are of another version";
        registry.register("other_servers_that_differ", help, self.with_other_content.clone());
    }
}

/// Looks what the other servers of `store` serve for as long as this one runs.
pub(crate) async fn watch(store: Arc<dyn Store>, content: ContentStore, metrics: ServersMetrics) {
    let mut looks = interval(EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut agreement = Agreement::default();
    loop {
        looks.tick().await;
        let own = content.current().version.clone();
        // While the database is away nothing is known of the others.
        let Ok(others) = store.meet(&own).await else { continue };
        let differ = others.iter().filter(|other| **other != own).count();
        metrics.others.set(others.len() as i64);
        metrics.with_other_content.set(differ as i64);
        match agreement.observe(Instant::now(), differ > 0) {
            Some(Change::Lost) => tracing::warn!(
                others = others.len(),
                differ,
                "other servers of the database serve another publication than this one: give all of them the same content \
                 folder and the same version of the program"
            ),
            Some(Change::Found) => tracing::info!("all servers of the database serve the same publication again"),
            None => {}
        }
    }
}

/// Whether servers have agreed so far.
#[derive(Debug, Default)]
struct Agreement {
    /// Since when they have not.
    differ_since: Option<Instant>,
    /// Whether the log says that they do not.
    is_said: bool,
}

/// What the log is to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Lost,
    Found,
}

impl Agreement {
    fn observe(&mut self, at: Instant, differ: bool) -> Option<Change> {
        if !differ {
            self.differ_since = None;
            return std::mem::take(&mut self.is_said).then_some(Change::Found);
        }
        let since = *self.differ_since.get_or_insert(at);
        let is_news = !self.is_said && at - since >= DEPLOYING;
        self.is_said |= is_news;
        is_news.then_some(Change::Lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_that_differ_for_longer_than_a_deployment_are_told_of_once() {
        let begin = Instant::now();
        let mut agreement = Agreement::default();
        let mut said = |seconds, differ| agreement.observe(begin + Duration::from_secs(seconds), differ);
        assert_eq!([said(0, false), said(10, true), said(60, true)], [None; 3], "a deployment is under way");
        assert_eq!([said(65, false), said(70, true), said(120, true)], [None; 3], "the next one");
        assert_eq!(said(130, true), Some(Change::Lost));
        assert_eq!(said(140, true), None, "it was said");
        assert_eq!(said(150, false), Some(Change::Found));
        assert_eq!(said(160, false), None);
    }
}
