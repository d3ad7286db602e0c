//! Polls: a question, its options, and who may see how it stands.

use serde::{Deserialize, Serialize};

use crate::{
    Direction, Round, Seq, Timestamp, WriteIn,
    digits::digits,
    tally::{self, ScaleSummary},
    write_in::OTHER,
};

/// What a vote is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PollKind {
    /// Exactly one option.
    Single,
    /// From `min_choices` to `max_choices` options.
    Multiple,
    /// One step of a scale. The options are its steps, from the lowest to the highest, counted from 1. Where its steps are
    /// numbers, `label` is what the first and the last one mean, and for those in between their number.
    Scale,
    /// From `min_choices` to `max_choices` options in the reader's own order, counted by instant-runoff voting.
    Ranking,
    /// A kind that this version does not know.
    #[serde(other)]
    Other,
}

/// Whether votes are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PollState {
    /// Not yet: it opens at `opens_at`.
    Scheduled,
    /// Now.
    Open,
    /// No longer.
    Closed,
    /// A state that this version does not know; treat it as not open.
    #[serde(other)]
    Other,
}

/// When results may be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ResultsRule {
    /// By anybody at any time.
    Always,
    /// By a reader who has voted or abstained, and by everybody once the poll is closed.
    AfterVote,
    /// By everybody once the poll is closed.
    AfterClose,
    /// A rule that this version does not know; `results_visible` decides.
    #[serde(other)]
    Other,
}

/// One answer to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PollOption {
    /// Its id, unique within the poll.
    pub id: String,
    /// Its words, plain text.
    pub label: String,
    /// Its picture; all options of a poll have one, of the same shape, or none. Left out where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<OptionImage>,
    /// Votes for it, in a ranking those that put it first; `null` while results are hidden.
    pub votes: Option<u64>,
    /// Its percentage as in [`tally::percentages`]; `null` while results are hidden.
    pub percent: Option<u8>,
}

/// The picture of an option, with its size, so that a page can keep its place before it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionImage {
    /// Path of the file, from the backend's root, which is another one when the file is.
    pub src: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What is to be seen, in words; never empty. The option's name is its label: this describes it.
    pub alt: String,
}

/// What a quiz tells whoever has answered, and everybody once it is closed; both `null` before, in every answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Quiz {
    /// Ids of the right options. With one choice each of them is right; with several, all of them together.
    pub correct: Option<Vec<String>>,
    /// Why, plain text; `null` also where the poll's owner gives no reason.
    pub explanation: Option<String>,
}

/// A poll in one language, as one reader may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Poll {
    /// Its name in URLs, the same in every language.
    pub id: String,
    /// BCP 47 tag of the words.
    pub lang: String,
    /// Reading direction of the words.
    pub dir: Direction,
    /// The question, plain text.
    pub question: String,
    /// What a vote is.
    pub kind: PollKind,
    /// Fewest options of a vote; 1 for a single-choice poll.
    pub min_choices: u32,
    /// Most options of a vote; 1 for a single-choice poll.
    pub max_choices: u32,
    /// The answers, in the order in which to show them.
    pub options: Vec<PollOption>,
    /// Readers who voted, without those who only look. Known even while results are hidden.
    pub voters: u64,
    /// Votes over all options, and for `_other`; equals `voters` for a single-choice poll and for a ranking, whose votes are whole orders.
    pub total_votes: u64,
    /// Whether votes are taken.
    pub state: PollState,
    /// When it opens or opened; `null` when it always was open.
    pub opens_at: Option<Timestamp>,
    /// When it closes or closed; `null` when it stays open.
    pub closes_at: Option<Timestamp>,
    /// When results may be seen.
    pub results: ResultsRule,
    /// Whether this reader sees them now.
    pub results_visible: bool,
    /// Whether a vote can be changed and withdrawn.
    pub changeable: bool,
    /// Whether a reader may say that they only want to see the results. Left out when false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub abstain: bool,
    /// Readers who have said so. Left out while results are hidden, and where nobody may or could.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abstained: Option<u64>,
    /// Whether this reader has said so: then `my_vote` is an empty list. Left out when false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_abstained: bool,
    /// Whether this reader lacks what the poll asks of voters: an id that one of its partners has
    /// signed. Left out when false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub identity_required: bool,
    /// The only origins whose pages may frame the poll; any when there are none, and then left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_origins: Vec<String>,
    /// Of a quiz what it tells this reader; left out of every other poll.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiz: Option<Quiz>,
    /// The rounds in which a ranking was counted, none without votes. Left out of polls of other kinds, and while results
    /// are hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounds: Option<Vec<Round>>,
    /// Where the poll takes answers in readers' own words, or has taken some, what it says of them; else left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_in: Option<WriteIn>,
    /// Ids of the options this reader voted for, in a ranking in the reader's order, and at the end `_other` for an answer in
    /// their own words, which are in `write_in`; none of one who has abstained, `null` without a vote.
    pub my_vote: Option<Vec<String>>,
    /// Of a poll that asks before reading and after, where it asks after: the path of the picture of how readers moved, from the
    /// backend's root. Left out of every other poll.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
    /// What this reader answered before reading, told after reading alone; left out without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub my_before: Option<Vec<String>>,
    /// Which state of the tally this is.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub seq: Seq,
}

/// Tells the votes of an option by its id.
type VotesById<'a> = &'a dyn Fn(&str) -> Option<u64>;

