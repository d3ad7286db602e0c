//! The hub: fans snapshots out to viewers. Whatever changed since the last round is encoded once a
//! round, at most five rounds a second, and every viewer sends the same bytes. A viewer holds only
//! the newest snapshot of each topic, so a slow one skips what it missed.
//!
//! What a viewer's connection does with it is in `viewer`; how a snapshot looks, in `snapshot`.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use hustings_content::{Content, ContentStore};
use hustings_domain::{Clock, PollDefinition, ReaderKey, ReaderKeys};
use hustings_store::{Answered, PollTally, RatingTally, Store, StoreError};
use hustings_wire::moment::{before_reading, poll_of};
use tokio::{
    sync::watch,
    task::AbortHandle,
    time::{Instant, interval_at, sleep},
};

use crate::{metrics::LiveMetrics, snapshot::Snapshot};

/// Time between two rounds: at most five snapshots of a topic a second.
const ROUND: Duration = Duration::from_millis(200);
/// Time between two readings of everything that is followed.
const SECOND: Duration = Duration::from_secs(1);

/// What viewers can subscribe to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// The poll of this id.
    Poll(String),
    /// The rating of the article of this slug.
    Rating(String),
}

/// The newest snapshot of a topic, if there is one.
pub(crate) type Newest = Option<Arc<Snapshot>>;

/// A viewer's receivers for one topic.
pub(crate) struct Watched {
    pub(crate) snapshots: watch::Receiver<Newest>,
    /// Where the viewer's reader has answered, where that decides what they see.
    pub(crate) voter: Option<watch::Receiver<Answered>>,
    pub(crate) answered: Answered,
    /// News that the receivers have counted as seen when they woke the viewer.
    pub(crate) snapshots_woke: bool,
    pub(crate) voter_woke: bool,
}

/// Fans snapshots out. Clones are the same hub.
#[derive(Clone)]
pub struct Hub(Arc<Shared>);

struct Shared {
    store: Arc<dyn Store>,
    content: ContentStore,
    clock: Clock,
    metrics: LiveMetrics,
    topics: Mutex<HashMap<Topic, watch::Sender<Newest>>>,
    voters: Mutex<HashMap<(String, ReaderKey), watch::Sender<Answered>>>,
    /// The hub's own task.
    task: OnceLock<AbortHandle>,
    /// When the last round ended in which all that is followed could be read.
    last_round: Mutex<Instant>,
}

/// The hub's state.
#[derive(Clone, Copy, Debug)]
pub struct HubHealth {
    /// Whether it runs.
    pub is_alive: bool,
    /// How long ago its last whole round ended; there is one a second at least.
    pub since_round: Duration,
}

impl Hub {
    /// Starts the hub's own task, which runs until [`Self::end`].
    pub fn start(store: Arc<dyn Store>, content: ContentStore, clock: Clock, metrics: LiveMetrics) -> Self {
        let (topics, voters) = (Mutex::default(), Mutex::default());
        let (task, last_round) = (OnceLock::new(), Mutex::new(Instant::now()));
        let hub = Self(Arc::new(Shared { store, content, clock, metrics, topics, voters, task, last_round }));
        hub.0.task.get_or_init(|| tokio::spawn(hub.clone().run()).abort_handle());
        hub
    }

    /// Ends its task: nothing is published any more.
    pub fn end(&self) {
        if let Some(task) = self.0.task.get() {
            task.abort();
        }
    }

    /// Its health.
    pub fn health(&self) -> HubHealth {
        let is_alive = self.0.task.get().is_some_and(|task| !task.is_finished());
        HubHealth { is_alive, since_round: locked(&self.0.last_round).elapsed() }
    }

    /// Its metrics.
    pub(crate) fn metrics(&self) -> &LiveMetrics {
        &self.0.metrics
    }

    /// Counts what is held for viewers.
    fn count_followed(&self) {
        let (topics, voters) = (locked(&self.0.topics).len(), locked(&self.0.voters).len());
        self.0.metrics.followed.set(i64::try_from(topics + voters).unwrap_or(i64::MAX));
    }

