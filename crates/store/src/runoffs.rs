//! The counts of rankings: each is made once for all who ask, from the votes and the tally of one moment.
//!
//! A count reads all votes of its poll, so there is one at a time of each poll, and after it a pause as long as it took: a vote
//! that comes meanwhile waits for the next one, with all others that do. Whoever asks for no more than was counted waits for
//! nothing.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use hustings_domain::{LogHash, PollDefinition, RankedVotes};
use hustings_wire::Round;
use tokio::{
    sync::Mutex as AsyncMutex,
    task::spawn_blocking,
    time::{Instant, sleep_until},
};

use crate::{
    store::{Store, StoreError},
    types::{Ballots, PollTally},
};

/// A ranking as it is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Runoff {
    /// The tally with the votes that were counted.
    pub tally: Arc<PollTally>,
    /// What drawings were made with.
    pub seed: LogHash,
    /// The rounds; none without votes.
    pub rounds: Vec<Round>,
}

impl Runoff {
    /// Counts the votes of a poll with these options.
    fn of(options: &[String], ballots: &Ballots) -> Self {
        let mut votes = RankedVotes::new(options.iter().map(String::as_str));
        for order in ballots.votes() {
            votes.add(order, 1);
        }
        Self { tally: Arc::clone(&ballots.tally), seed: ballots.seed, rounds: votes.count(ballots.seed) }
    }

    /// Votes that put this option first, among the options that there are.
    pub fn first_preferences(&self, option: &str) -> u64 {
        let votes = self.rounds.first().map(|round| round.votes.as_slice()).unwrap_or_default();
        votes.iter().find(|(id, _)| id == option).map_or(0, |(_, votes)| *votes)
    }
}

/// The counts, by poll.
#[derive(Debug, Default)]
pub struct Runoffs(Mutex<HashMap<String, Arc<Slot>>>);

/// The count of one poll.
#[derive(Debug)]
struct Slot {
    last: Mutex<Option<Counted>>,
    /// Whose turn it is to count, and when the pause before it ends.
    turn: Arc<AsyncMutex<Instant>>,
}

/// A count, and what it is of beside the votes.
#[derive(Clone, Debug)]
struct Counted {
    epoch: Arc<str>,
    options: Vec<String>,
    runoff: Arc<Runoff>,
}

impl Runoffs {
    /// The count of `poll` in `store`, which is the one whose counts these are: with a tally of the number `at_least`, or of a
    /// later one.
    ///
    /// # Errors
    /// When the store cannot read the votes.
    pub async fn count(
        &self,
        store: &dyn Store,
        poll: &PollDefinition,
        at_least: u64,
    ) -> Result<Arc<Runoff>, StoreError> {
        let slot = self.slot(&poll.id);
        let epoch = store.epoch();
        let options: Vec<String> = poll.options.iter().map(|option| option.id.clone()).collect();
        if let Some(runoff) = slot.counted(&epoch, &options, at_least) {
            return Ok(runoff);
        }
        let mut turn = Arc::clone(&slot.turn).lock_owned().await;
        if let Some(runoff) = slot.counted(&epoch, &options, at_least) {
            return Ok(runoff);
        }
        sleep_until(*turn).await;
        let begun = Instant::now();
        let ballots = store.ballots(&poll.id).await?;
        // On a thread of its own, and to the end even if nobody waits for it any more.
        let counting = spawn_blocking(move || {
            let runoff = Arc::new(Runoff::of(&options, &ballots));
            *locked(&slot.last) = Some(Counted { epoch, options, runoff: Arc::clone(&runoff) });
            *turn = Instant::now() + begun.elapsed();
            runoff
        });
        counting.await.map_err(|error| StoreError::Unavailable(format!("a ranking cannot be counted: {error}")))
    }

    fn slot(&self, poll: &str) -> Arc<Slot> {
        let mut slots = locked(&self.0);
        if let Some(slot) = slots.get(poll) {
            return Arc::clone(slot);
        }
        let slot = Arc::new(Slot { last: Mutex::default(), turn: Arc::new(AsyncMutex::new(Instant::now())) });
        slots.insert(poll.to_owned(), Arc::clone(&slot));
        slot
    }
}

impl Slot {
    /// What was counted last, where it is of these options and new enough.
    fn counted(&self, epoch: &Arc<str>, options: &[String], at_least: u64) -> Option<Arc<Runoff>> {
        let last = locked(&self.last);
        let last = last.as_ref().filter(|last| last.epoch == *epoch && last.options == options)?;
        (last.runoff.tally.number >= at_least).then(|| Arc::clone(&last.runoff))
    }
}

/// Ignores poisoning: what is kept is replaced as a whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
