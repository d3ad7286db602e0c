//! Votes: one of each reader, changed and withdrawn where the poll lets them, and refused where it does not. Counts are
//! compared before and after, so nobody else may vote meanwhile.

use hustings_wire::{ErrorCode, Poll, PollKind, PollState};
use serde_json::json;

use super::polls::is_public;
use crate::{
    answer::Answer,
    case::{Case, Needs},
    client::Ask,
    context::Context,
    outcome::{End, Stop},
    proof::challenge,
    subjects::{ballot, other_ballot, poll_path, takes_votes, vote_path},
};

pub(super) const CASES: &[Case] = &[
    Case {
        id: "votes.first",
        promise: "A vote is counted at once, is in the answer as `my_vote`, and gives the tally a higher `seq`.",
        needs: Needs::Writing,
        run: first,
    },
    Case {
        id: "votes.repeat",
        promise: "The same vote again succeeds and changes nothing.",
        needs: Needs::Writing,
        run: repeat,
    },
    Case {
        id: "votes.change",
        promise: "Another vote replaces the reader's first where the poll is `changeable`.",
        needs: Needs::Writing,
        run: change,
    },
    Case {
        id: "votes.withdraw",
        promise: "A vote can be withdrawn where the poll is `changeable`, and withdrawing succeeds when there is none.",
        needs: Needs::Writing,
        run: withdraw,
    },
    Case {
        id: "votes.readers",
        promise: "Two readers have two votes, also for the same option.",
        needs: Needs::Writing,
        run: readers,
    },
    Case {
        id: "votes.max",
        promise: "More options than `max_choices` are a 422 `too_many_options`, fewer than `min_choices` a 422 \
                  `invalid_request`, and neither is counted.",
        needs: Needs::Writing,
        run: max,
    },
    Case {
        id: "votes.after-vote",
        promise: "A poll with results after the vote shows them to whoever has voted, in the very answer, and not to a stranger.",
        needs: Needs::Writing,
        run: after_vote,
    },
    Case {
        id: "votes.abstain",
        promise: "In an open poll that says `abstain` a reader may say that they only want to see the results: they see them, are \
                  told `has_abstained` with an empty `my_vote`, count in `abstained` and in nothing else, and may vote later.",
        needs: Needs::Writing,
        run: abstain,
    },
    Case {
        id: "votes.abstain-refused",
        promise: "To abstain and vote at once, or to abstain in a poll that does not say `abstain`, is a 422 `invalid_request`, and \
                  counts nothing.",
        needs: Needs::Writing,
        run: abstain_refused,
    },
    Case {
        id: "votes.closed",
        promise: "A closed poll takes no vote and gives none back: 409 `poll_closed`.",
        needs: Needs::Writing,
        run: closed,
    },
    Case {
        id: "votes.scheduled",
        promise: "A poll that is not open yet takes no vote: 409 `poll_not_open`.",
        needs: Needs::Writing,
        run: scheduled,
    },
    Case {
        id: "votes.final",
        promise: "In a poll that is not `changeable` another vote and a withdrawal are a 409 `vote_not_changeable`; the same \
                  vote again succeeds.",
        needs: Needs::Writing,
        run: final_vote,
    },
    Case {
        id: "votes.identity-required",
        promise: "A poll for signed readers takes no vote without a partner's signature: 403 `identity_required`.",
        needs: Needs::Writing,
        run: identity_required,
    },
    Case {
        id: "votes.proof-required",
        promise: "A guarded poll answers a reader's first vote with 428 `proof_required` and a `challenge`, counts nothing, and \
                  takes the vote with the answer, once.",
        needs: Needs::Writing,
        run: proof_required,
    },
];

/// The poll as a stranger sees it now.
pub(super) fn tallied(context: &Context, poll: &Poll) -> Result<Poll, Stop> {
    context.poll(&poll.id)
}

