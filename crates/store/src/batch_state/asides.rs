//! Votes that are set aside in a batch: kept beside the tally until the owner of the poll counts or strikes them.

use std::sync::Arc;

use hustings_domain::{LogKind, ReaderKey, ReaderKeys, Wording};
use hustings_wire::{Moment, Timestamp};

use super::{Applied, BatchState, RowKey, VoteRow, day};
use crate::{
    log_state::VoteEvent,
    mutation::{Decision, Verdict},
    store::StoreError,
    types::{PollRules, VoteEntry},
};

/// Most votes that are set aside in a poll at a time, since strangers can make them.
pub(crate) const MOST_ASIDE: u64 = 10_000;
/// Most of them that one mutation decides on.
pub(crate) const DECIDED_AT_ONCE: usize = 1_000;

/// A vote that is set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AsideRow {
    pub(crate) vote: VoteRow,
    /// Why.
    pub(crate) reason: String,
}

impl BatchState {
    /// Sets a vote aside, in the place of one that the reader has there already. Who has a vote that counts changes that. One
    /// that is sent again because its response was lost is there already, whatever the poll's state is now.
    pub(super) fn set_aside(
        &mut self,
        poll: &str,
        reader: &ReaderKeys,
        vote: VoteRow,
        (reason, wording, has_receipt, rules): (&str, &Arc<Wording>, bool, PollRules),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let open = self.check_open(poll, rules, now);
        let key = (poll.to_owned(), self.meet_in_poll(poll, reader, Some(&vote), open.is_ok(), vote.cast_on));
        if self.votes.contains_key(&key) {
            return self.cast(poll, reader, vote, (wording, has_receipt, rules), now);
        }
        if self.asides.get(&key).is_some_and(|aside| vote.is_said_by(&aside.vote)) {
            return Ok(());
        }
        open?;
        if has_receipt {
            return Err(StoreError::VoteNotChangeable);
        }
        // The other answer may be of another day.
        let today = vote.cast_on;
        let other = self.recall(poll, reader, today);
        if self.aside_counts.get(poll).is_some_and(|there| *there >= MOST_ASIDE) {
            return Err(StoreError::AsideFull);
        }
        let row = AsideRow { vote: vote.beside(other.as_ref()), reason: reason.to_owned() };
        self.put_aside(key, row, Some(wording), today);
        Ok(())
    }

    /// Puts a vote aside under `key`, where there is none.
    fn put_aside(&mut self, key: RowKey, mut row: AsideRow, wording: Option<&Arc<Wording>>, day: i64) {
        *self.aside_counts.entry(key.0.clone()).or_default() += 1;
        let tally = self.polls.entry(key.0.clone()).or_default();
        let event = VoteEvent { detail: &row.reason, wording, ..VoteEvent::new(LogKind::Aside, day, &[], &[]) };
        row.vote.entry = Some(self.log.vote(&key.0, tally, &event));
        self.asides.insert(key.clone(), row);
        self.changed_asides.insert(key);
    }

    /// Takes back the answer at `moment` of what is set aside under `key`, or all of it; another answer stays aside.
    pub(super) fn withdraw_aside(&mut self, key: &RowKey, moment: Option<Moment>, day: i64) {
        let Some(AsideRow { vote, reason }) = self.asides.get(key).cloned() else { return };
        let kept = vote.without(moment);
        if kept.as_ref() == Some(&vote) {
            return;
        }
        self.recall_of(key.clone(), day);
        if let Some(vote) = kept {
            self.put_aside(key.clone(), AsideRow { vote, reason }, None, day);
        }
    }

    /// What the reader has in `poll` now, counted or set aside; `ended` is the entry of a vote that they have taken back.
    pub(super) fn applied(&self, poll: &str, reader: &ReaderKeys, ended: Option<VoteEntry>) -> Applied {
        let key = (poll.to_owned(), self.aliases.owner(reader.first()));
        let (row, aside) = (self.votes.get(&key), self.asides.get(&key));
        let entry = row.or(aside.map(|aside| &aside.vote)).and_then(|row| row.entry);
        let (my_vote, my_before) = (row.and_then(VoteRow::vote), row.and_then(|row| row.said_before.clone()));
        Applied::Poll {
            poll: poll.to_owned(),
            my_vote,
            my_before,
            my_entry: ended.or(entry),
            is_aside: aside.is_some(),
        }
    }

    /// Takes back what is set aside of the reader, and returns the first of it.
    pub(super) fn recall(&mut self, poll: &str, reader: &ReaderKeys, day: i64) -> Option<VoteRow> {
        let mut first = None;
        for key in reader.all() {
            let recalled = self.recall_of((poll.to_owned(), self.aliases.owner(key)), day);
            first = first.or(recalled);
        }
        first
    }

