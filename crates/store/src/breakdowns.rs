//! How the voters of each language or site voted in a closed poll: counted by one query for each grouping, which is never stored.
//!
//! A count is a task of its own: the query goes on where whoever asked has gone, and the next one waits for its end.

use std::sync::Arc;

use hustings_domain::{Breakdown, PollDefinition, ShownGroups};

use crate::{
    counts::{Asked, Counts, Numbered},
    store::StoreError,
    types::PollTally,
};

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
pub(crate) struct Breakdowns(Counts<(Arc<str>, Arc<PollDefinition>), GroupCounts>);

impl Numbered for GroupCounts {
    fn number(&self) -> u64 {
        self.tally.number
    }
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
        let turn = match self.0.ask(&poll.id, (epoch, Arc::clone(poll)), at_least).await {
            Asked::There(counts) => return Ok(counts),
            Asked::Turn(turn) => turn,
        };
        let counting = tokio::spawn(async move {
            let begun = turn.begin().await;
            turn.end(begun, count.await)
        });
        counting.await.map_err(|error| StoreError::Unavailable(format!("votes cannot be counted by group: {error}")))?
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    use tokio::{sync::Notify, task::yield_now};

    use super::*;

    fn poll() -> PollDefinition {
        PollDefinition { breakdown: vec![Breakdown::Lang], ..PollDefinition::new("p") }
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