/// What an answer to a vote must say: so many voters, and this vote.
pub(super) fn expect(answer: &Answer, voters: u64, own: Option<&[&str]>, todo: &str) -> Result<Poll, Stop> {
    let poll = answer.json::<Poll>()?;
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    let found = poll.my_vote.clone().map(sorted);
    let wanted = own.map(|ids| sorted(ids.iter().map(|id| (*id).to_owned()).collect()));
    let came = format!("{} voters and my_vote {:?}", poll.voters, poll.my_vote);
    answer.ensure(
        poll.voters == voters && found == wanted,
        came,
        format!("{todo} That is {voters} voters and my_vote {wanted:?}."),
    )?;
    Ok(poll)
}

/// That the votes of the options differ from `before` by these, in a ranking by the first of them, where both show.
fn expect_votes(answer: &Answer, before: &Poll, after: &Poll, more: &[&str]) -> End {
    let more = if after.kind == PollKind::Ranking { &more[..more.len().min(1)] } else { more };
    for (old, new) in before.options.iter().zip(&after.options) {
        let (Some(old_votes), Some(votes)) = (old.votes, new.votes) else { continue };
        let wanted = old_votes + u64::from(more.contains(&new.id.as_str()));
        let came = format!("{votes} votes for the option {}, {old_votes} before", new.id);
        answer.ensure(votes == wanted, came, format!("Count {wanted} votes for this option."))?;
    }
    Ok(())
}

fn first(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let before = tallied(context, poll)?;
    let answer = context.reader_with_client_id().vote(&poll.id, &ballot(poll))?;
    let after = expect(&answer, before.voters + 1, Some(&ballot(poll)), "Count the vote once and give it back.")?;
    expect_votes(&answer, &before, &after, &ballot(poll))?;
    let came = format!("seq {} after {}", after.seq, before.seq);
    let todo = "Give a changed tally a higher number in `seq`, within the same epoch.";
    answer.ensure(after.seq.epoch == before.seq.epoch && after.seq.number > before.seq.number, came, todo)?;
    let seen = tallied(context, poll)?;
    let came = format!("{} voters with seq {} in the next answer to a stranger", seen.voters, seen.seq);
    let todo = "Answer a vote once it counts for everybody.";
    answer.ensure(seen.voters == after.voters && seen.seq == after.seq, came, todo)
}

fn repeat(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let reader = context.reader_with_client_id();
    let first = reader.voted(&poll.id, &ballot(poll))?;
    let answer = reader.vote(&poll.id, &ballot(poll))?;
    let again = expect(&answer, first.voters, Some(&ballot(poll)), "Change nothing when the same vote comes again.")?;
    expect_votes(&answer, &first, &again, &[])
}

fn change(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let (reader, before) = (context.reader_with_client_id(), tallied(context, poll)?);
    let first = reader.voted(&poll.id, &ballot(poll))?;
    let answer = reader.vote(&poll.id, &other_ballot(poll))?;
    let todo = "Replace the reader's first vote by the second.";
    let after = expect(&answer, first.voters, Some(&other_ballot(poll)), todo)?;
    expect_votes(&answer, &before, &after, &other_ballot(poll))?;
    let came = format!("seq {} after {}", after.seq, first.seq);
    answer.ensure(after.seq.supersedes(&first.seq), came, "Give a changed tally a higher number in `seq`.")
}

fn withdraw(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let (reader, before) = (context.reader_with_client_id(), tallied(context, poll)?);
    reader.voted(&poll.id, &ballot(poll))?;
    for todo in ["Take the vote back.", "Succeed where there is no vote to take back."] {
        let answer = reader.withdraw(&poll.id)?;
        let after = expect(&answer, before.voters, None, todo)?;
        expect_votes(&answer, &before, &after, &[])?;
    }
    Ok(())
}

fn readers(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let before = tallied(context, poll)?;
    for more in 1..=2 {
        // Without a client id a first vote is that of somebody new.
        let answer = context.reader().vote(&poll.id, &ballot(poll))?;
        let todo = "Count the vote of every reader, known by nothing but cookie and client id.";
        expect(&answer, before.voters + more, Some(&ballot(poll)), todo)?;
    }
    Ok(())
}

