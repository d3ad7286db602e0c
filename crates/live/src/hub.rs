//! The hub: fans snapshots out to viewers. Whatever changed since the last round is encoded once a
//! round, at most five rounds a second, and every viewer sends the same bytes. There is only the newest snapshot of
//! each topic, so that a slow viewer skips what it missed.
//!
//! How it reads again what is followed is in `reading`; what a viewer's connection does with it, in `viewer`; how a snapshot looks, in
//! `snapshot`.

mod reading;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard},
    task::Waker,
    time::Duration,
};

use futures_util::task::AtomicWaker;
use hustings_content::{Content, ContentStore};
use hustings_domain::{Clock, PollDefinition, ReaderKey, ReaderKeys};
use hustings_store::{Answered, Changed, PollTally, RatingTally, Store, StoreError};
use hustings_wire::moment::{before_reading, poll_of};
use tokio::{
    task::AbortHandle,
    time::{Instant, interval_at, sleep},
};

use crate::{
    followed::{Followed, Following},
    metrics::LiveMetrics,
    snapshot::Snapshot,
    watched::{Newest, Said, Watched},
};
use reading::in_time;

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

type Topics = HashMap<Topic, Arc<Followed<Newest>>>;
/// A reader in a poll.
type Voter = (String, ReaderKey);

/// What is published at once.
#[derive(Default)]
struct Round {
    snapshots: Vec<(Topic, Snapshot)>,
    voters: Vec<(Voter, Answered)>,
}

impl Round {
    fn of(topic: Topic, snapshot: Snapshot) -> Self {
        Self { snapshots: vec![(topic, snapshot)], ..Self::default() }
    }
}

/// Fans snapshots out. Clones are the same hub.
#[derive(Clone)]
pub struct Hub(Arc<Shared>);

