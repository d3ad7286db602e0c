//! The passport of a result: under which words, rules and times it came about, and the hash that stands for its votes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{FlowPair, PollBreakdown, PollKind, PollState, ResultsRule, Round, Seq, Timestamp};

/// What stands behind a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Passport {
    /// Id of the poll.
    pub poll: String,
    /// BCP 47 tag of `question`.
    pub lang: String,
    /// The question in that language.
    pub question: String,
    /// What a vote is.
    pub kind: PollKind,
    /// Fewest options of a vote.
    pub min_choices: u32,
    /// Most options of a vote.
    pub max_choices: u32,
    /// The words now, by language.
    pub wording: Vec<WordsIn>,
    /// How often the owner has said that votes which were cast shall count for other words; 1 at first.
    pub wording_revision: u32,
    /// The words under which readers have voted, in the order of the log.
    pub wording_history: Vec<WordingEntry>,
    /// In which order readers see the options: `file`, which is the one here.
    pub order: String,
    /// When it opens or opened; `null` when it always was open.
    pub opens_at: Option<Timestamp>,
    /// When it closes or closed; `null` when it stays open.
    pub closes_at: Option<Timestamp>,
    /// Whether votes are taken.
    pub state: PollState,
    /// Whether the operator has overruled the times above.
    pub is_forced: bool,
    /// When results may be seen.
    pub results: ResultsRule,
    /// Whether a vote can be changed and withdrawn.
    pub changeable: bool,
    /// Whether a reader may say that they only want to see the results. Left out when false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub abstain: bool,
    /// Whether a reader may answer in their own words. Left out when false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub write_in: bool,
    /// Whether it asks before reading and after: what counts is a reader's later answer. Left out when false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks_twice: bool,
    /// How readers moved between the two, in tens; pairs of fewer than ten readers are left out. Left out of polls that ask once, and
    /// while results are hidden from somebody who has not voted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<Vec<FlowPair>>,
    /// The only origins whose pages may frame the poll; any when there are none.
    pub allowed_origins: Vec<String>,
    /// Names of the partners' keys whose signed ids it asks of voters; everybody may vote when there are none.
    pub signed_by: Vec<String>,
    /// How it is guarded against votes of one person as many: `casual`, by one vote for each browser and a limit on the votes of
    /// one network; `guarded`, also by a proof that a new reader's browser has waited, or worked where many come from one
    /// network; `strict`, by ids that partners sign. Treat values that you do not know as "other".
    pub guarding: String,
    /// Readers who voted, without those who abstained.
    pub voters: u64,
    /// Readers who abstained: the log has them as voters for `_abstain`. Left out while results are hidden from somebody who
    /// has not voted, and where nobody may or could.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abstained: Option<u64>,
    /// Their votes by option, and for `_other` where readers may or could answer in their own words; of a ranking how many have put an option in order at all, be it first or last; `null` while results
    /// are hidden from somebody who has not voted.
    pub votes: Option<BTreeMap<String, u64>>,
    /// With what drawings in a ranking are made, as docs/verifying.md says; 64 hexadecimal digits. Left out of polls of other
    /// kinds, and while results are hidden from somebody who has not voted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawing_seed: Option<String>,
    /// The rounds in which a ranking was counted, none without votes. Left out of polls of other kinds, and while results are
    /// hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounds: Option<Vec<Round>>,
    /// How the readers of each language or partner's site voted. Left out while the poll is not closed, where its owner does not show
    /// it, and where no group has ten voters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breakdowns: Vec<PollBreakdown>,
    /// Votes that are set aside as suspicious.
    pub set_aside: u64,
    /// The end of the log with which these voters and votes were counted; `null` before the first vote.
    pub log: Option<LogEnd>,
    /// Which state of the tally this is.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub seq: Seq,
}

/// The words of a poll in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WordsIn {
    /// BCP 47 tag.
    pub lang: String,
    /// Their hash, as docs/verifying.md says; 64 hexadecimal digits.
    pub hash: String,
    /// The question.
    pub question: String,
    /// The options in the poll's order.
    pub options: Vec<OptionWords>,
}

/// The words of an option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionWords {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its picture; left out where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<PictureWords>,
}

/// What stands for the picture of an option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PictureWords {
    /// The SHA-256 of its file, 64 hexadecimal digits.
    pub hash: String,
    /// What is to be seen, in words.
    pub alt: String,
}

/// Words under which readers have voted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WordingEntry {
    /// Number of the entry in the log from which on they were voted on.
    pub index: u64,
    /// The day, such as `2026-06-01`.
    pub day: String,
    /// Their revision; `null` where the words are lost.
    pub revision: Option<u32>,
    /// The words by language; empty where they are lost.
    pub wording: Vec<WordsIn>,
}

/// The last entry of a log, which stands for all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogEnd {
    /// Number of the entry.
    pub index: u64,
    /// Its hash, 64 hexadecimal digits.
    pub hash: String,
}
