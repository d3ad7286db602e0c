//! The working copy of a batch: how mutations change rows and tallies. A database loads the rows that the batch
//! touches, applies the mutations one after another, and saves what changed, so that every database decides alike. No
//! SQL, no I/O.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use hustings_domain::ReaderKey;
use hustings_wire::{PollState, Timestamp};

use crate::{
    changes::Changed,
    mutation::{Mutation, Outcome},
    store::StoreError,
    types::{PollRecord, PollRules, PollTally, Provenance, RatingRecord, RatingTally},
};

/// A row's key: poll or article, and reader.
pub(super) type RowKey = (String, ReaderKey);

/// The working copy of the rows that a batch touches.
#[derive(Debug, Default)]
pub(super) struct BatchState {
    /// Votes as they were loaded and then changed; absent means that there is none.
    pub(super) votes: BTreeMap<RowKey, Vec<String>>,
    /// Stars, likewise.
    pub(super) stars: BTreeMap<RowKey, u8>,
    /// Tallies of the polls touched; absent means all zeros.
    pub(super) polls: BTreeMap<String, PollTally>,
    /// Tallies of the articles touched, likewise.
    pub(super) ratings: BTreeMap<String, RatingTally>,
    provenances: BTreeMap<RowKey, Provenance>,
    changed_votes: BTreeSet<RowKey>,
    changed_stars: BTreeSet<RowKey>,
    changed_polls: BTreeSet<String>,
    changed_ratings: BTreeSet<String>,
}

/// The result of a mutation, before the batch is finished.
#[derive(Clone, Debug)]
pub(super) enum Applied {
    Poll { poll: String, my_vote: Option<Vec<String>> },
    Rating { article: String, my_stars: Option<u8> },
}

impl BatchState {
    /// Applies one mutation, or rejects it without any change.
    pub(super) fn apply(&mut self, mutation: &Mutation, now: Timestamp) -> Result<Applied, StoreError> {
        match mutation {
            Mutation::CastVote { poll, reader, options, provenance, rules } => {
                self.cast(poll, *reader, options, *rules, now)?;
                self.provenances.insert((poll.clone(), *reader), provenance.clone());
                Ok(Applied::Poll { poll: poll.clone(), my_vote: Some(options.clone()) })
            }
            Mutation::WithdrawVote { poll, reader, rules } => {
                self.withdraw(poll, *reader, *rules, now)?;
                Ok(Applied::Poll { poll: poll.clone(), my_vote: None })
            }
            Mutation::Rate { article, reader, stars } => {
                self.rate(article, *reader, *stars);
                Ok(Applied::Rating { article: article.clone(), my_stars: *stars })
            }
            Mutation::ForcePoll { poll, forced } => {
                let tally = self.polls.entry(poll.clone()).or_default();
                if tally.forced != *forced {
                    tally.forced = *forced;
                    self.changed_polls.insert(poll.clone());
                }
                Ok(Applied::Poll { poll: poll.clone(), my_vote: None })
            }
        }
    }

    fn check_open(&self, poll: &str, rules: PollRules, now: Timestamp) -> Result<(), StoreError> {
        let forced = self.polls.get(poll).and_then(|tally| tally.forced);
        match rules.schedule.state_at(now, forced) {
            PollState::Open => Ok(()),
            PollState::Scheduled => Err(StoreError::PollNotOpen),
            PollState::Closed | PollState::Other => Err(StoreError::PollClosed),
        }
    }

    fn cast(
        &mut self,
        poll: &str,
        reader: ReaderKey,
        options: &[String],
        rules: PollRules,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let key = (poll.to_owned(), reader);
        let before = self.votes.get(&key);
        // A vote that is sent again because its response was lost is stored already, whatever the poll's
        // state is now.
        if before.is_some_and(|before| before == options) {
            return Ok(());
        }
        self.check_open(poll, rules, now)?;
        if before.is_some() && !rules.changeable {
            return Err(StoreError::VoteNotChangeable);
        }
        let before = self.votes.insert(key.clone(), options.to_vec());
        let tally = self.polls.entry(poll.to_owned()).or_default();
        match before {
            Some(before) => uncount(tally, &before),
            None => tally.voters += 1,
        }
        for option in options {
            *tally.votes.entry(option.clone()).or_default() += 1;
        }
        self.changed_votes.insert(key);
        self.changed_polls.insert(poll.to_owned());
        Ok(())
    }

    fn withdraw(&mut self, poll: &str, reader: ReaderKey, rules: PollRules, now: Timestamp) -> Result<(), StoreError> {
        self.check_open(poll, rules, now)?;
        if !rules.changeable {
            return Err(StoreError::VoteNotChangeable);
        }
        let key = (poll.to_owned(), reader);
        if let Some(before) = self.votes.remove(&key) {
            let tally = self.polls.entry(poll.to_owned()).or_default();
            uncount(tally, &before);
            tally.voters = tally.voters.saturating_sub(1);
            self.changed_votes.insert(key);
            self.changed_polls.insert(poll.to_owned());
        }
        Ok(())
    }

