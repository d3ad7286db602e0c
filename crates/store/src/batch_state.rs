//! The working copy of a batch: how mutations change rows and tallies. A database loads the rows that the batch
//! touches, applies the mutations one after another, and saves what changed, so that every database decides alike. No
//! SQL, no I/O.

mod asides;
mod closings;
mod ratings;
mod rows;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use hustings_domain::{LogKind, ReaderKey, ReaderKeys, Wording, is_abstention};
use hustings_wire::{PollState, Timestamp};

pub(super) use asides::{AsideRow, DECIDED_AT_ONCE};
pub(super) use closings::BatchClosings;
pub(super) use rows::{StarRow, VoteRow};

use crate::{
    aliases::Aliases,
    changes::Changed,
    log_state::{LogState, VoteEvent},
    mutation::{Mutation, Outcome},
    store::StoreError,
    types::{Answered, PollRecord, PollRules, PollTally, RatingRecord, RatingTally, VoteEntry},
};

/// A row's key: poll or article, and reader.
pub(super) type RowKey = (String, ReaderKey);

/// The working copy of the rows that a batch touches.
#[derive(Debug, Default)]
pub(super) struct BatchState {
    /// Keys that lead to other ones.
    pub(super) aliases: Aliases,
    /// Votes as they were loaded and then changed; absent means that there is none.
    pub(super) votes: BTreeMap<RowKey, VoteRow>,
    /// Votes that are set aside, likewise; of a poll that is decided on, the earliest.
    pub(super) asides: BTreeMap<RowKey, AsideRow>,
    /// How many there are of each poll touched.
    pub(super) aside_counts: BTreeMap<String, u64>,
    /// Ratings, likewise.
    pub(super) stars: BTreeMap<RowKey, StarRow>,
    /// Tallies of the polls touched; absent means all zeros.
    pub(super) polls: BTreeMap<String, PollTally>,
    /// Tallies of the articles touched, likewise.
    pub(super) ratings: BTreeMap<String, RatingTally>,
    /// The logs of the polls touched.
    pub(super) log: LogState,
    /// Keys by which voters of this batch were known.
    voters: BTreeSet<RowKey>,
    changed_votes: BTreeSet<RowKey>,
    changed_asides: BTreeSet<RowKey>,
    changed_stars: BTreeSet<RowKey>,
    changed_polls: BTreeSet<String>,
    changed_ratings: BTreeSet<String>,
    /// What the operator's words of this batch close and hold no longer.
    pub(super) closings: BatchClosings,
}

/// The result of a mutation, before the batch is finished.
#[derive(Clone, Debug)]
pub(super) enum Applied {
    Poll {
        poll: String,
        my_vote: Option<Vec<String>>,
        my_before: Option<Vec<String>>,
        my_entry: Option<VoteEntry>,
        is_aside: bool,
    },
    Decided(u64),
    Rating {
        article: String,
        my_stars: Option<u8>,
    },
}

impl Applied {
    /// A poll of which nothing is a reader's.
    fn nobodys(poll: &str) -> Self {
        Self::Poll { poll: poll.to_owned(), my_vote: None, my_before: None, my_entry: None, is_aside: false }
    }
}

impl BatchState {
    /// An empty one, with the aliases of those who are in the batch.
    pub(super) fn new(aliases: Aliases) -> Self {
        Self { aliases, ..Self::default() }
    }

