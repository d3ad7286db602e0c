//! How the voters of each language or site voted in a closed poll: counted by one query for each grouping, which is never stored, and
//! shared by all who ask.
//!
//! As of rankings ([`crate::runoffs`]) there is one count at a time of each poll, and after it a pause as long as it took. It is a
//! task of its own: the query goes on where whoever asked has gone, and the next one waits for its end.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use hustings_domain::{Breakdown, PollDefinition, ShownGroups};
use tokio::{
    sync::Mutex as AsyncMutex,
    time::{Instant, sleep_until},
};

use crate::{store::StoreError, types::PollTally};

/// What shows by group, of one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupCounts {
    /// The tally with the votes that were counted.
    pub tally: Arc<PollTally>,
    /// The poll's groupings, without those of which no group shows.
    pub shown: Vec<(Breakdown, ShownGroups)>,
}

/// The counts, by poll.
#[derive(Debug, Default)]
pub(crate) struct Breakdowns(Mutex<HashMap<String, Arc<Slot>>>);

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
    poll: Arc<PollDefinition>,
    counts: Arc<GroupCounts>,
}

impl Breakdowns {
    /// The count of `poll` that `count` makes, unless there is one already with a tally of the number `at_least` or of a later one.
    ///
    /// # Errors
    /// When the store cannot read the votes.
    pub(crate) async fn count(
        &self,
        epoch: Arc<str>,
        poll: &Arc<PollDefinition>,
        at_least: u64,
        count: impl Future<Output = Result<GroupCounts, StoreError>> + Send + 'static,
    ) -> Result<Arc<GroupCounts>, StoreError> {
        let slot = self.slot(&poll.id);
        if let Some(counts) = slot.counted(&epoch, poll, at_least) {
            return Ok(counts);
        }
        let mut turn = Arc::clone(&slot.turn).lock_owned().await;
        if let Some(counts) = slot.counted(&epoch, poll, at_least) {
            return Ok(counts);
        }
        let poll = Arc::clone(poll);
        let counting = tokio::spawn(async move {
            sleep_until(*turn).await;
            let begun = Instant::now();
            let counts = count.await.map(Arc::new);
            if let Ok(counts) = &counts {
                *locked(&slot.last) = Some(Counted { epoch, poll, counts: Arc::clone(counts) });
            }
            *turn = Instant::now() + begun.elapsed();
            counts
        });
        counting.await.map_err(|error| StoreError::Unavailable(format!("votes cannot be counted by group: {error}")))?
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
    /// What was counted last, where it is of the poll as it is now and new enough.
    fn counted(&self, epoch: &Arc<str>, poll: &Arc<PollDefinition>, at_least: u64) -> Option<Arc<GroupCounts>> {
        let last = locked(&self.last);
        let last = last.as_ref().filter(|last| last.epoch == *epoch && last.poll == *poll)?;
        (last.counts.tally.number >= at_least).then(|| Arc::clone(&last.counts))
    }
}

/// Ignores poisoning: what is kept is replaced as a whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeMap,
        sync::atomic::{AtomicUsize, Ordering::Relaxed},
    };

    use hustings_domain::{Guarding, OptionOrder};
    use hustings_wire::{PollKind, ResultsRule};
    use tokio::{sync::Notify, task::yield_now};

    use super::*;

    fn poll() -> PollDefinition {
        PollDefinition {
            id: "p".to_owned(),
            kind: PollKind::Single,
            min_choices: 1,
            max_choices: 1,
            options: Vec::new(),
            order: OptionOrder::File,
            question: BTreeMap::new(),
            wording_revision: 1,
            opens_at: None,
            closes_at: None,
            results: ResultsRule::Always,
            changeable: true,
            abstain: false,
            write_in: false,
            asks_twice: false,
            breakdown: vec![Breakdown::Lang],
            allowed_origins: Vec::new(),
            quiz: None,
            signed_by: Vec::new(),
            guarding: Guarding::Casual,
        }
    }

    #[tokio::test]
    async fn whoever_hangs_up_does_not_begin_another_count_beside_the_one_that_goes_on() {
        let (breakdowns, begun, goes_on) = (Arc::new(Breakdowns::default()), Arc::default(), Arc::new(Notify::new()));
        let ask = || {
            let (breakdowns, begun, goes_on) = (Arc::clone(&breakdowns), Arc::clone(&begun), Arc::clone(&goes_on));
            tokio::spawn(async move {
                let count = async move {
                    AtomicUsize::fetch_add(&begun, 1, Relaxed);
                    goes_on.notified().await;
                    Ok(GroupCounts::default())
                };
                breakdowns.count(Arc::from("epoch"), &Arc::new(poll()), 0, count).await
            })
        };
        let first = ask();
        while begun.load(Relaxed) == 0 {
            yield_now().await;
        }
        first.abort();
        assert!(first.await.is_err_and(|error| error.is_cancelled()));
        let second = ask();
        for _ in 0..100 {
            yield_now().await;
        }
        goes_on.notify_one();
        assert_eq!(second.await.expect("joined"), Ok(Arc::default()));
        assert_eq!(begun.load(Relaxed), 1, "the second has what the first one began");
    }
}
