//! How readers moved between two answers of a poll that asks before reading and after: counted by one query, which is never stored.

use std::sync::Arc;

use crate::{
    counts::{Asked, Counts, Numbered},
    store::{Store, StoreError},
};

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
pub struct Flows(Counts<Arc<str>, Flow>);

impl Numbered for Flow {
    fn number(&self) -> u64 {
        self.number
    }
}

impl Flows {
    /// The flow of the poll `id` in `store`, which is the one whose counts these are: of a tally of the number `at_least`, or of a
    /// later one.
    ///
    /// # Errors
    /// When the store cannot read the votes.
    pub async fn count(&self, store: &dyn Store, id: &str, at_least: u64) -> Result<Arc<Flow>, StoreError> {
        match self.0.ask(id, store.epoch(), at_least).await {
            Asked::There(flow) => Ok(flow),
            Asked::Turn(turn) => {
                let begun = turn.begin().await;
                turn.end(begun, store.flow(id).await)
            }
        }
    }
}
