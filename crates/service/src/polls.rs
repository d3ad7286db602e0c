//! Polls: seeing them and voting in them.

use std::sync::Arc;

use hustings_content::Content;
use hustings_domain::{BallotError, Guarding, PollDefinition, Schedule, WriteInError, abstention, check_ballot};
use hustings_guard::{Entry, arrival::Arrival};
use hustings_http::error::ApiError;
use hustings_identity::{
    partner::Partner,
    voter::{Voter, VoterOrNew},
};
use hustings_store::{Mutation, Outcome, PollRules, Provenance};
use hustings_wire::{
    Moment, Poll, PollState, VoteRequest,
    write_in::{MAX_WRITE_IN, own_words, with_words},
};

use crate::{
    context::Context,
    languages::pick,
    moments, option_order,
    poll_view::{OwnAnswers, PollWithEntry},
    ranking,
};

/// The result of the poll `id` in `lang`, as this voter may see it, with the options in the order of its file.
///
/// # Errors
/// `not_found`, `translation_missing`, `unavailable`.
pub async fn poll(context: Context<'_>, id: &str, lang: &str, voter: Option<&Voter>) -> Result<Poll, ApiError> {
    Ok(poll_with_entry(context, moments::asked(context.content, id)?, lang, voter).await?.poll)
}

/// The same as it is asked: in an order that is drawn, where the poll says so and the voter may still choose.
///
/// # Errors
/// As [`poll`].
pub async fn asked_poll(
    context: Context<'_>,
    id: &str,
    lang: &str,
    voter: Option<&Voter>,
) -> Result<PollWithEntry, ApiError> {
    let (poll, moment) = moments::asked(context.content, id)?;
    let mut asked = poll_with_entry(context, (poll, moment), lang, voter).await?;
    option_order::draw(poll, &mut asked.poll, voter, context.clock);
    Ok(asked)
}

/// The result of this poll at this moment, with the entry of this voter's vote in the log.
///
/// # Errors
/// `translation_missing`, `unavailable`.
async fn poll_with_entry(
    context: Context<'_>,
    (poll, moment): (&Arc<PollDefinition>, Option<Moment>),
    lang: &str,
    voter: Option<&Voter>,
) -> Result<PollWithEntry, ApiError> {
    let lang = pick("translation of this poll", lang, poll.question.keys())?;
    let record = ranking::read(context, poll, voter).await?;
    Ok(PollWithEntry::of(context, poll, lang, &record, (voter, moment)))
}

/// What this voter has said in the poll `id`, as [`crate::answers_shown_by`] has it of what [`poll`] shows: nothing without a
/// vote that is counted.
///
/// # Errors
/// `unavailable`.
pub async fn own_answers(context: Context<'_>, id: &str, voter: &Voter) -> Result<OwnAnswers, ApiError> {
    // Where the poll itself cannot be had, nothing of a vote in it shows.
    let Ok((poll, moment)) = moments::asked(context.content, id) else { return Ok(OwnAnswers::default()) };
    let record = context.store.poll(&poll.id, Some(&voter.keys)).await?;
    Ok(OwnAnswers::of(poll, &moments::at(moment, record)))
}

/// What a reader says to a poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A vote for the options of these ids, behind them an answer in the reader's own words as
    /// [`hustings_wire::write_in::with_words`] makes it.
    Options(Vec<String>),
    /// That they only want to see the results.
    Abstain,
}

impl Choice {
    /// The choice in a request of the contract.
    ///
    /// # Errors
    /// `invalid_request` where the reader abstains and votes at once; `unknown_option` for an id that cannot be one.
    pub fn of(VoteRequest { mut options, write_in, abstain }: VoteRequest) -> Result<Self, ApiError> {
        if let Some(unknown) = options.iter().find(|element| own_words(element).is_some()) {
            return Err(ApiError::unknown_option(unknown));
        }
        options.extend(write_in.map(|words| with_words(&words)));
        match abstain {
            true if !options.is_empty() => {
                Err(ApiError::invalid("abstain", "Who abstains votes for no option; give one or the other."))
            }
            true => Ok(Self::Abstain),
            false => Ok(Self::Options(options)),
        }
    }

    /// What is stored of it, if `poll` takes it at `moment`.
    fn checked(&self, poll: &PollDefinition, moment: Option<Moment>) -> Result<Vec<String>, ApiError> {
        let Self::Options(options) = self else {
            let detail = "This poll has no \"Only show me the results\"; vote for an option.";
            let may = poll.abstain && moment != Some(Moment::Before);
            return if may { Ok(abstention()) } else { Err(ApiError::invalid("abstain", detail)) };
        };
        check_ballot(poll, options).map_err(|error| match error {
            BallotError::Unknown(option) => ApiError::unknown_option(&option),
            BallotError::TooMany(max) => ApiError::too_many_options(max),
            BallotError::TooFew(min) => ApiError::invalid("options", format!("At least {min} must be chosen.")),
            BallotError::Twice(_) => ApiError::invalid("options", "An option is there more than once."),
            BallotError::NoWriteIn => {
                ApiError::invalid("write_in", "This poll takes no answers in readers' own words; vote for an option.")
            }
            BallotError::WriteIn(WriteInError::Empty) => {
                ApiError::invalid("write_in", "There is nothing to read in it.")
            }
            BallotError::WriteIn(WriteInError::TooLong) => {
                ApiError::invalid("write_in", format!("At most {MAX_WRITE_IN} characters are taken."))
            }
            BallotError::WriteIn(WriteInError::Control) => ApiError::invalid(
                "write_in",
                "Control characters and those that override the direction of text are not taken.",
            ),
        })
    }
}

