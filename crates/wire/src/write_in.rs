//! Answers in a reader's own words, in the place of an option or beside options. They count together, as one line of the
//! results; the words themselves are for the owner of the poll and for their reader alone.
//!
//! Within a program an answer stands in a list of options as [`with_words`] makes it, so that a vote is one list everywhere.
//! The contract has the words in a member of their own.

use serde::{Deserialize, Serialize};

/// Stands for all answers in readers' own words. Ids of options are made of letters, digits and hyphens.
pub const OTHER: &str = "_other";

/// Most characters of an answer, as Unicode scalar values.
pub const MAX_WRITE_IN: u32 = 80;

/// What a poll says of answers in readers' own words, of which it takes one a vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WriteIn {
    /// Most characters of one, counted as Unicode scalar values; 0 where none are taken any longer.
    pub max: u32,
    /// Votes with one; `null` while results are hidden.
    pub count: Option<u64>,
    /// Its percentage among those of the options; `null` while results are hidden.
    pub percent: Option<u8>,
    /// This reader's own words, plain text; left out for everybody else. `my_vote` has `_other` for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mine: Option<String>,
}

/// These words as an element of a list of options.
pub fn with_words(words: &str) -> String {
    [OTHER, ":", words].concat()
}

/// The words of an element of a list of options; `None` for an option.
pub fn own_words(element: &str) -> Option<&str> {
    element.strip_prefix("_other:")
}