    /// Applies one mutation, or rejects it. One that is rejected changes nothing but that keys which it brings together
    /// are one reader's from then on.
    pub(super) fn apply(&mut self, mutation: &Mutation, now: Timestamp) -> Result<Applied, StoreError> {
        match mutation {
            Mutation::CastVote { poll, reader, options, provenance, wording, has_receipt, rules } => {
                let row = VoteRow::new(options, rules.moment, provenance, day(now));
                let cast = self.cast(poll, reader, row, (wording, *has_receipt, *rules), now);
                self.link_in_poll(poll, reader);
                cast?;
                Ok(self.applied(poll, reader, None))
            }
            Mutation::SetAside { poll, reader, options, provenance, wording, has_receipt, reason, rules } => {
                let row = VoteRow::new(options, rules.moment, provenance, day(now));
                let set = self.set_aside(poll, reader, row, (reason, wording, *has_receipt, *rules), now);
                self.link_in_poll(poll, reader);
                set.map(|()| self.applied(poll, reader, None))
            }
            Mutation::DecideAside { poll, decision } => Ok(Applied::Decided(self.decide(poll, decision, now))),
            Mutation::WithdrawVote { poll, reader, rules } => {
                let withdrawn = self.withdraw(poll, reader, *rules, now);
                self.link_in_poll(poll, reader);
                withdrawn.map(|ended| self.applied(poll, reader, ended))
            }
            Mutation::Rate { article, reader, stars } => {
                self.rate(article, reader, *stars, day(now));
                Ok(Applied::Rating { article: article.clone(), my_stars: *stars })
            }
            Mutation::DisownVote { poll, reader } => {
                self.disown(poll, reader, day(now));
                Ok(Applied::nobodys(poll))
            }
            Mutation::ForcePoll { poll, forced, schedule } => {
                self.force(poll, *forced, *schedule, now);
                Ok(Applied::nobodys(poll))
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

    /// Brings what was cast under all keys in `reader` together, and returns the key of their row. The first of two answers
    /// is put beside the last. Else of a vote and an abstention the vote stays, else the one that says what is `wanted`, else
    /// the one under the first key; but a poll that takes no votes keeps all.
    fn meet_in_poll(
        &mut self,
        poll: &str,
        reader: &ReaderKeys,
        wanted: Option<&VoteRow>,
        takes_votes: bool,
        day: i64,
    ) -> ReaderKey {
        let owner = self.aliases.owner(reader.first());
        for key in reader.others() {
            let other = self.aliases.owner(*key);
            let (ours, theirs) = ((poll.to_owned(), owner), (poll.to_owned(), other));
            let have_both_voted = self.votes.contains_key(&ours) && self.votes.contains_key(&theirs);
            if other == owner || (have_both_voted && !takes_votes) {
                continue;
            }
            if let Some(mut row) = self.votes.remove(&theirs) {
                if let Some(own) = self.votes.remove(&ours) {
                    let [own_looks, other_looks] = [&own, &row].map(|row| is_abstention(&row.options));
                    let is_theirs = if own.said_after != row.said_after {
                        row.said_after
                    } else if own_looks == other_looks {
                        wanted.is_some_and(|wanted| wanted.is_said_by(&row))
                    } else {
                        own_looks
                    };
                    let dropped = if is_theirs { own } else { std::mem::replace(&mut row, own) };
                    row.said_before = row.said_before.or(dropped.said_before);
                    self.end_vote(poll, LogKind::Merge, &dropped.options, day);
                    self.changed_polls.insert(poll.to_owned());
                }
                self.votes.insert(ours.clone(), row);
                self.changed_votes.extend([ours, theirs]);
            }
        }
        self.meet_asides(poll, reader, owner, wanted, (takes_votes, day));
        self.voters.extend(reader.all().map(|key| (poll.to_owned(), key)));
        owner
    }

    /// Lets all keys of a voter lead to their row from now on. Without one there is nothing that could be counted twice, and
    /// nothing to remember of whoever asks.
    fn link_in_poll(&mut self, poll: &str, reader: &ReaderKeys) {
        let owner = self.aliases.owner(reader.first());
        let has_voted = |state: &Self, key| {
            let key = (poll.to_owned(), key);
            state.votes.contains_key(&key) || state.asides.contains_key(&key)
        };
        if !has_voted(self, owner) {
            return;
        }
        for key in reader.others() {
            let other = self.aliases.owner(*key);
            if other != owner && !has_voted(self, other) {
                self.aliases.link(other, owner);
            }
        }
    }

    fn cast(
        &mut self,
        poll: &str,
        reader: &ReaderKeys,
        row: VoteRow,
        (wording, has_receipt, rules): (&Arc<Wording>, bool, PollRules),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let open = self.check_open(poll, rules, now);
        let key = (poll.to_owned(), self.meet_in_poll(poll, reader, Some(&row), open.is_ok(), row.cast_on));
        let before = self.votes.get(&key);
        // A vote that is sent again because its response was lost is stored already, whatever the poll's
        // state is now.
        if before.is_some_and(|before| row.is_said_by(before)) {
            return Ok(());
        }
        open?;
        if before.map_or(has_receipt, |before| rules.is_final(&before.options)) {
            return Err(StoreError::VoteNotChangeable);
        }
        let aside = self.recall(poll, reader, row.cast_on);
        let row = row.beside(self.votes.get(&key).or(aside.as_ref()));
        self.put(key, row, Some(wording), day(now));
        Ok(())
    }

    /// Puts a vote in the place of the one under `key`, if any. Other words for the same options, or another answer before
    /// reading, change nothing that is counted. Returns the entry in the log of what does.
    fn put(&mut self, key: RowKey, mut row: VoteRow, wording: Option<&Arc<Wording>>, day: i64) -> Option<VoteEntry> {
        let poll = key.0.clone();
        let before = self.votes.get(&key);
        if let Some(before) = before.filter(|before| before.options == row.options) {
            if (before.said_after, &before.said_before) != (row.said_after, &row.said_before) {
                self.changed_polls.insert(poll);
            }
            let VoteRow { provenance, cast_on, entry, .. } = before.clone();
            self.votes.insert(key.clone(), VoteRow { provenance, cast_on, entry, ..row });
            self.changed_votes.insert(key);
            return None;
        }
        let tally = self.polls.entry(poll.clone()).or_default();
        let kind = if before.is_some() { LogKind::Change } else { LogKind::Cast };
        let was = before.map(|before| before.options.as_slice()).unwrap_or_default();
        let event = VoteEvent { wording, ..VoteEvent::new(kind, day, was, &row.options) };
        row.entry = Some(self.log.vote(&poll, tally, &event));
        let entry = row.entry;
        for option in &row.options {
            *tally.votes.entry(option.clone()).or_default() += 1;
        }
        match self.votes.insert(key.clone(), row) {
            Some(before) => uncount(tally, &before.options),
            None => tally.voters += 1,
        }
        self.changed_votes.insert(key);
        self.changed_polls.insert(poll);
        entry
    }

    fn withdraw(
        &mut self,
        poll: &str,
        reader: &ReaderKeys,
        rules: PollRules,
        now: Timestamp,
    ) -> Result<Option<VoteEntry>, StoreError> {
        let open = self.check_open(poll, rules, now);
        let key = (poll.to_owned(), self.meet_in_poll(poll, reader, None, open.is_ok(), day(now)));
        open?;
        if self.votes.get(&key).map_or(!rules.changeable, |before| rules.is_final(&before.options)) {
            return Err(StoreError::VoteNotChangeable);
        }
        self.withdraw_aside(&key, rules.moment, day(now));
        if let Some(kept) = self.votes.get(&key).and_then(|row| row.without(rules.moment)) {
            let is_other = self.votes.get(&key) != Some(&kept);
            return Ok(if is_other { self.put(key, kept, None, day(now)) } else { None });
        }
        let Some(before) = self.votes.remove(&key) else { return Ok(None) };
        let entry = self.end_vote(poll, LogKind::Withdraw, &before.options, day(now));
        self.changed_votes.insert(key);
        self.changed_polls.insert(poll.to_owned());
        Ok(Some(entry))
    }

    /// Counts a voter and the vote for `options` no longer, and says so in the log.
    fn end_vote(&mut self, poll: &str, kind: LogKind, options: &[String], day: i64) -> VoteEntry {
        let tally = self.polls.entry(poll.to_owned()).or_default();
        let entry = self.log.vote(poll, tally, &VoteEvent::new(kind, day, options, &[]));
        uncount(tally, options);
        tally.voters = tally.voters.saturating_sub(1);
        entry
    }

    /// Puts what was voted under any key of the reader under one that nobody has.
    fn disown(&mut self, poll: &str, reader: &ReaderKeys, day: i64) {
        self.recall(poll, reader, day);
        for key in reader.all() {
            let theirs = (poll.to_owned(), self.aliases.owner(key));
            if let Some(mut row) = self.votes.remove(&theirs) {
                row.words = None;
                let nobodys = (poll.to_owned(), ReaderKey(rand::random()));
                self.votes.insert(nobodys.clone(), row);
                self.changed_votes.extend([theirs, nobodys]);
            }
            self.voters.insert((poll.to_owned(), key));
        }
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
    pub(super) fn vote_rows(&self) -> (Vec<(&RowKey, &VoteRow)>, Vec<&RowKey>) {
        let (kept, gone): (Vec<_>, Vec<_>) = self.changed_votes.iter().partition(|key| self.votes.contains_key(*key));
        (kept.into_iter().filter_map(|key| self.votes.get_key_value(key)).collect(), gone)
    }

    /// Poll tallies to write.
    pub(super) fn poll_rows(&self) -> Vec<(&String, &PollTally)> {
        self.changed_polls.iter().filter_map(|poll| self.polls.get_key_value(poll)).collect()
    }

    /// The changes to send to viewers after the commit. A viewer may follow under any key of its reader.
    pub(super) fn changed(&self) -> Changed {
        let row = |(poll, key): &RowKey| self.votes.get(&(poll.clone(), self.aliases.owner(*key)));
        let answered = |key| row(key).map_or(Answered::Nowhere, VoteRow::answered);
        let voters = self.voters.union(&self.changed_votes);
        Changed {
            polls: self.poll_rows().into_iter().map(|(id, tally)| (id.clone(), Arc::new(tally.clone()))).collect(),
            ratings: self.rating_rows().into_iter().map(|(slug, tally)| (slug.clone(), *tally)).collect(),
            voters: voters.map(|key| (key.clone(), answered(key))).collect(),
        }
    }

    /// The outcomes of mutations after the commit. Mutations of one batch share its tallies.
    pub(super) fn outcomes(&self, applied: Vec<Result<Applied, StoreError>>) -> Vec<Result<Outcome, StoreError>> {
        let tallies: BTreeMap<&String, Arc<PollTally>> =
            self.polls.iter().map(|(poll, tally)| (poll, Arc::new(tally.clone()))).collect();
        let outcome = |applied| match applied {
            Applied::Poll { poll, my_vote, my_before, my_entry, is_aside } => {
                let tally = tallies.get(&poll).cloned().unwrap_or_default();
                Outcome::Poll(PollRecord { tally, my_vote, my_before, my_entry, is_aside })
            }
            Applied::Decided(votes) => Outcome::Decided(votes),
            Applied::Rating { article, my_stars } => {
                let tally = self.ratings.get(&article).copied().unwrap_or_default();
                Outcome::Rating(RatingRecord { tally, my_stars })
            }
        };
        applied.into_iter().map(|result| result.map(outcome)).collect()
    }
}

/// Days since 1970: nothing finer is kept of when somebody voted.
pub(super) fn day(now: Timestamp) -> i64 {
    now.unix().div_euclid(86_400)
}

fn uncount(tally: &mut PollTally, options: &[String]) {
    for option in options {
        if let Some(votes) = tally.votes.get_mut(option) {
            *votes = votes.saturating_sub(1);
        }
    }
}