    fn recall_of(&mut self, key: RowKey, day: i64) -> Option<VoteRow> {
        let aside = self.asides.remove(&key)?;
        let index = aside.vote.entry.map_or(0, |entry| entry.index);
        self.log.note(&key.0, LogKind::Recall, day, index.to_string());
        self.forget_aside(key);
        Some(aside.vote)
    }

    /// Brings what is set aside under all keys in `reader` together under `owner`. The first of two answers is put beside the
    /// last; else what says what is `wanted` stays, or what is under the first key. Who has a vote that counts has nothing set
    /// aside, or it could be counted beside that: an answer that the vote lacks becomes part of it, if the poll takes votes.
    pub(super) fn meet_asides(
        &mut self,
        poll: &str,
        reader: &ReaderKeys,
        owner: ReaderKey,
        wanted: Option<&VoteRow>,
        (takes_votes, day): (bool, i64),
    ) {
        let keys: Vec<RowKey> = reader.all().map(|key| (poll.to_owned(), self.aliases.owner(key))).collect();
        let has_voted = keys.iter().any(|key| self.votes.contains_key(key));
        let rank = |key: &&RowKey| {
            let aside = self.asides.get(*key);
            aside.map(|AsideRow { vote, .. }| (vote.said_after, wanted.is_some_and(|wanted| wanted.is_said_by(vote))))
        };
        // The last of those that rank alike would be the maximum.
        let Some(kept) = keys.iter().rev().max_by_key(rank).cloned() else { return };
        let Some(mut aside) = self.asides.get(&kept).cloned() else { return };
        for other in keys.iter().filter(|key| **key != kept).filter_map(|key| self.asides.get(key)) {
            aside.vote = aside.vote.met(other.vote.clone());
        }
        for key in keys.iter().filter(|key| has_voted || **key != kept) {
            self.recall_of(key.clone(), day);
        }
        let owned = (poll.to_owned(), owner);
        if !has_voted {
            self.asides.remove(&kept);
            self.asides.insert(owned.clone(), aside);
            self.changed_asides.extend([kept, owned]);
        } else if let Some(held) = self.votes.get(&owned).filter(|_| takes_votes) {
            let met = held.clone().met(aside.vote);
            if *held != met {
                self.put(owned, met, None, day);
            }
        }
    }

    /// Counts or strikes what is set aside, the earliest first. Returns how many that were.
    pub(super) fn decide(&mut self, poll: &str, decision: &Decision, now: Timestamp) -> u64 {
        let mut keys: Vec<(u64, RowKey)> = Vec::new();
        for (key, aside) in &self.asides {
            let is_meant = key.0 == poll && decision.day.is_none_or(|day| day == aside.vote.cast_on);
            if let Some(entry) = aside.vote.entry.filter(|_| is_meant) {
                keys.push((entry.index, key.clone()));
            }
        }
        keys.sort();
        keys.truncate(DECIDED_AT_ONCE);
        let decided = keys.len() as u64;
        for (index, key) in keys {
            let Some(AsideRow { vote, .. }) = self.asides.remove(&key) else { continue };
            self.forget_aside(key.clone());
            let detail = format!("{index} {}", decision.why);
            match decision.verdict {
                Verdict::Count => self.count_aside(poll, key, vote, &detail, day(now)),
                Verdict::Strike => self.log.note(poll, LogKind::Strike, day(now), detail),
            }
        }
        decided
    }

    fn count_aside(&mut self, poll: &str, key: RowKey, mut vote: VoteRow, detail: &str, day: i64) {
        let tally = self.polls.entry(poll.to_owned()).or_default();
        let salt = vote.entry.map(|entry| entry.salt);
        let event = VoteEvent { detail, salt, ..VoteEvent::new(LogKind::Count, day, &[], &vote.options) };
        let entry = self.log.vote(poll, tally, &event);
        for option in &vote.options {
            *tally.votes.entry(option.clone()).or_default() += 1;
        }
        tally.voters += 1;
        vote.entry = Some(entry);
        self.votes.insert(key.clone(), vote);
        self.changed_votes.insert(key);
        self.changed_polls.insert(poll.to_owned());
    }

    fn forget_aside(&mut self, key: RowKey) {
        let there = self.aside_counts.entry(key.0.clone()).or_default();
        *there = there.saturating_sub(1);
        self.changed_asides.insert(key);
    }

    /// Votes that are set aside to write, and the keys of those to delete.
    pub(crate) fn aside_rows(&self) -> (Vec<(&RowKey, &AsideRow)>, Vec<&RowKey>) {
        let (kept, gone): (Vec<_>, Vec<_>) = self.changed_asides.iter().partition(|key| self.asides.contains_key(*key));
        (kept.into_iter().filter_map(|key| self.asides.get_key_value(key)).collect(), gone)
    }
}
