//! Mutations of a store, and their outcomes.

use std::sync::Arc;

use hustings_domain::{Forced, ReaderKey, ReaderKeys, Schedule, Wording};
use hustings_wire::Moment;

use crate::types::{PollRecord, PollRules, Provenance, RatingRecord};

/// A change by a reader or an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mutation {
    /// The reader votes for `options`, instead of what they voted for before.
    CastVote {
        /// Id of the poll.
        poll: String,
        /// Who.
        reader: ReaderKeys,
        /// Checked options in the poll's order, behind them an answer in the reader's own words, as
        /// [`hustings_domain::join_words`] has it.
        options: Vec<String>,
        /// Where the reader saw the poll.
        provenance: Provenance,
        /// How the poll is worded.
        wording: Arc<Wording>,
        /// Whether the browser has a receipt of an earlier vote. Then there is no second one under keys that have none.
        has_receipt: bool,
        /// The poll's rules.
        rules: PollRules,
    },
    /// The reader votes, and the vote is set aside until the owner of the poll has decided on it.
    SetAside {
        /// Id of the poll.
        poll: String,
        /// Who.
        reader: ReaderKeys,
        /// As of [`Self::CastVote`].
        options: Vec<String>,
        /// Where the reader saw the poll.
        provenance: Provenance,
        /// How the poll is worded.
        wording: Arc<Wording>,
        /// Whether the browser has a receipt of an earlier vote.
        has_receipt: bool,
        /// Why it is set aside, in a word of lower-case letters and hyphens.
        reason: &'static str,
        /// The poll's rules.
        rules: PollRules,
    },
    /// The owner of the poll counts or strikes votes that are set aside, so many at most as fit into a batch.
    DecideAside {
        /// Id of the poll.
        poll: String,
        /// What about them.
        decision: Decision,
    },
    /// The reader takes the vote back; of a poll that asks twice, what they said at the moment of its rules.
    WithdrawVote {
        /// Id of the poll.
        poll: String,
        /// Who.
        reader: ReaderKeys,
        /// The poll's rules.
        rules: PollRules,
    },
    /// The reader rates the article, or takes the rating back with `None`.
    Rate {
        /// Slug of the article.
        article: String,
        /// Who.
        reader: ReaderKeys,
        /// 1 to 5.
        stars: Option<u8>,
    },
    /// What the reader has voted stays counted, and is nobody's from then on: no key leads to it any more. What they said in
    /// their own words goes.
    DisownVote {
        /// Id of the poll.
        poll: String,
        /// Who.
        reader: ReaderKeys,
    },
    /// The operator overrules the poll's schedule, or leaves it to the schedule again.
    ForcePoll {
        /// Id of the poll.
        poll: String,
        /// The operator's word; none for the schedule's.
        forced: Option<Forced>,
        /// What it overrules: whether the poll closes by that word, or was closed already.
        schedule: Schedule,
    },
}

/// What the owner of a poll decides about votes that are set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether they are counted.
    pub verdict: Verdict,
    /// Those of this day alone, in days since 1970.
    pub day: Option<i64>,
    /// Why, in one line, for the log that everybody can read.
    pub why: String,
}

/// Whether votes that were set aside are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They are.
    Count,
    /// They never are.
    Strike,
}

impl Mutation {
    /// The reader whose row it changes; none for an operator's.
    pub fn reader(&self) -> Option<&ReaderKeys> {
        match self {
            Self::CastVote { reader, .. }
            | Self::SetAside { reader, .. }
            | Self::WithdrawVote { reader, .. }
            | Self::Rate { reader, .. }
            | Self::DisownVote { reader, .. } => Some(reader),
            Self::ForcePoll { .. } | Self::DecideAside { .. } => None,
        }
    }

    /// A vote of a new random reader, whatever the poll's state, for the demo.
    pub fn seeded_vote(poll: &str, options: Vec<String>) -> Self {
        Self::seeded_vote_in(None, poll, options)
    }

    /// The same, in a language.
    pub fn seeded_vote_in(lang: Option<&str>, poll: &str, options: Vec<String>) -> Self {
        let reader = ReaderKey(rand::random()).into();
        Self::CastVote {
            poll: poll.to_owned(),
            reader,
            options,
            provenance: Provenance { partner: None, lang: lang.map(str::to_owned) },
            wording: Arc::default(),
            has_receipt: false,
            rules: PollRules::default(),
        }
    }

    /// The two answers of a new random reader before reading and after, for the demo.
    pub fn seeded_answers(poll: &str, before: Vec<String>, after: Vec<String>) -> [Self; 2] {
        let (mut first, mut last) = (Self::seeded_vote(poll, before), Self::seeded_vote(poll, after));
        if let (Self::CastVote { reader, rules, .. }, Self::CastVote { reader: same, rules: later, .. }) =
            (&mut first, &mut last)
        {
            rules.moment = Some(Moment::Before);
            // The first answer is not final by a rule that was never given.
            (later.moment, later.changeable) = (Some(Moment::After), true);
            same.clone_from(reader);
        }
        [first, last]
    }

    /// A rating of a new random reader, for the demo.
    pub fn seeded_rating(article: &str, stars: u8) -> Self {
        Self::Rate { article: article.to_owned(), reader: ReaderKey(rand::random()).into(), stars: Some(stars) }
    }
}

/// The result of a mutation that is on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The poll after the commit.
    Poll(PollRecord),
    /// The rating after the commit.
    Rating(RatingRecord),
    /// On so many votes that were set aside was decided.
    Decided(u64),
}
