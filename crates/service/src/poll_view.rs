//! A poll in one language, as whoever asks may see it. Reads and changes nothing.

use std::sync::Arc;

use hustings_content::Content;
use hustings_domain::{
    OptionDefinition, OptionOrder, OptionPicture, PollDefinition, QuizDefinition, abstention, audience, is_abstention,
    join_words, split_words,
};
use hustings_identity::voter::Voter;
use hustings_store::{PollRecord, Runoff, VoteEntry};
use hustings_wire::{
    Moment, OptionImage, Poll, PollKind, PollOption, PollState, Quiz, ResultsRule, Seq, WriteIn,
    tally::ScaleSummary,
    write_in::{MAX_WRITE_IN, OTHER, own_words},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{context::Context, languages::direction, moments};

/// A poll as a reader may see it, with the entry of their own vote.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PollWithEntry {
    /// The poll.
    #[serde(flatten)]
    pub poll: Poll,
    /// What the votes on a scale add up to; left out for another kind, while results are hidden, and without votes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_summary: Option<ScaleSummary>,
    /// Where this is asked of a poll that asks before reading and after, which are two resources with a vote each: the first has
    /// the poll's id with `_before` at its end. Left out of every other poll.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moment: Option<Moment>,
    /// `random` where the options are asked in an order that was drawn, and may come in another next time; left out where it is
    /// the file's, as that of results always is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "random")]
    pub order: Option<String>,
    /// Where this reader's vote is in the poll's log; after a withdrawal, where that is. Left out without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<OwnEntry>,
    /// Whether a vote of this reader is set aside: kept, and not counted until the owner of the poll has decided so. Left out
    /// when false.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub set_aside: bool,
    /// Whether somebody only looks, also while the poll does not say so to this reader. For the server alone.
    #[serde(skip)]
    pub has_abstentions: bool,
}

impl PollWithEntry {
    /// The poll as it is now and as this voter may see it, from what [`crate::ranking`] has made of their record.
    pub(crate) fn of(
        context: Context<'_>,
        poll: &PollDefinition,
        lang: String,
        (record, runoff): &(PollRecord, Option<Arc<Runoff>>),
        (voter, moment): (Option<&Voter>, Option<Moment>),
    ) -> Self {
        let record = &moments::at(moment, record.clone());
        let now_state = context.state_of(poll, record.tally.forced);
        // A ranking that was hidden a moment ago is not counted yet.
        let is_uncounted = poll.kind == PollKind::Ranking && runoff.is_none();
        let is_later = moment != Some(Moment::Before);
        let visible = is_later && !is_uncounted && audience(poll.results, now_state).includes(record.my_vote.is_some());
        let seq = context.store.seq(record.tally.number);
        let status = PollStatus { state: now_state, visible, seq };
        let mut view = poll_view(context.content, poll, lang, record, runoff.as_deref(), status);
        view.identity_required = !poll.signed_by.is_empty() && !voter.is_some_and(|voter| voter.is_signed);
        Self {
            scale_summary: view.scale_summary(),
            order: (poll.order != OptionOrder::File).then(|| poll.order.as_str().to_owned()),
            poll: moments::place(view, moment, voter),
            moment,
            entry: record.my_entry.map(OwnEntry::from),
            set_aside: record.is_aside,
            has_abstentions: record.tally.abstained() > 0,
        }
    }
}

/// By what a reader finds their vote in the poll's log again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnEntry {
    /// Number of the entry.
    pub index: u64,
    /// Its hash, 64 hexadecimal digits.
    pub hash: String,
    /// What the entry's `commitment` is the hash of; nobody else is told. 32 hexadecimal digits.
    pub salt: String,
}

impl From<VoteEntry> for OwnEntry {
    fn from(VoteEntry { index, hash, salt }: VoteEntry) -> Self {
        Self { index, hash: hash.text(), salt: salt.text() }
    }
}

/// What a view of a poll depends on beside its definition and its votes.
pub struct PollStatus {
    /// The poll's state now.
    pub state: PollState,
    /// Whether results show.
    pub visible: bool,
    /// Which state of the tally it is.
    pub seq: Seq,
}

