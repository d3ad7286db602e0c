//! Counts that are made from the votes of a poll, each once for all who ask.
//!
//! A count reads all votes of its poll, so there is one at a time of each poll, and after it a pause as long as it took: a vote
//! that comes meanwhile waits for the next one, with all others that do. Whoever asks for no more than was counted waits for
//! nothing.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{
    sync::{Mutex as AsyncMutex, OwnedMutexGuard},
    time::{Instant, sleep_until},
};

/// What was counted with a tally of some number.
pub(crate) trait Numbered {
    /// That number.
    fn number(&self) -> u64;
}

/// The last count of each poll. `Of` is what it is a count of beside the votes, of which another one needs another count.
#[derive(Debug)]
pub(crate) struct Counts<Of, Count>(Mutex<HashMap<String, Arc<Slot<Of, Count>>>>);

/// The count of one poll.
#[derive(Debug)]
struct Slot<Of, Count> {
    last: Mutex<Option<(Of, Arc<Count>)>>,
    /// Whose turn it is to count, and when the pause before it ends.
    turn: Arc<AsyncMutex<Instant>>,
}

/// What whoever asks for a count gets.
#[derive(Debug)]
pub(crate) enum Asked<Of, Count> {
    /// There is one.
    There(Arc<Count>),
    /// It is their turn to make it.
    Turn(Turn<Of, Count>),
}

/// The right to make a poll's count, which nobody else has meanwhile.
#[derive(Debug)]
pub(crate) struct Turn<Of, Count> {
    slot: Arc<Slot<Of, Count>>,
    of: Of,
    pause: OwnedMutexGuard<Instant>,
}

impl<Of, Count> Default for Counts<Of, Count> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<Of: PartialEq, Count: Numbered> Counts<Of, Count> {
    /// The count of `poll`, where it is `of` this and has a tally of the number `at_least` or of a later one; else the turn to make it,
    /// once whoever had it has made theirs.
    pub(crate) async fn ask(&self, poll: &str, of: Of, at_least: u64) -> Asked<Of, Count> {
        let slot = self.slot(poll);
        if let Some(count) = slot.counted(&of, at_least) {
            return Asked::There(count);
        }
        let pause = Arc::clone(&slot.turn).lock_owned().await;
        match slot.counted(&of, at_least) {
            Some(count) => Asked::There(count),
            None => Asked::Turn(Turn { slot, of, pause }),
        }
    }

    fn slot(&self, poll: &str) -> Arc<Slot<Of, Count>> {
        let mut slots = locked(&self.0);
        if let Some(slot) = slots.get(poll) {
            return Arc::clone(slot);
        }
        let slot = Arc::new(Slot { last: Mutex::default(), turn: Arc::new(AsyncMutex::new(Instant::now())) });
        slots.insert(poll.to_owned(), Arc::clone(&slot));
        slot
    }
}

impl<Of: PartialEq, Count: Numbered> Slot<Of, Count> {
    /// What was counted last, where it is of this and new enough.
    fn counted(&self, of: &Of, at_least: u64) -> Option<Arc<Count>> {
        let last = locked(&self.last);
        let (_, count) = last.as_ref().filter(|(last, _)| last == of)?;
        (count.number() >= at_least).then(|| Arc::clone(count))
    }
}

impl<Of, Count> Turn<Of, Count> {
    /// Waits for the end of the pause; when that was.
    pub(crate) async fn begin(&self) -> Instant {
        sleep_until(*self.pause).await;
        Instant::now()
    }

    /// What the count is of.
    pub(crate) fn of(&self) -> &Of {
        &self.of
    }

    /// Ends the turn that began at `begun`. The count is everybody's from now on; where it failed, the pause is as long.
    pub(crate) fn end<E>(mut self, begun: Instant, count: Result<Count, E>) -> Result<Arc<Count>, E> {
        *self.pause = Instant::now() + begun.elapsed();
        let count = Arc::new(count?);
        *locked(&self.slot.last) = Some((self.of, Arc::clone(&count)));
        Ok(count)
    }
}

/// Ignores poisoning: what is kept is replaced as a whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