fn max(context: &Context) -> End {
    let several = |poll: &Poll| takes_votes(poll) && poll.options.len() > poll.max_choices as usize;
    let poll = context
        .subjects
        .poll("", |poll| several(poll) && poll.max_choices > 1)
        .or_else(|_| context.subjects.poll("open poll with more options than may be chosen", several))?;
    let before = tallied(context, poll)?;
    let many: Vec<&str> =
        poll.options.iter().take(poll.max_choices as usize + 1).map(|option| option.id.as_str()).collect();
    context.reader().vote(&poll.id, &many)?.problem(422, ErrorCode::TooManyOptions)?;
    let few = &ballot(poll)[1..];
    let answer = context.reader().vote(&poll.id, few)?;
    answer.problem(422, ErrorCode::InvalidRequest)?;
    let after = tallied(context, poll)?;
    let came = format!("{} voters, {} before", after.voters, before.voters);
    answer.ensure(after.voters == before.voters, came, "Count nothing of a vote that is refused.")
}

fn after_vote(context: &Context) -> End {
    let poll = context.subjects.after_vote()?;
    let reader = context.reader_with_client_id();
    let answer = reader.vote(&poll.id, &ballot(poll))?;
    let own = answer.json::<Poll>()?;
    let shows = own.results_visible && own.options.iter().all(|option| option.votes.is_some());
    answer.ensure(shows, answer.summary(), "Show the results in the answer to the vote.")?;
    let answer = context.get(poll_path(&poll.id))?;
    let others = answer.json::<Poll>()?;
    let hides = !others.results_visible && others.options.iter().all(|option| option.votes.is_none());
    let is_open = is_public(&others) == Some(false);
    answer.ensure(hides || !is_open, answer.summary(), "Show no results to whoever has not voted.")?;
    let answer = reader.withdraw(&poll.id)?;
    let own = answer.json::<Poll>()?;
    answer.ensure(!own.results_visible, answer.summary(), "Hide the results again once the vote is withdrawn.")
}

fn abstain(context: &Context) -> End {
    let fits = |poll: &Poll| takes_votes(poll) && poll.abstain && poll.quiz.is_none();
    let poll = context.subjects.poll("open poll in which readers may abstain", fits)?;
    let (reader, before) = (context.reader_with_client_id(), tallied(context, poll)?);
    let answer = reader.abstain(&poll.id)?;
    let own = expect(&answer, before.voters, Some(&[]), "Count who abstains as no voter.")?;
    let came = format!("has_abstained {}, results_visible {}", own.has_abstained, own.results_visible);
    answer.ensure(own.has_abstained && own.results_visible, came, "Show the results to who has abstained.")?;
    let votes = own.counted_votes().unwrap_or_default().iter().sum::<u64>();
    let came = format!("total_votes {} and {votes} votes of options, {} before", own.total_votes, before.total_votes);
    let is_same = own.total_votes == before.total_votes && (poll.kind == PollKind::Ranking || votes == own.total_votes);
    answer.ensure(is_same, came, "Count who abstains for no option.")?;
    let again = reader.abstain(&poll.id)?;
    let after = expect(&again, before.voters, Some(&[]), "Change nothing when it is said again.")?;
    let came = format!("abstained {:?}, {:?} before", after.abstained, own.abstained);
    again.ensure(
        own.abstained.is_some_and(|count| count > 0) && after.abstained == own.abstained,
        came,
        "Count it once.",
    )?;
    let answer = reader.vote(&poll.id, &ballot(poll))?;
    let voted = expect(&answer, before.voters + 1, Some(&ballot(poll)), "Let who has abstained vote.")?;
    let came =
        format!("has_abstained {}, abstained {:?}, {:?} before", voted.has_abstained, voted.abstained, own.abstained);
    let is_over = !voted.has_abstained && voted.abstained == own.abstained.map(|count| count - 1);
    answer.ensure(is_over, came, "Count who votes as abstaining no longer.")
}

fn abstain_refused(context: &Context) -> End {
    let poll = context.subjects.poll("open poll", takes_votes)?;
    let before = tallied(context, poll)?;
    let both = json!({ "abstain": true, "options": ballot(poll) }).to_string();
    let answer = context.reader().say(Ask::put(vote_path(&poll.id), both), &vote_path(&poll.id))?;
    answer.problem(422, ErrorCode::InvalidRequest)?;
    if let Ok(without) = context.subjects.poll("", |poll| takes_votes(poll) && !poll.abstain) {
        context.reader().abstain(&without.id)?.problem(422, ErrorCode::InvalidRequest)?;
    }
    let after = tallied(context, poll)?;
    let came = format!("{} voters, {} before", after.voters, before.voters);
    answer.ensure(after.voters == before.voters, came, "Count nothing of what is refused.")
}