impl Poll {
    /// Moves the whole poll out. A stub with id, language and question stays, for a page's title and URL; it must not be drawn.
    #[must_use]
    pub fn split_off(&mut self) -> Self {
        let left = Self {
            id: self.id.clone(),
            lang: self.lang.clone(),
            question: self.question.clone(),
            options: Vec::new(),
            allowed_origins: Vec::new(),
            quiz: None,
            rounds: None,
            write_in: None,
            my_vote: None,
            flow: None,
            my_before: None,
            seq: Seq::new(String::new(), 0),
            ..*self
        };
        std::mem::replace(self, left)
    }

    /// Whether this is the result of a closed poll as a file: it stays, and beside it are the files of its frame, its picture
    /// and its passport. One that nobody has voted in has none.
    pub fn is_frozen(&self) -> bool {
        self.seq.is_static() && self.state == PollState::Closed && self.results_visible && self.voters > 0
    }

    /// Takes over a state of the tally, unless it is older: its `[voters, total_votes]`, and what tells the votes of an
    /// option by its id, where they show. The rounds of a ranking and those who abstained are for the caller to replace. Labels
    /// and the reader's own vote stay. Returns whether anything was taken.
    pub fn apply_tally(&mut self, seq: &Seq, state: PollState, totals: [u64; 2], votes: Option<VotesById<'_>>) -> bool {
        let same_tally_other_state = *seq == self.seq && state != self.state;
        if !seq.supersedes(&self.seq) && !same_tally_other_state {
            return false;
        }
        self.state = state;
        [self.voters, self.total_votes] = totals;
        self.seq = seq.clone();
        self.results_visible = votes.is_some();
        let votes: Option<Vec<u64>> = votes.map(|votes| {
            let mut counts: Vec<u64> = self.options.iter().map(|option| votes(&option.id).unwrap_or(0)).collect();
            if self.write_in.is_some() {
                counts.push(votes(OTHER).unwrap_or(0));
            }
            counts
        });
        self.set_votes(votes.as_deref());
        true
    }

    /// Votes for each option, and behind them for answers in readers' own words where there are any; `None` while they are
    /// hidden.
    pub fn counted_votes(&self) -> Option<Vec<u64>> {
        let mut votes: Vec<u64> = self.options.iter().map(|option| option.votes).collect::<Option<_>>()?;
        if let Some(write_in) = &self.write_in {
            votes.push(write_in.count?);
        }
        Some(votes)
    }

    /// The line of answers in readers' own words, as one more option with this label; `None` where there are none.
    pub fn other(&self, label: String) -> Option<PollOption> {
        let WriteIn { count, percent, .. } = self.write_in.as_ref()?;
        Some(PollOption { id: OTHER.to_owned(), label, image: None, votes: *count, percent: *percent })
    }

    /// Whether it is a scale whose steps are numbers, of which only the ends have words.
    pub fn has_numbered_steps(&self) -> bool {
        let between = 1..self.options.len().saturating_sub(1);
        let is_number = |index: usize| self.options[index].label == digits(index as u64 + 1);
        self.kind == PollKind::Scale && !between.is_empty() && between.into_iter().all(is_number)
    }

    /// Whether an option is right, where this reader is told.
    pub fn is_right(&self, id: &str) -> bool {
        let right = self.quiz.as_ref().and_then(|quiz| quiz.correct.as_ref());
        right.is_some_and(|right| right.iter().any(|other| other == id))
    }

    /// Whether this reader's answer to a quiz is right; `None` before they are told, and for whoever has not answered.
    pub fn was_right(&self) -> Option<bool> {
        let right = self.quiz.as_ref()?.correct.as_ref()?;
        let vote = self.my_vote.as_ref().filter(|_| !self.has_abstained)?;
        let is_whole = self.kind != PollKind::Multiple || vote.len() == right.len();
        Some(is_whole && vote.iter().all(|id| self.is_right(id)))
    }

    /// What the votes on a scale add up to; `None` for another kind, while they are hidden, and before there are any.
    pub fn scale_summary(&self) -> Option<ScaleSummary> {
        if self.kind != PollKind::Scale {
            return None;
        }
        let votes: Option<Vec<u64>> = self.options.iter().map(|option| option.votes).collect();
        tally::scale_summary(&votes?)
    }

    /// Sets the votes of all options, in their order, behind them those of readers' own answers where there are any, and the
    /// percentages that follow from them and from `voters`; `None` hides both, the rounds of a ranking, and how many abstained.
    pub fn set_votes(&mut self, votes: Option<&[u64]>) {
        if votes.is_none() {
            self.rounds = None;
            self.abstained = None;
        }
        let percents = votes.map(|votes| tally::percentages(self.kind, votes, self.voters));
        for (index, option) in self.options.iter_mut().enumerate() {
            option.votes = votes.and_then(|votes| votes.get(index).copied());
            option.percent = percents.as_ref().and_then(|p| p.get(index).copied());
        }
        let last = self.options.len();
        if let Some(write_in) = &mut self.write_in {
            write_in.count = votes.and_then(|votes| votes.get(last).copied());
            write_in.percent = percents.as_ref().and_then(|p| p.get(last).copied());
        }
    }
}

/// Body of `PUT /api/v1/polls/{id}/vote`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VoteRequest {
    /// Ids of the options voted for, each once; in a ranking from the most preferred on. Left out where the reader abstains.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// An answer in the reader's own words, where the poll has `write_in`: in the place of an option, in a poll of several
    /// choices as one of them. Plain text of 1 to `max` characters once white space at its ends is cut off and every run of it
    /// within is one space; without control characters and those that change the direction of what stands around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_in: Option<String>,
    /// Whether the reader votes for nothing and only wants to see the results, where the poll says `abstain`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub abstain: bool,
}
