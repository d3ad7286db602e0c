//! What is stored: tallies, one reader's part of them, and the rules that the writer needs to decide.

use std::{collections::BTreeMap, fmt, sync::Arc};

use hustings_domain::{ABSTENTION, Forced, LogEntry, LogHash, LogSalt, Schedule, Wording, is_abstention};
use hustings_wire::{Moment, write_in::OTHER};

/// A poll's tally.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollTally {
    /// Readers who voted, with those who only look: as many as there are votes. [`Self::voted`] is what readers are told.
    pub voters: u64,
    /// Votes by option, without those that have none. Those who only look are under [`ABSTENTION`].
    pub votes: BTreeMap<String, u64>,
    /// Incremented by every commit that changed the tally or the override.
    pub number: u64,
    /// The operator's override of the schedule, if any.
    pub forced: Option<Forced>,
}

impl PollTally {
    /// Readers who only look.
    pub fn abstained(&self) -> u64 {
        self.votes.get(ABSTENTION).copied().unwrap_or(0)
    }

    /// The same for readers to see: of a poll in which nobody `may` only look, only if somebody could before.
    pub fn shown_abstentions(&self, may: bool) -> Option<u64> {
        Some(self.abstained()).filter(|abstained| may || *abstained > 0)
    }

    /// Votes with an answer in the reader's own words; of a poll that takes none any longer only if there are some.
    pub fn shown_write_ins(&self, may: bool) -> Option<u64> {
        Some(self.votes.get(OTHER).copied().unwrap_or(0)).filter(|votes| may || *votes > 0)
    }

    /// Readers who voted for an option or in their own words.
    pub fn voted(&self) -> u64 {
        self.voters.saturating_sub(self.abstained())
    }
}

/// How a poll stands, without the votes of its options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PollStanding {
    /// Readers who voted, without those who only look.
    pub voters: u64,
    /// The operator's override of the schedule, if any.
    pub forced: Option<Forced>,
}

/// An article's rating.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RatingTally {
    /// Readers per number of stars, one star first.
    pub histogram: [u64; 5],
    /// Incremented by every commit that changed the rating.
    pub number: u64,
}

/// Where a reader has answered in a poll.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answered {
    /// Nowhere.
    #[default]
    Nowhere,
    /// Before reading alone.
    Before,
    /// After reading, or where they were asked once.
    After,
}

impl Answered {
    /// Whether the reader has a vote, which opens results that show to voters: where a poll asks once, what was said before
    /// reading is one.
    pub fn is_vote(self, asks_twice: bool) -> bool {
        self == Self::After || (self == Self::Before && !asks_twice)
    }
}

/// A poll with one reader's own vote, read together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollRecord {
    /// The tally.
    pub tally: Arc<PollTally>,
    /// Ids of the options that the reader voted for, with their own words as [`hustings_domain::join_words`] has them.
    pub my_vote: Option<Vec<String>>,
    /// The option of their answer before reading, which counts as long as there is no vote.
    pub my_before: Option<Vec<String>>,
    /// Where that vote is in the poll's log, or its end after a mutation that took it back; none for a vote that is older
    /// than the log.
    pub my_entry: Option<VoteEntry>,
    /// Whether a vote of the reader is set aside.
    pub is_aside: bool,
}

impl PollRecord {
    /// Where the reader has answered.
    pub fn answered(&self) -> Answered {
        match (&self.my_vote, &self.my_before) {
            (Some(_), _) => Answered::After,
            (None, Some(_)) => Answered::Before,
            (None, None) => Answered::Nowhere,
        }
    }
}

/// All votes of a poll, and what else it takes to count a ranking, of one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ballots {
    /// The tally with all of them.
    pub tally: Arc<PollTally>,
    /// The hash of the log's first entry that counts a vote, which nobody could know before that vote; zeros without one.
    pub seed: LogHash,
    /// The stored lists of options as texts, a JSON array a line: a value for each vote would cost more than all the rest.
    pub(crate) lists: Vec<String>,
}

impl Ballots {
    /// The options of each vote, as its voter gave them, without those who only look. The votes are in no order.
    pub fn votes<'a>(&'a self) -> impl Iterator<Item = impl Iterator<Item = &'a str>> {
        // Ids hold no quotation marks, so that every other part between those is an id.
        let options = |list: &'a str| list.split('"').skip(1).step_by(2);
        let lists = self.lists.iter().flat_map(|page| page.lines());
        lists.map(options).filter(|options| options.clone().next() != Some(ABSTENTION))
    }
}

