//! The entries that a batch adds to the polls' logs, each with its hash. No SQL, no I/O.

use std::{collections::BTreeMap, sync::Arc};

use hustings_domain::{LogEntry, LogHash, LogKind, LogSalt, Wording, tally_detail};

use crate::types::{LogHead, PollTally, VoteEntry};

/// The end of a poll's log, and the last wording in it.
#[derive(Clone, Debug, Default)]
pub(super) struct LogEnd {
    pub(super) head: Option<LogHead>,
    pub(super) wording: String,
}

/// An entry that was added.
#[derive(Clone, Debug)]
pub(super) struct LogRow {
    pub(super) poll: String,
    pub(super) entry: LogEntry,
    pub(super) salt: Option<LogSalt>,
    pub(super) hash: LogHash,
}

/// A reader's vote, or the end of one.
pub(super) struct VoteEvent<'a> {
    pub(super) kind: LogKind,
    pub(super) day: i64,
    pub(super) was: &'a [String],
    pub(super) options: &'a [String],
    /// The wording in force; none where votes end.
    pub(super) wording: Option<&'a Arc<Wording>>,
    pub(super) detail: &'a str,
    /// What its commitment is the hash of; a new one where there is none.
    pub(super) salt: Option<LogSalt>,
}

impl<'a> VoteEvent<'a> {
    /// One that says no more than this.
    pub(super) fn new(kind: LogKind, day: i64, was: &'a [String], options: &'a [String]) -> Self {
        Self { kind, day, was, options, wording: None, detail: "", salt: None }
    }
}

/// The logs of the polls that a batch touches.
#[derive(Debug, Default)]
pub(super) struct LogState {
    /// As they were loaded, and then added to; absent means that there is none.
    pub(super) ends: BTreeMap<String, LogEnd>,
    pub(super) added: Vec<LogRow>,
    /// The wordings among them.
    pub(super) wordings: Vec<Arc<Wording>>,
}

impl LogState {
    /// Adds a vote to the log of `poll`, which begins with `tally` as it is before the vote; and the wording before it where
    /// that is another one than before.
    pub(super) fn vote(&mut self, poll: &str, tally: &PollTally, event: &VoteEvent<'_>) -> VoteEntry {
        let day = event.day;
        if !self.ends.contains_key(poll) {
            self.add(poll, entry(LogKind::Start, day, tally_detail(tally.voters, &tally.votes)), None);
        }
        let end = self.ends.entry(poll.to_owned()).or_default();
        if let Some(wording) = event.wording
            && !wording.detail().is_empty()
            && end.wording != wording.detail()
        {
            wording.detail().clone_into(&mut end.wording);
            self.add(poll, entry(LogKind::Wording, day, wording.detail().to_owned()), None);
            self.wordings.push(Arc::clone(wording));
        }
        let salt = event.salt.unwrap_or_else(|| LogSalt(rand::random()));
        let vote = LogEntry {
            was: event.was.to_vec(),
            options: event.options.to_vec(),
            commitment: Some(salt.commitment()),
            ..entry(event.kind, day, event.detail.to_owned())
        };
        let LogHead { index, hash } = self.add(poll, vote, Some(salt));
        VoteEntry { index, hash, salt }
    }

    /// Adds what became of a vote that is no longer set aside.
    pub(super) fn note(&mut self, poll: &str, kind: LogKind, day: i64, detail: String) {
        self.add(poll, entry(kind, day, detail), None);
    }

    fn add(&mut self, poll: &str, entry: LogEntry, salt: Option<LogSalt>) -> LogHead {
        let end = self.ends.entry(poll.to_owned()).or_default();
        let index = end.head.map_or(0, |head| head.index + 1);
        let entry = LogEntry { index, ..entry };
        let hash = entry.hash(poll, end.head.map_or(LogHash::NONE, |head| head.hash));
        let head = LogHead { index, hash };
        end.head = Some(head);
        self.added.push(LogRow { poll: poll.to_owned(), entry, salt, hash });
        head
    }
}

fn entry(kind: LogKind, day: i64, detail: String) -> LogEntry {
    LogEntry { index: 0, kind, day, was: Vec::new(), options: Vec::new(), detail, commitment: None }
}

/// The first entry of a log that begins with `tally`.
pub(super) fn start(poll: &str, tally: &PollTally, day: i64) -> LogRow {
    let entry = entry(LogKind::Start, day, tally_detail(tally.voters, &tally.votes));
    let hash = entry.hash(poll, LogHash::NONE);
    LogRow { poll: poll.to_owned(), entry, salt: None, hash }
}