struct Shared {
    store: Arc<dyn Store>,
    content: ContentStore,
    clock: Clock,
    metrics: LiveMetrics,
    topics: Mutex<Topics>,
    voters: Mutex<HashMap<Voter, Arc<Followed<Said>>>>,
    /// Whether viewers are to end.
    draining: Arc<Followed<bool>>,
    /// Who publishes a round holds it for itself, so that no viewer sends one half and then the other.
    round: RwLock<()>,
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
        let hub = Self(Arc::new(Shared {
            store,
            content,
            clock,
            metrics,
            topics: Mutex::default(),
            voters: Mutex::default(),
            draining: Arc::default(),
            round: RwLock::default(),
            task: OnceLock::new(),
            last_round: Mutex::new(Instant::now()),
        }));
        hub.0.task.get_or_init(|| tokio::spawn(hub.clone().run()).abort_handle());
        hub
    }

    /// Has all viewers end, those who come later, too.
    pub fn drain(&self) {
        self.0.draining.change(|draining| *draining = true);
        self.0.draining.sleepers().into_iter().for_each(Waker::wake);
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

    /// Has `waker` wake a viewer that is to end.
    pub(crate) fn watch_draining(&self, waker: &Arc<AtomicWaker>) -> Following<bool> {
        Following::new(&self.0.draining, waker)
    }

    /// While it is held, each round was published as a whole or not at all.
    pub(crate) fn whole_rounds(&self) -> RwLockReadGuard<'_, ()> {
        self.0.round.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Subscribes to a topic. `reader` are the reader's keys in a poll that shows results to voters.
    ///
    /// # Errors
    /// When the store cannot read the topic, or does not answer for five seconds: whoever joins holds a place meanwhile.
    pub(crate) async fn watch(
        &self,
        topic: &Topic,
        reader: Option<&ReaderKeys>,
        waker: &Arc<AtomicWaker>,
    ) -> Result<Watched, StoreError> {
        // Both ends are registered before anything is read, so that no commit falls in between, and with the maps held, so that
        // none that has nobody else is dropped.
        let newest = Following::new(locked(&self.0.topics).entry(topic.clone()).or_default(), waker);
        let is_new = newest.look(Newest::is_none);
        let mut watched = Watched::new(newest);
        match topic {
            Topic::Poll(id) => {
                if let Some(reader) = reader {
                    let voter = (id.clone(), reader.first());
                    watched.hear_of(Following::new(locked(&self.0.voters).entry(voter).or_default(), waker));
                }
                if is_new || reader.is_some() {
                    let record = in_time(self.0.store.poll(poll_of(id), reader)).await?;
                    watched.has_answered(record.answered());
                    if is_new && let Some(snapshot) = in_time(self.poll_snapshot(id, &record.tally)).await? {
                        self.publish(Round::of(topic.clone(), snapshot));
                    }
                }
            }
            Topic::Rating(slug) if is_new => {
                let record = in_time(self.0.store.rating(slug, None)).await?;
                self.publish(Round::of(topic.clone(), self.rating_snapshot(slug, record.tally)));
            }
            Topic::Rating(_) => {}
        }
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
            self.publish(self.changed());
            // Changes alone say nothing of whether what is followed can be read.
            if reread && self.reread().await {
                *locked(&self.0.last_round) = Instant::now();
            }
            sleep(ROUND).await;
        }
    }

    /// What was committed since this was asked last.
    fn changed(&self) -> Round {
        let Changed { polls, ratings, voters } = self.0.store.changes().take();
        let mut round = Round { voters: voters.into_iter().collect(), ..Round::default() };
        for (id, tally) in polls {
            for name in [before_reading(&id), id] {
                round.snapshots.extend(self.standing(name, Arc::clone(&tally)));
            }
        }
        for (slug, tally) in ratings {
            let topic = Topic::Rating(slug.clone());
            if self.is_watched(&topic) {
                round.snapshots.push((topic, self.rating_snapshot(&slug, tally)));
            }
        }
        round
    }

    fn is_watched(&self, topic: &Topic) -> bool {
        locked(&self.0.topics).contains_key(topic)
    }

    /// How a poll stands, if it is watched. A ranking that shows is counted first, in a task of its own, so that no other poll
    /// waits for that, and is published by it.
    fn standing(&self, id: String, tally: Arc<PollTally>) -> Option<(Topic, Snapshot)> {
        let topic = Topic::Poll(id.clone());
        if !self.is_watched(&topic) {
            return None;
        }
        let poll = asked(&self.0.content.current(), &id)?;
        if !Snapshot::is_counted(&poll, &tally, self.0.clock.now()) {
            let snapshot = Snapshot::of_tally(&poll, &tally, None, self.0.clock.now(), self.0.store.as_ref());
            return Some((topic, snapshot));
        }
        let hub = self.clone();
        tokio::spawn(async move {
            match hub.poll_snapshot(&id, &tally).await {
                Ok(Some(snapshot)) => hub.publish(Round::of(topic, snapshot)),
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "a ranking cannot be counted"),
            }
        });
        None
    }

    /// Replaces what is older, all of it at once, and wakes each viewer of it once.
    fn publish(&self, round: Round) {
        let (mut topics, mut voters) = (Vec::new(), Vec::new());
        {
            let _whole = self.0.round.write().unwrap_or_else(PoisonError::into_inner);
            for (topic, snapshot) in round.snapshots {
                let followed = locked(&self.0.topics).get(&topic).cloned();
                topics.extend(followed.filter(|followed| followed.change(|newest| newest.replace(snapshot))));
            }
            for (voter, answered) in round.voters {
                let followed = locked(&self.0.voters).get(&voter).cloned();
                voters.extend(followed.inspect(|followed| {
                    followed.change(|said| said.say(answered));
                }));
            }
        }
        self.0.metrics.snapshots_encoded.inc_by(topics.len() as u64);
        // All of them before the first is woken, who may look at once and sleep again.
        let mut sleepers = sleepers(&topics);
        sleepers.extend(self::sleepers(&voters));
        sleepers.into_iter().for_each(Waker::wake);
    }

    async fn poll_snapshot(&self, id: &str, tally: &PollTally) -> Result<Option<Snapshot>, StoreError> {
        let Some(poll) = asked(&self.0.content.current(), id) else { return Ok(None) };
        Snapshot::of_poll(&poll, tally, &self.0.clock, self.0.store.as_ref()).await.map(Some)
    }

    fn rating_snapshot(&self, slug: &str, tally: RatingTally) -> Snapshot {
        Snapshot::of_rating(slug, tally, self.0.store.as_ref())
    }
}

/// The poll that is asked under this name: of one that asks twice also its first place.
fn asked(content: &Content, name: &str) -> Option<Arc<PollDefinition>> {
    let poll = content.polls.get(poll_of(name))?;
    let first = || Arc::new(PollDefinition { id: name.to_owned(), ..PollDefinition::clone(poll) });
    if poll.id == name { Some(Arc::clone(poll)) } else { poll.asks_twice.then(first) }
}

/// Those who follow one of these and have not been woken since they looked.
fn sleepers<T>(followed: &[Arc<Followed<T>>]) -> Vec<Waker> {
    followed.iter().flat_map(|followed| followed.sleepers()).collect()
}

/// Ignores poisoning: each change is one call on the map, so that a panic cannot leave half of one.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
