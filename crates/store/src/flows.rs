//! How readers moved between two answers of a poll that asks before reading and after: counted by one query, which is never
//! stored, and shared by all who ask. As of rankings ([`crate::runoffs`]) there is one count at a time of each poll, and after it a
//! pause as long as it took.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    sync::Mutex as AsyncMutex,
    time::{Instant, sleep_until},
};

use crate::store::{Store, StoreError};

/// Readers who have answered twice, of one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// The number of the tally at that moment, or of an earlier one.
    pub number: u64,
    /// The answer before reading, the one after, and how many gave these two: every pair that somebody gave, those with
    /// options that have been taken out since and those of readers who only look after reading among them.
    pub pairs: Vec<(String, String, u64)>,
}

/// The counts, by poll.
#[derive(Debug, Default)]
pub struct Flows(Mutex<HashMap<String, Arc<AsyncMutex<Slot>>>>);

/// The count of one poll.
#[derive(Debug)]
struct Slot {
    last: Option<(Arc<str>, Arc<Flow>)>,
    /// When the pause before the next one ends.
    rests_until: Instant,
}

impl Flows {
    /// The flow of the poll `id` in `store`, which is the one whose counts these are: of a tally of the number `at_least`, or of a
    /// later one.
    ///
    /// # Errors
    /// When the store cannot read the votes.
    pub async fn count(&self, store: &dyn Store, id: &str, at_least: u64) -> Result<Arc<Flow>, StoreError> {
        let slot = self.slot(id);
        let mut slot = slot.lock().await;
        let epoch = store.epoch();
        if let Some((of, flow)) = &slot.last
            && *of == epoch
            && flow.number >= at_least
        {
            return Ok(Arc::clone(flow));
        }
        sleep_until(slot.rests_until).await;
        let begun = Instant::now();
        let flow = Arc::new(store.flow(id).await?);
        slot.rests_until = Instant::now() + begun.elapsed();
        slot.last = Some((epoch, Arc::clone(&flow)));
        Ok(flow)
    }

    fn slot(&self, id: &str) -> Arc<AsyncMutex<Slot>> {
        // Ignores poisoning: each change is one call on the map.
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(id) {
            return Arc::clone(slot);
        }
        let slot = Arc::new(AsyncMutex::new(Slot { last: None, rests_until: Instant::now() }));
        slots.insert(id.to_owned(), Arc::clone(&slot));
        slot
    }
}