/// A vote that is set aside, without its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsideVote {
    /// Number of its entry in the poll's log.
    pub entry: u64,
    /// Days since 1970.
    pub day: i64,
    /// Why it is set aside.
    pub reason: String,
    /// Ids of options.
    pub options: Vec<String>,
    /// Where its reader saw the poll.
    pub provenance: Provenance,
}

/// Where a vote is in the poll's log, which its voter alone is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoteEntry {
    /// Number of the entry.
    pub index: u64,
    /// Its hash.
    pub hash: LogHash,
    /// What its commitment is the hash of.
    pub salt: LogSalt,
}

/// The last entry of a poll's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogHead {
    /// Number of the entry.
    pub index: u64,
    /// Its hash, which stands for the whole log.
    pub hash: LogHash,
}

/// An entry of a poll's log with the hash that was stored for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedEntry {
    /// The entry.
    pub entry: LogEntry,
    /// Its hash.
    pub hash: LogHash,
}

/// Words under which readers have voted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedWording {
    /// Number of the entry from which on they were voted on.
    pub index: u64,
    /// Days since 1970.
    pub day: i64,
    /// The words; none where they are not there as the log says.
    pub wording: Option<Arc<Wording>>,
}

/// Something that is wrong with a poll's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFault {
    /// Id of the poll.
    pub poll: String,
    /// Number of the entry; none where the log as a whole is meant.
    pub index: Option<u64>,
    /// What is wrong, in words.
    pub what: String,
}

impl fmt::Display for LogFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { poll, index, what } = self;
        match index {
            Some(index) => write!(f, "poll {poll}, log, entry {index}: {what}"),
            None => write!(f, "poll {poll}, {what}"),
        }
    }
}

/// A rating with one reader's own stars, read together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RatingRecord {
    /// The rating.
    pub tally: RatingTally,
    /// The reader's stars, 1 to 5.
    pub my_stars: Option<u8>,
}

/// The rules of a poll that the writer checks at the commit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PollRules {
    /// When votes are taken.
    pub schedule: Schedule,
    /// Whether a vote can be changed and withdrawn.
    pub changeable: bool,
    /// Whether who only looks has said so for good, as in a quiz, which tells them what is right.
    pub binds_abstainers: bool,
    /// Where it is asked, of a poll that asks before reading and after. A vote without one is all that there is.
    pub moment: Option<Moment>,
}

impl PollRules {
    /// Whether what is stored as these options stays as it is.
    pub fn is_final(self, options: &[String]) -> bool {
        if is_abstention(options) { self.binds_abstainers } else { !self.changeable }
    }
}

/// Where a vote was cast, for the publication's statistics; nothing else is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Origin of the partner's page that framed the poll, as its frame says; absent for the publication's
    /// own pages.
    pub partner: Option<String>,
    /// BCP 47 tag of the language in which the poll was seen; absent where nobody said.
    pub lang: Option<String>,
}

/// A tally that differs from the sum of the votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The name of the count, such as "poll night-trains, option cabin".
    pub what: String,
    /// The stored count.
    pub tallied: u64,
    /// The sum of the votes.
    pub counted: u64,
}

/// What has votes or ratings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subjects {
    /// Ids of polls.
    pub polls: Vec<String>,
    /// Slugs of articles.
    pub articles: Vec<String>,
}

/// A vote as it is stored for its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnVote {
    /// Id of the poll.
    pub poll: String,
    /// Ids of options, with their own words as [`hustings_domain::join_words`] has them: what counts.
    pub options: Vec<String>,
    /// What they answered before reading.
    pub before: Option<Vec<String>>,
    /// Where the reader saw the poll.
    pub provenance: Provenance,
    /// Days since 1970.
    pub cast_on: i64,
    /// Whether it is set aside, and not counted.
    pub is_aside: bool,
}

/// A rating as it is stored for its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRating {
    /// Slug of the article.
    pub article: String,
    /// 1 to 5.
    pub stars: u8,
    /// Days since 1970.
    pub cast_on: i64,
}

/// All that is stored for one reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// By poll.
    pub votes: Vec<OwnVote>,
    /// By article.
    pub ratings: Vec<OwnRating>,
}
