//! Rows of a batch, as a database has them.

use hustings_domain::{join_words, split_words};

use crate::types::{Provenance, VoteEntry};

/// One vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VoteRow {
    /// Ids, as they are counted and logged.
    pub(crate) options: Vec<String>,
    /// The reader's own words, for the one among them that is no option.
    pub(crate) words: Option<String>,
    pub(crate) provenance: Provenance,
    /// Days since 1970.
    pub(crate) cast_on: i64,
    /// Where it is in the poll's log; none for a vote that is older than that.
    pub(crate) entry: Option<VoteEntry>,
}

impl VoteRow {
    pub(super) fn new(vote: &[String], provenance: &Provenance, cast_on: i64) -> Self {
        let (options, words) = split_words(vote);
        Self { options, words, provenance: provenance.clone(), cast_on, entry: None }
    }

    /// Whether it says the same as `other`.
    pub(super) fn says(&self, other: &Self) -> bool {
        self.options == other.options && self.words == other.words
    }

    /// The vote as its reader gave it.
    pub(super) fn vote(&self) -> Vec<String> {
        join_words(&self.options, self.words.as_deref())
    }
}

/// One rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StarRow {
    pub(crate) stars: u8,
    /// Days since 1970.
    pub(crate) cast_on: i64,
}
