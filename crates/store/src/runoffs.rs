//! The counts of rankings, from the votes and the tally of one moment.

use std::sync::Arc;

use hustings_domain::{LogHash, PollDefinition, RankedVotes};
use hustings_wire::Round;
use tokio::task::spawn_blocking;

use crate::{
    counts::{Asked, Counts, Numbered},
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
pub struct Runoffs(Counts<(Arc<str>, Vec<String>), Runoff>);

impl Numbered for Runoff {
    fn number(&self) -> u64 {
        self.tally.number
    }
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
        let options = poll.options.iter().map(|option| option.id.clone()).collect();
        let turn = match self.0.ask(&poll.id, (store.epoch(), options), at_least).await {
            Asked::There(runoff) => return Ok(runoff),
            Asked::Turn(turn) => turn,
        };
        let begun = turn.begin().await;
        let ballots = store.ballots(&poll.id).await?;
        // On a thread of its own, and to the end even if nobody waits for it any more.
        let counting = spawn_blocking(move || {
            let runoff = Runoff::of(&turn.of().1, &ballots);
            turn.end(begun, Ok(runoff))
        });
        counting.await.map_err(|error| StoreError::Unavailable(format!("a ranking cannot be counted: {error}")))?
    }
}