    fn rate(&mut self, article: &str, reader: ReaderKey, stars: Option<u8>) {
        let key = (article.to_owned(), reader);
        let before = self.stars.get(&key).copied();
        if before == stars {
            return;
        }
        let tally = self.ratings.entry(article.to_owned()).or_default();
        if let Some(before) = before.and_then(bar) {
            tally.histogram[before] = tally.histogram[before].saturating_sub(1);
        }
        if let Some(after) = stars.and_then(bar) {
            tally.histogram[after] += 1;
        }
        match stars {
            Some(stars) => self.stars.insert(key.clone(), stars),
            None => self.stars.remove(&key),
        };
        self.changed_stars.insert(key);
        self.changed_ratings.insert(article.to_owned());
    }

    /// Increments the number of every changed tally. Call once, when all mutations are applied.
    pub(super) fn number(&mut self) {
        for poll in &self.changed_polls {
            if let Some(tally) = self.polls.get_mut(poll) {
                tally.votes.retain(|_, votes| *votes > 0);
                tally.number += 1;
            }
        }
        for article in &self.changed_ratings {
            if let Some(tally) = self.ratings.get_mut(article) {
                tally.number += 1;
            }
        }
    }

    /// Votes to write, and the keys of those to delete.
    pub(super) fn vote_rows(&self) -> (Vec<(&RowKey, &Vec<String>)>, Vec<&RowKey>) {
        let (kept, gone): (Vec<_>, Vec<_>) = self.changed_votes.iter().partition(|key| self.votes.contains_key(*key));
        (kept.into_iter().filter_map(|key| self.votes.get_key_value(key)).collect(), gone)
    }

    /// Where a vote of this batch was cast.
    pub(super) fn provenance(&self, key: &RowKey) -> Provenance {
        self.provenances.get(key).cloned().unwrap_or_default()
    }

    /// Stars to write, and the keys of those to delete.
    pub(super) fn star_rows(&self) -> (Vec<(&RowKey, &u8)>, Vec<&RowKey>) {
        let (kept, gone): (Vec<_>, Vec<_>) = self.changed_stars.iter().partition(|key| self.stars.contains_key(*key));
        (kept.into_iter().filter_map(|key| self.stars.get_key_value(key)).collect(), gone)
    }

    /// Poll tallies to write.
    pub(super) fn poll_rows(&self) -> Vec<(&String, &PollTally)> {
        self.changed_polls.iter().filter_map(|poll| self.polls.get_key_value(poll)).collect()
    }

    /// Rating tallies to write.
    pub(super) fn rating_rows(&self) -> Vec<(&String, &RatingTally)> {
        self.changed_ratings.iter().filter_map(|article| self.ratings.get_key_value(article)).collect()
    }

    /// The changes to send to viewers after the commit.
    pub(super) fn changed(&self) -> Changed {
        Changed {
            polls: self.poll_rows().into_iter().map(|(id, tally)| (id.clone(), Arc::new(tally.clone()))).collect(),
            ratings: self.rating_rows().into_iter().map(|(slug, tally)| (slug.clone(), *tally)).collect(),
            voters: self.changed_votes.iter().map(|key| (key.clone(), self.votes.contains_key(key))).collect(),
        }
    }

    /// The outcomes of mutations after the commit. Mutations of one batch share its tallies.
    pub(super) fn outcomes(&self, applied: Vec<Result<Applied, StoreError>>) -> Vec<Result<Outcome, StoreError>> {
        let tallies: BTreeMap<&String, Arc<PollTally>> =
            self.polls.iter().map(|(poll, tally)| (poll, Arc::new(tally.clone()))).collect();
        let outcome = |applied| match applied {
            Applied::Poll { poll, my_vote } => {
                Outcome::Poll(PollRecord { tally: tallies.get(&poll).cloned().unwrap_or_default(), my_vote })
            }
            Applied::Rating { article, my_stars } => {
                let tally = self.ratings.get(&article).copied().unwrap_or_default();
                Outcome::Rating(RatingRecord { tally, my_stars })
            }
        };
        applied.into_iter().map(|result| result.map(outcome)).collect()
    }
}

fn uncount(tally: &mut PollTally, options: &[String]) {
    for option in options {
        if let Some(votes) = tally.votes.get_mut(option) {
            *votes = votes.saturating_sub(1);
        }
    }
}

/// The index of this number of stars in a histogram.
fn bar(stars: u8) -> Option<usize> {
    (1..=5).contains(&stars).then(|| usize::from(stars) - 1)
}
