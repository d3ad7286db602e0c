//! The hub: fans snapshots out to viewers. Whatever changed since the last round is encoded once a
//! round, at most five rounds a second, and every viewer sends the same bytes. A viewer holds only
//! the newest snapshot of each topic, so a slow one skips what it missed.
//!
//! What a viewer's connection does with it is in `viewer`; how a snapshot looks, in `snapshot`.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use hustings_content::ContentStore;
use hustings_domain::{Clock, ReaderKey, ReaderKeys};
use hustings_store::{Store, StoreError};
use tokio::{sync::watch, time::sleep};

use super::snapshot::Snapshot;
use crate::metrics::Metrics;

/// Time between two rounds: at most five snapshots of a topic a second.
const ROUND: Duration = Duration::from_millis(200);

/// What viewers can subscribe to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// The poll of this id.
    Poll(String),
    /// The rating of the article of this slug.
    Rating(String),
}

/// The newest snapshot of a topic, if there is one.
pub(super) type Newest = Option<Arc<Snapshot>>;

/// A viewer's receivers for one topic.
pub(super) struct Watched {
    pub(super) snapshots: watch::Receiver<Newest>,
    /// Whether the viewer's reader has a vote, where that decides what they see.
    pub(super) voter: Option<watch::Receiver<bool>>,
    pub(super) voted: bool,
    /// News that the receivers have counted as seen when they woke the viewer.
    pub(super) snapshots_woke: bool,
    pub(super) voter_woke: bool,
}

/// Fans snapshots out. Clones are the same hub.
#[derive(Clone)]
pub struct Hub(Arc<Shared>);

struct Shared {
    store: Arc<dyn Store>,
    content: ContentStore,
    clock: Clock,
    metrics: Metrics,
    topics: Mutex<HashMap<Topic, watch::Sender<Newest>>>,
    voters: Mutex<HashMap<(String, ReaderKey), watch::Sender<bool>>>,
}

impl Hub {
    /// Starts the hub's own task, which ends with the process.
    pub fn start(store: Arc<dyn Store>, content: ContentStore, clock: Clock, metrics: Metrics) -> Self {
        let (topics, voters) = (Mutex::default(), Mutex::default());
        let hub = Self(Arc::new(Shared { store, content, clock, metrics, topics, voters }));
        tokio::spawn(hub.clone().run());
        hub
    }

    /// Its metrics.
    pub(super) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Its clock.
    pub(super) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Subscribes to a topic. `reader` are the reader's keys in a poll that shows results to voters.
    ///
    /// # Errors
    /// When the store cannot read the topic.
    pub(super) async fn watch(&self, topic: &Topic, reader: Option<&ReaderKeys>) -> Result<Watched, StoreError> {
        // Both ends are registered before anything is read, so that no commit falls in between.
        let snapshots = locked(&self.0.topics).entry(topic.clone()).or_default().subscribe();
        let is_new = snapshots.borrow().is_none();
        let mut watched = Watched { snapshots, voter: None, voted: false, snapshots_woke: false, voter_woke: false };
        match topic {
            Topic::Poll(id) => {
                if let Some(reader) = reader {
                    let mut voters = locked(&self.0.voters);
                    watched.voter = Some(voters.entry((id.clone(), reader.first())).or_default().subscribe());
                }
                if is_new || reader.is_some() {
                    let record = self.0.store.poll(id, reader).await?;
                    watched.voted = record.my_vote.is_some();
                    if is_new {
                        self.publish(topic, self.poll_snapshot(id, &record.tally));
                    }
                }
            }
            Topic::Rating(slug) if is_new => {
                let record = self.0.store.rating(slug, None).await?;
                self.publish(topic, self.rating_snapshot(slug, record.tally));
            }
            Topic::Rating(_) => {}
        }
        watched.snapshots.mark_changed();
        Ok(watched)
    }

    /// Waits for changes and for the clock, and publishes at most once a round.
    async fn run(self) {
        let changes = self.0.store.changes();
        let mut content_changed = self.0.content.changed();
        loop {
            let reread = tokio::select! {
                () = changes.wait() => false,
                () = sleep(until_next_second()) => true,
                result = content_changed.changed() => {
                    if result.is_err() {
                        // The folder is not watched any more; only the clock goes on.
                        content_changed = self.0.content.changed();
                        sleep(ROUND).await;
                    }
                    true
                }
            };
            let changed = changes.take();
            {
                let voters = locked(&self.0.voters);
                for (voter, has_vote) in &changed.voters {
                    if let Some(sender) = voters.get(voter) {
                        sender.send_replace(*has_vote);
                    }
                }
            }
            for (id, tally) in &changed.polls {
                self.publish_watched(Topic::Poll(id.clone()), || self.poll_snapshot(id, tally));
            }
            for (slug, tally) in &changed.ratings {
                self.publish_watched(Topic::Rating(slug.clone()), || self.rating_snapshot(slug, *tally));
            }
            if reread {
                self.reread().await;
            }
            sleep(ROUND).await;
        }
    }

    /// Reads all topics with subscribers again: a poll opens or closes by the clock, another process may have written,
    /// the publication may have been saved. Drops topics without subscribers.
    async fn reread(&self) {
        locked(&self.0.voters).retain(|_, sender| sender.receiver_count() > 0);
        let topics: Vec<Topic> = {
            let mut topics = locked(&self.0.topics);
            topics.retain(|_, sender| sender.receiver_count() > 0);
            topics.keys().cloned().collect()
        };
        for topic in topics {
            let snapshot = match &topic {
                Topic::Poll(id) => {
                    let record = self.0.store.poll(id, None).await;
                    record.map(|record| self.poll_snapshot(id, &record.tally))
                }
                Topic::Rating(slug) => {
                    let record = self.0.store.rating(slug, None).await;
                    record.map(|record| self.rating_snapshot(slug, record.tally))
                }
            };
            match snapshot {
                Ok(snapshot) => self.publish(&topic, snapshot),
                Err(error) => tracing::warn!(%error, "a snapshot cannot be read"),
            }
        }
    }

    fn publish_watched(&self, topic: Topic, snapshot: impl FnOnce() -> Newest) {
        let is_watched = locked(&self.0.topics).contains_key(&topic);
        if is_watched {
            self.publish(&topic, snapshot());
        }
    }

    /// Replaces an older snapshot.
    fn publish(&self, topic: &Topic, snapshot: Newest) {
        let (Some(sender), Some(snapshot)) = (locked(&self.0.topics).get(topic).cloned(), snapshot) else { return };
        sender.send_if_modified(|newest| {
            let is_newer = newest.as_ref().is_none_or(|held| snapshot.replaces(held));
            if is_newer {
                *newest = Some(snapshot);
                self.0.metrics.snapshots_encoded.inc();
            }
            is_newer
        });
    }

    fn poll_snapshot(&self, id: &str, tally: &hustings_store::PollTally) -> Newest {
        let content = self.0.content.current();
        let poll = content.polls.get(id)?;
        Some(Arc::new(Snapshot::of_poll(poll, tally, self.0.clock.now(), self.0.store.as_ref())))
    }

    fn rating_snapshot(&self, slug: &str, tally: hustings_store::RatingTally) -> Newest {
        Some(Arc::new(Snapshot::of_rating(slug, tally, self.0.store.as_ref())))
    }
}

/// Ignores poisoning: each change is one call on the map, so that a panic cannot leave half of one.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Schedules are in whole seconds, so polls open and close at the start of a second.
fn until_next_second() -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Duration::from_nanos(u64::from(1_000_000_000 - now.subsec_nanos()))
}