/// Votes in the poll `id` as `choice` says, or abstains, instead of what the reader voted for before. Returns when
/// the vote is durable. The same vote again changes nothing and succeeds.
///
/// # Errors
/// `not_found`, `translation_missing`, `unknown_option`, `too_many_options`, `invalid_request` for
/// too few options, for one that is there twice, for an answer in own words that is not taken and for an abstention in a poll
/// that has none, `poll_not_open`, `poll_closed`,
/// `vote_not_changeable`, `unavailable`; in a guarded poll also `proof_required`, `rate_limited`, and `set_aside` for a vote
/// that is kept and not counted.
pub async fn cast_vote(
    context: Context<'_>,
    voter: &VoterOrNew,
    id: &str,
    choice: &Choice,
    lang: &str,
    arrival: &Arrival<'_>,
) -> Result<PollWithEntry, ApiError> {
    let content = context.content;
    let (poll, moment) = moments::answered(content, id)?;
    let lang = pick("translation of this poll", lang, poll.question.keys())?;
    let options = choice.checked(poll, moment)?;
    let partner = voter.partner.as_ref().map(Partner::origin).map(str::to_owned);
    let entry = admit(context, poll, voter, arrival).await?;
    let (poll_id, reader, wording) = (poll.id.clone(), voter.voter.keys.clone(), content.wording(&poll.id));
    let provenance = Provenance { partner, lang: Some(lang.clone()) };
    let (has_receipt, rules) = (voter.has_receipt, rules(poll, moment));
    let (mutation, admitted) = match entry {
        Some(Entry::Aside(reason)) => {
            let aside =
                Mutation::SetAside { poll: poll_id, reader, options, provenance, wording, has_receipt, reason, rules };
            (aside, None)
        }
        Some(Entry::In(admitted)) => {
            let cast = Mutation::CastVote { poll: poll_id, reader, options, provenance, wording, has_receipt, rules };
            (cast, Some(admitted))
        }
        None => {
            let cast = Mutation::CastVote { poll: poll_id, reader, options, provenance, wording, has_receipt, rules };
            (cast, None)
        }
    };
    let voted = change(context, (poll, moment), lang, mutation, &voter.voter).await;
    if let (Err(_), Some(admitted)) = (&voted, admitted) {
        admitted.give_back();
    }
    let voted = voted?;
    content.voted_on(&poll.id);
    if voted.set_aside { Err(ApiError::set_aside()) } else { Ok(voted) }
}

/// Lets a vote through to the poll. In a guarded one a new voter passes the guard, and whoever has voted before, or cannot
/// vote, the limit of all votes, which elsewhere counted them already.
async fn admit<'a>(
    context: Context<'_>,
    poll: &PollDefinition,
    voter: &VoterOrNew,
    arrival: &Arrival<'a>,
) -> Result<Option<Entry<'a>>, ApiError> {
    if poll.guarding != Guarding::Guarded {
        return Ok(None);
    }
    let record = context.store.poll(&poll.id, Some(&voter.voter.keys)).await?;
    let may_vote = !voter.has_receipt && context.state_of(poll, record.tally.forced) == PollState::Open;
    if record.my_vote.is_none() && record.my_before.is_none() && may_vote {
        return arrival.admit(&poll.id, context.clock.now()).await.map(Some);
    }
    arrival.check_limit().map(|()| None)
}

/// Takes back this reader's vote in the poll `id`; succeeds when there is none.
///
/// # Errors
/// `not_found`, `translation_missing`, `poll_not_open`, `poll_closed`, `vote_not_changeable`,
/// `unavailable`.
pub async fn withdraw_vote(
    context: Context<'_>,
    voter: &Voter,
    id: &str,
    lang: &str,
) -> Result<PollWithEntry, ApiError> {
    let content = context.content;
    let (poll, moment) = moments::answered(content, id)?;
    let lang = pick("translation of this poll", lang, poll.question.keys())?;
    let (reader, rules) = (voter.keys.clone(), rules(poll, moment));
    let mutation = Mutation::WithdrawVote { poll: poll.id.clone(), reader, rules };
    change(context, (poll, moment), lang, mutation, voter).await
}

/// What the publication says of the poll `id`: `not_found` where it says that there is none, `unavailable` where that
/// cannot be read.
pub fn definition<'a>(content: &'a Content, id: &str) -> Result<&'a Arc<PollDefinition>, ApiError> {
    content.polls.get(id).ok_or_else(|| match content.may_be_poll(id) {
        true => ApiError::unavailable(),
        false => ApiError::not_found("There is no such poll."),
    })
}

/// The rules of `poll` where it is asked at `moment`; without one, of all that a reader has said in it.
pub(crate) fn rules(poll: &PollDefinition, moment: Option<Moment>) -> PollRules {
    let (schedule, binds_abstainers) = (Schedule::from(poll), poll.quiz.is_some());
    PollRules { schedule, changeable: poll.changeable, binds_abstainers, moment }
}

async fn change(
    context: Context<'_>,
    (poll, moment): (&Arc<PollDefinition>, Option<Moment>),
    lang: String,
    mutation: Mutation,
    voter: &Voter,
) -> Result<PollWithEntry, ApiError> {
    match context.store.apply(mutation).await? {
        Outcome::Poll(record) => {
            let record = ranking::counted(context, poll, record).await?;
            let shown_at = moment.filter(|_| poll.asks_twice);
            Ok(PollWithEntry::of(context, poll, lang, &record, (Some(voter), shown_at)))
        }
        Outcome::Rating(_) | Outcome::Decided(_) => unreachable!("a vote is answered with a poll"),
    }
}