/// The poll in one language; a ranking whose results show with its count, which has the tally of `record`.
pub fn poll_view(
    content: &Content,
    poll: &PollDefinition,
    lang: String,
    record: &PollRecord,
    runoff: Option<&Runoff>,
    status: PollStatus,
) -> Poll {
    let tally = &record.tally;
    let option = |option: &OptionDefinition| PollOption {
        id: option.id.clone(),
        label: option.label.get(&lang).cloned().unwrap_or_default(),
        image: option.picture.as_ref().map(|picture| image(picture, &lang)),
        votes: None,
        percent: None,
    };
    let votes_of = |option: &OptionDefinition| match runoff {
        Some(runoff) => runoff.first_preferences(&option.id),
        None => tally.votes.get(&option.id).copied().unwrap_or(0),
    };
    let write_ins = tally.shown_write_ins(poll.write_in);
    let votes: Vec<u64> = poll.options.iter().map(votes_of).chain(write_ins).collect();
    let total_votes = match poll.kind {
        PollKind::Ranking => tally.voted(),
        _ => hustings_wire::tally::saturating_sum(&votes),
    };
    let shown = shown_vote(poll, record);
    let (my_vote, mine) = shown.as_deref().map(split_words).unzip();
    let mut view = Poll {
        id: poll.id.clone(),
        dir: direction(content, &lang),
        question: poll.question.get(&lang).cloned().unwrap_or_default(),
        kind: poll.kind,
        min_choices: poll.min_choices,
        max_choices: poll.max_choices,
        options: poll.options.iter().map(option).collect(),
        voters: tally.voted(),
        total_votes,
        state: status.state,
        opens_at: poll.opens_at,
        closes_at: poll.closes_at,
        results: poll.results,
        results_visible: status.visible,
        changeable: poll.changeable,
        abstain: poll.abstain,
        abstained: tally.shown_abstentions(poll.abstain),
        has_abstained: shown.as_deref().is_some_and(is_abstention),
        identity_required: false,
        allowed_origins: poll.allowed_origins.clone(),
        quiz: quiz(poll, &lang, status.state, record.my_vote.is_some()),
        write_in: write_ins.map(|_| WriteIn {
            max: if poll.write_in { MAX_WRITE_IN } else { 0 },
            count: None,
            percent: None,
            mine: mine.flatten(),
        }),
        rounds: runoff.map(|runoff| runoff.rounds.clone()),
        my_vote: my_vote.map(|vote| if is_abstention(&vote) { Vec::new() } else { vote }),
        flow: None,
        my_before: shown_options(poll, record.my_before.as_deref()),
        seq: status.seq,
        lang,
    };
    view.set_votes(status.visible.then_some(votes.as_slice()));
    view
}

/// The picture of an option with its words in one language.
fn image(picture: &OptionPicture, lang: &str) -> OptionImage {
    OptionImage {
        src: picture.url.clone(),
        width: picture.width,
        height: picture.height,
        alt: picture.alt.get(lang).cloned().unwrap_or_default(),
    }
}

/// Of a quiz what a reader who has or has not answered is told: as results after the vote are shown.
fn quiz(poll: &PollDefinition, lang: &str, state: PollState, has_answered: bool) -> Option<Quiz> {
    let QuizDefinition { correct, explanation } = poll.quiz.as_ref()?;
    let is_told = audience(ResultsRule::AfterVote, state).includes(has_answered);
    Some(if is_told {
        Quiz { correct: Some(correct.clone()), explanation: explanation.get(lang).cloned() }
    } else {
        Quiz::default()
    })
}

/// A reader's own vote with their own words as [`join_words`] has them, or the [`abstention`]. An option that was taken out since
/// is none that could be sent again; the vote itself stands.
pub(crate) fn shown_vote(poll: &PollDefinition, record: &PollRecord) -> Option<Vec<String>> {
    shown_options(poll, record.my_vote.as_deref())
}

fn shown_options(poll: &PollDefinition, answer: Option<&[String]>) -> Option<Vec<String>> {
    let answer = answer?;
    if is_abstention(answer) {
        return Some(abstention());
    }
    let is_known = |element: &&String| poll.option(element).is_some() || is_own_answer(element);
    Some(answer.iter().filter(is_known).cloned().collect())
}

/// Whether it is an answer in the reader's own words, or one whose words are gone.
fn is_own_answer(element: &str) -> bool {
    element == OTHER || own_words(element).is_some()
}

/// What shows of a reader's own in a poll.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnAnswers {
    /// The vote.
    pub vote: Option<Vec<String>>,
    /// What they answered before reading, where that shows.
    pub before: Option<Vec<String>>,
}

impl OwnAnswers {
    pub(crate) fn of(poll: &PollDefinition, record: &PollRecord) -> Self {
        Self { vote: shown_vote(poll, record), before: shown_options(poll, record.my_before.as_deref()) }
    }
}

/// The same of a poll that is shown.
pub fn answers_shown_by(poll: &Poll) -> OwnAnswers {
    let mine = poll.write_in.as_ref().and_then(|write_in| write_in.mine.as_deref());
    let vote =
        if poll.has_abstained { Some(abstention()) } else { poll.my_vote.as_ref().map(|vote| join_words(vote, mine)) };
    OwnAnswers { vote, before: poll.my_before.clone() }
}