fn closed(context: &Context) -> End {
    let poll =
        context.subjects.poll("closed poll", |poll| poll.state == PollState::Closed && !poll.identity_required)?;
    refused(context, poll, ErrorCode::PollClosed)
}

fn scheduled(context: &Context) -> End {
    let is_scheduled = |poll: &Poll| poll.state == PollState::Scheduled && !poll.identity_required;
    refused(context, context.subjects.poll("poll that is not open yet", is_scheduled)?, ErrorCode::PollNotOpen)
}

/// That a vote and a withdrawal are refused and nothing is counted.
fn refused(context: &Context, poll: &Poll, code: ErrorCode) -> End {
    let before = tallied(context, poll)?;
    let reader = context.reader_with_client_id();
    let answer = reader.vote(&poll.id, &ballot(poll))?;
    answer.problem(409, code)?;
    reader.withdraw(&poll.id)?.problem(409, code)?;
    let after = tallied(context, poll)?;
    let came = format!("{} voters, {} before", after.voters, before.voters);
    answer.ensure(after.voters == before.voters, came, "Count nothing of a vote that is refused.")
}

fn final_vote(context: &Context) -> End {
    let fits = |poll: &Poll| takes_votes(poll) && !poll.changeable && poll.options.len() > poll.min_choices as usize;
    let poll = context.subjects.poll("open poll whose votes are final", fits)?;
    let reader = context.reader_with_client_id();
    let first = reader.voted(&poll.id, &ballot(poll))?;
    let answer = reader.vote(&poll.id, &ballot(poll))?;
    expect(&answer, first.voters, Some(&ballot(poll)), "Take the same vote again and change nothing.")?;
    reader.vote(&poll.id, &other_ballot(poll))?.problem(409, ErrorCode::VoteNotChangeable)?;
    reader.withdraw(&poll.id)?.problem(409, ErrorCode::VoteNotChangeable).map(|_| ())
}

fn identity_required(context: &Context) -> End {
    let is_open = |poll: &Poll| poll.identity_required && poll.state == PollState::Open;
    let poll = context.subjects.poll("open poll for signed readers", is_open)?;
    context.reader_with_client_id().vote(&poll.id, &ballot(poll))?.problem(403, ErrorCode::IdentityRequired).map(|_| ())
}

/// Whether a poll is guarded, by its passport: the polls of a backend that has none are not.
fn is_guarded(context: &Context, poll: &Poll) -> bool {
    let passport = context.get(format!("{}/passport", poll_path(&poll.id))).ok();
    let level = passport.and_then(|passport| passport.json::<serde_json::Value>().ok());
    level.is_some_and(|passport| passport["guarding"] == "guarded")
}

fn proof_required(context: &Context) -> End {
    let poll = context.subjects.poll("open guarded poll", |poll| takes_votes(poll) && is_guarded(context, poll))?;
    let before = tallied(context, poll)?;
    let reader = context.reader_with_client_id();
    let answer = reader.vote_with(&poll.id, &ballot(poll), None)?;
    answer.problem(428, ErrorCode::ProofRequired)?;
    let todo =
        "Give a `challenge` with `token`, `iterations`, `bits` and `wait_ms`, no more than a phone can do in seconds.";
    let Some(asked) = challenge(&answer) else { return answer.ensure(false, answer.summary(), todo) };
    let after = tallied(context, poll)?;
    let came = format!("{} voters, {} before", after.voters, before.voters);
    answer.ensure(after.voters == before.voters, came, "Count nothing of a vote without a proof.")?;
    let proof = asked.answer();
    let answer = reader.vote_with(&poll.id, &ballot(poll), Some(&proof))?;
    expect(&answer, before.voters + 1, Some(&ballot(poll)), "Take the vote with the answer to the challenge.")?;
    let other = context.reader_with_client_id();
    other.vote_with(&poll.id, &ballot(poll), Some(&proof))?.problem(428, ErrorCode::ProofRequired).map(|_| ())
}
