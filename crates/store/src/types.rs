//! What is stored: tallies, one reader's part of them, and the rules that the writer needs to decide.

use std::{collections::BTreeMap, sync::Arc};

use hustings_domain::{Forced, Schedule};

/// How a poll stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollTally {
    /// Readers who voted.
    pub voters: u64,
    /// Votes by option, without those that have none.
    pub votes: BTreeMap<String, u64>,
    /// Grows with every commit that changed the tally or the operator's word.
    pub number: u64,
    /// The operator's word, where there is one.
    pub forced: Option<Forced>,
}

/// How an article is rated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RatingTally {
    /// Readers per number of stars, one star first.
    pub histogram: [u64; 5],
    /// Grows with every commit that changed the rating.
    pub number: u64,
}

/// A poll with one reader's own vote, of the same moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollRecord {
    /// How it stands.
    pub tally: Arc<PollTally>,
    /// Ids of the options that the reader voted for.
    pub my_vote: Option<Vec<String>>,
}

/// A rating with one reader's own stars, of the same moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RatingRecord {
    /// How the article is rated.
    pub tally: RatingTally,
    /// The reader's stars, 1 to 5.
    pub my_stars: Option<u8>,
}

/// What the writer must know of a poll to decide at the moment of the commit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PollRules {
    /// When votes are taken.
    pub schedule: Schedule,
    /// Whether a vote can be changed and withdrawn.
    pub changeable: bool,
}

/// Where a vote was cast: what the publication's owner may count, and nothing else that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Origin of the partner's page that framed the poll, as its frame says; absent for the publication's
    /// own pages.
    pub partner: Option<String>,
    /// BCP 47 tag of the language in which the poll was seen; absent where nobody said.
    pub lang: Option<String>,
}

/// By what votes are counted in [`crate::Store::voters_by`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakdown {
    /// [`Provenance::partner`].
    Partner,
    /// [`Provenance::lang`].
    Lang,
}

/// A tally that is not what the votes add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What is counted, such as "poll night-trains, option cabin".
    pub what: String,
    /// What the tally says.
    pub tallied: u64,
    /// What the votes add up to.
    pub counted: u64,
}