    /// Its clock.
    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Subscribes to a topic. `reader` are the reader's keys in a poll that shows results to voters.
    ///
    /// # Errors
    /// When the store cannot read the topic.
    pub(crate) async fn watch(&self, topic: &Topic, reader: Option<&ReaderKeys>) -> Result<Watched, StoreError> {
        // Both ends are registered before anything is read, so that no commit falls in between.
        let snapshots = locked(&self.0.topics).entry(topic.clone()).or_default().subscribe();
        let is_new = snapshots.borrow().is_none();
        let answered = Answered::Nowhere;
        let mut watched = Watched { snapshots, voter: None, answered, snapshots_woke: false, voter_woke: false };
        match topic {
            Topic::Poll(id) => {
                if let Some(reader) = reader {
                    let mut voters = locked(&self.0.voters);
                    watched.voter = Some(voters.entry((id.clone(), reader.first())).or_default().subscribe());
                }
                if is_new || reader.is_some() {
                    let record = self.0.store.poll(poll_of(id), reader).await?;
                    watched.answered = record.answered();
                    if is_new {
                        self.publish(topic, self.poll_snapshot(id, &record.tally).await?);
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
        self.count_followed();
        Ok(watched)
    }

    /// Waits for changes and for the clock, and publishes at most once a round.
    async fn run(self) {
        let changes = self.0.store.changes();
        let mut content_changed = self.0.content.changed();
        // Schedules are in whole seconds, so polls open and close at the start of one.
        // Kept from round to round, and asked first: a sleep that each round began anew would never end while votes keep
        // coming in. Every round takes the changes that there are, so that they wait for no more than one.
        let mut second = interval_at(Instant::now() + self.0.clock.until_next_second(), SECOND);
        loop {
            let reread = tokio::select! {
                biased;
                _ = second.tick() => {
                    second.reset_after(self.0.clock.until_next_second());
                    true
                }
                result = content_changed.changed() => {
                    if result.is_err() {
                        // The folder is not watched any more; only the clock goes on.
                        content_changed = self.0.content.changed();
                        sleep(ROUND).await;
                    }
                    true
                }
                () = changes.wait() => false,
            };
            let changed = changes.take();
            {
                let voters = locked(&self.0.voters);
                for (voter, answered) in &changed.voters {
                    if let Some(sender) = voters.get(voter) {
                        sender.send_replace(*answered);
                    }
                }
            }
            for (id, tally) in changed.polls {
                self.publish_poll(Topic::Poll(before_reading(&id)), before_reading(&id), Arc::clone(&tally));
                self.publish_poll(Topic::Poll(id.clone()), id, tally);
            }
            for (slug, tally) in changed.ratings {
                let topic = Topic::Rating(slug.clone());
                if self.is_watched(&topic) {
                    self.publish(&topic, self.rating_snapshot(&slug, tally));
                }
            }
            // Changes alone say nothing of whether what is followed can be read.
            if reread && self.reread().await {
                *locked(&self.0.last_round) = Instant::now();
            }
            sleep(ROUND).await;
        }
    }

    /// Reads all topics with subscribers again: a poll opens or closes by the clock, another process may have written,
    /// the publication may have been saved. Drops topics without subscribers. Returns whether
    /// all could be read.
    async fn reread(&self) -> bool {
        locked(&self.0.voters).retain(|_, sender| sender.receiver_count() > 0);
        let topics: Vec<Topic> = {
            let mut topics = locked(&self.0.topics);
            topics.retain(|_, sender| sender.receiver_count() > 0);
            topics.keys().cloned().collect()
        };
        self.count_followed();
        let mut all_read = true;
        for topic in topics {
            let read = match &topic {
                Topic::Poll(id) => {
                    let record = self.0.store.poll(poll_of(id), None).await;
                    record.map(|record| self.publish_poll(topic.clone(), id.clone(), record.tally))
                }
                Topic::Rating(slug) => {
                    let record = self.0.store.rating(slug, None).await;
                    record.map(|record| self.publish(&topic, self.rating_snapshot(slug, record.tally)))
                }
            };
            if let Err(error) = read {
                all_read = false;
                tracing::warn!(%error, "a snapshot cannot be read");
            }
        }
        if self.0.store.is_shared()
            && let Err(error) = self.reread_voters().await
        {
            all_read = false;
            tracing::warn!(%error, "whether readers have voted cannot be read");
        }
        all_read
    }

    /// Asks who has voted at another server meanwhile. Who takes a vote back there goes on seeing the results here.
    async fn reread_voters(&self) -> Result<(), StoreError> {
        let waiting: Vec<(String, ReaderKey)> = {
            let voters = locked(&self.0.voters);
            voters
                .iter()
                .filter(|(_, sender)| *sender.borrow() != Answered::After)
                .map(|(voter, _)| voter.clone())
                .collect()
        };
        if waiting.is_empty() {
            return Ok(());
        }
        let voted = self.0.store.voted(&waiting).await?;
        let voters = locked(&self.0.voters);
        for (voter, answered) in &voted {
            if let Some(sender) = voters.get(voter) {
                sender.send_if_modified(|known| std::mem::replace(known, *answered) != *answered);
            }
        }
        Ok(())
    }

    fn is_watched(&self, topic: &Topic) -> bool {
        locked(&self.0.topics).contains_key(topic)
    }

    /// Publishes how a poll stands, if it is watched. A ranking that shows is counted first, in a task of its own, so that no
    /// other poll waits for that.
    fn publish_poll(&self, topic: Topic, id: String, tally: Arc<PollTally>) {
        if !self.is_watched(&topic) {
            return;
        }
        let content = self.0.content.current();
        let Some(poll) = asked(&content, &id) else { return };
        if !Snapshot::is_counted(&poll, &tally, self.0.clock.now()) {
            let snapshot = Snapshot::of_tally(&poll, &tally, None, self.0.clock.now(), self.0.store.as_ref());
            return self.publish(&topic, Some(Arc::new(snapshot)));
        }
        let hub = self.clone();
        tokio::spawn(async move {
            match hub.poll_snapshot(&id, &tally).await {
                Ok(snapshot) => hub.publish(&topic, snapshot),
                Err(error) => tracing::warn!(%error, "a ranking cannot be counted"),
            }
        });
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

    async fn poll_snapshot(&self, id: &str, tally: &PollTally) -> Result<Newest, StoreError> {
        let content = self.0.content.current();
        let Some(poll) = asked(&content, id) else { return Ok(None) };
        Ok(Some(Arc::new(Snapshot::of_poll(&poll, tally, &self.0.clock, self.0.store.as_ref()).await?)))
    }

    fn rating_snapshot(&self, slug: &str, tally: RatingTally) -> Newest {
        Some(Arc::new(Snapshot::of_rating(slug, tally, self.0.store.as_ref())))
    }
}

/// The poll that is asked under this name: of one that asks twice also its first place.
fn asked(content: &Content, name: &str) -> Option<Arc<PollDefinition>> {
    let poll = content.polls.get(poll_of(name))?;
    let first = || Arc::new(PollDefinition { id: name.to_owned(), ..PollDefinition::clone(poll) });
    if poll.id == name { Some(Arc::clone(poll)) } else { poll.asks_twice.then(first) }
}

/// Ignores poisoning: each change is one call on the map, so that a panic cannot leave half of one.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
