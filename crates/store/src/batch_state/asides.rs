//! Votes that are set aside in a batch: kept beside the tally until the owner of the poll counts or strikes them.

use std::sync::Arc;

use hustings_domain::{LogKind, ReaderKey, ReaderKeys, Wording};
use hustings_wire::Timestamp;

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
        mut vote: VoteRow,
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
        vote = vote.beside(self.asides.get(&key).map(|aside| &aside.vote));
        self.recall(poll, reader, vote.cast_on);
        let there = self.aside_counts.entry(poll.to_owned()).or_default();
        if *there >= MOST_ASIDE {
            return Err(StoreError::AsideFull);
        }
        *there += 1;
        let tally = self.polls.entry(poll.to_owned()).or_default();
        let event = VoteEvent {
            detail: reason,
            wording: Some(wording),
            ..VoteEvent::new(LogKind::Aside, vote.cast_on, &[], &[])
        };
        vote.entry = Some(self.log.vote(poll, tally, &event));
        self.asides.insert(key.clone(), AsideRow { vote, reason: reason.to_owned() });
        self.changed_asides.insert(key);
        Ok(())
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

    /// Takes back what is set aside of the reader.
    pub(super) fn recall(&mut self, poll: &str, reader: &ReaderKeys, day: i64) {
        for key in reader.all() {
            self.recall_of((poll.to_owned(), self.aliases.owner(key)), day);
        }
    }

    fn recall_of(&mut self, key: RowKey, day: i64) {
        let Some(aside) = self.asides.remove(&key) else { return };
        let index = aside.vote.entry.map_or(0, |entry| entry.index);
        self.log.note(&key.0, LogKind::Recall, day, index.to_string());
        self.forget_aside(key);
    }

    /// Brings what is set aside under all keys in `reader` together under `owner`: what says what is `wanted`, else the first. Who
    /// has a vote that counts has nothing set aside, or it could be counted beside that.
    pub(super) fn meet_asides(
        &mut self,
        poll: &str,
        reader: &ReaderKeys,
        owner: ReaderKey,
        wanted: Option<&VoteRow>,
        day: i64,
    ) {
        let keys: Vec<RowKey> = reader.all().map(|key| (poll.to_owned(), self.aliases.owner(key))).collect();
        let has_voted = keys.iter().any(|key| self.votes.contains_key(key));
        let is_wanted = |key: &&RowKey| {
            let aside = self.asides.get(*key);
            aside.zip(wanted).is_some_and(|(aside, wanted)| wanted.is_said_by(&aside.vote))
        };
        let first = || keys.iter().find(|key| self.asides.contains_key(*key));
        let kept = keys.iter().find(is_wanted).or_else(first).filter(|_| !has_voted).cloned();
        for key in keys {
            if kept.as_ref() != Some(&key) {
                self.recall_of(key, day);
            }
        }
        let owned = (poll.to_owned(), owner);
        if let Some(kept) = kept.filter(|kept| *kept != owned)
            && let Some(aside) = self.asides.remove(&kept)
        {
            self.asides.insert(owned.clone(), aside);
            self.changed_asides.extend([kept, owned]);
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
