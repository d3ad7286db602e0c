//! Rows of a batch, as a database has them, and what becomes of a vote where a poll asks before reading and after: two answers of
//! which each is given, changed and taken back by itself. The later one counts, be it given first or not.

use hustings_domain::{join_words, split_words};
use hustings_wire::Moment;

use crate::types::{Answered, Provenance, VoteEntry};

/// One vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VoteRow {
    /// Ids, as they are counted and logged.
    pub(crate) options: Vec<String>,
    /// The reader's own words, for the one among them that is no option.
    pub(crate) words: Option<String>,
    /// What the reader answered before reading.
    pub(crate) said_before: Option<Vec<String>>,
    /// Whether they have answered after reading, or were asked once. Else `options` are those of `said_before`.
    pub(crate) said_after: bool,
    pub(crate) provenance: Provenance,
    /// Days since 1970.
    pub(crate) cast_on: i64,
    /// Where it is in the poll's log; none for a vote that is older than that.
    pub(crate) entry: Option<VoteEntry>,
}

impl VoteRow {
    /// One answer, given at `moment`.
    pub(super) fn new(vote: &[String], moment: Option<Moment>, provenance: &Provenance, cast_on: i64) -> Self {
        let (options, words) = split_words(vote);
        let said_after = moment != Some(Moment::Before);
        let said_before = (!said_after).then(|| options.clone());
        Self { options, words, said_before, said_after, provenance: provenance.clone(), cast_on, entry: None }
    }

    /// Whether `row` says what this one answer does.
    pub(super) fn is_said_by(&self, row: &Self) -> bool {
        match self.said_after {
            true => row.said_after && self.options == row.options && self.words == row.words,
            false => self.said_before == row.said_before,
        }
    }

    /// This one answer, with the other one that its reader has given in `row`.
    pub(super) fn beside(self, row: Option<&Self>) -> Self {
        match row {
            None => self,
            Some(row) if self.said_after => Self { said_before: row.said_before.clone(), ..self },
            Some(row) if row.said_after => Self { said_before: self.said_before, ..row.clone() },
            Some(_) => self,
        }
    }

    /// This row, met by another one of the same reader: the first of two answers is put beside the last.
    pub(super) fn met(self, other: Self) -> Self {
        let is_other = other.said_after && !self.said_after;
        let (kept, dropped) = if is_other { (other, self) } else { (self, other) };
        Self { said_before: kept.said_before.or(dropped.said_before), ..kept }
    }

    /// What is left of it without the answer at `moment`, or without all; `None` for nothing.
    pub(super) fn without(&self, moment: Option<Moment>) -> Option<Self> {
        match (moment?, &self.said_before) {
            (Moment::Before, _) => self.said_after.then(|| Self { said_before: None, ..self.clone() }),
            (Moment::After, _) if !self.said_after => Some(self.clone()),
            (Moment::After, Some(before)) => {
                Some(Self { options: before.clone(), words: None, said_after: false, ..self.clone() })
            }
            (Moment::After, None) => None,
        }
    }

    /// Where its reader has answered.
    pub(super) fn answered(&self) -> Answered {
        if self.said_after { Answered::After } else { Answered::Before }
    }

    /// The vote as its reader gave it after reading, or where they were asked once.
    pub(super) fn vote(&self) -> Option<Vec<String>> {
        self.said_after.then(|| join_words(&self.options, self.words.as_deref()))
    }
}

/// One rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StarRow {
    pub(crate) stars: u8,
    /// Days since 1970.
    pub(crate) cast_on: i64,
}
