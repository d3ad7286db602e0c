//! Rankings: votes that put options in order, and the rounds of the instant runoff that counts them.

use hustings_wire::{Poll, PollKind, Round};

use super::polls::is_public;
use crate::{
    answer::Answer,
    case::{Case, Needs},
    context::Context,
    outcome::{End, Stop},
    subjects::{poll_path, takes_votes},
};

pub(super) const CASES: &[Case] = &[
    Case {
        id: "rankings.rounds",
        promise: "A ranking whose results show has `rounds`: in each, `votes` and `exhausted` add up to `voters`; those of the \
                  first are the options' own.",
        needs: Needs::Reading,
        run: sums,
    },
    Case {
        id: "rankings.transfers",
        promise: "In each round but the last an option with the fewest votes is `eliminated`, and its votes alone go to others or \
                  are exhausted; in the last one is `elected`, by more than half of the votes that are not.",
        needs: Needs::Reading,
        run: transfers,
    },
    Case {
        id: "rankings.order",
        promise: "A vote in a ranking is given back in its own order and counts for the option that it puts first, and the same \
                  options in another order are another vote.",
        needs: Needs::Writing,
        run: order,
    },
];

/// A ranking that shows, with the answer that it came in.
fn shown(context: &Context) -> Result<(Answer, Poll), Stop> {
    let is_shown = |poll: &Poll| poll.kind == PollKind::Ranking && is_public(poll) == Some(true);
    let answer = context.get(poll_path(&context.subjects.poll("ranking whose results show", is_shown)?.id))?;
    let poll = answer.json()?;
    Ok((answer, poll))
}

fn held(round: &Round, option: &str) -> Option<u64> {
    round.votes.iter().find(|(id, _)| id == option).map(|(_, votes)| *votes)
}

fn sums(context: &Context) -> End {
    let (answer, poll) = shown(context)?;
    let came = format!("{} voters and total_votes {}", poll.voters, poll.total_votes);
    answer.ensure(poll.voters == poll.total_votes, came, "Give a ranking as many `total_votes` as it has voters.")?;
    let Some(rounds) = &poll.rounds else {
        return answer.ensure(false, answer.summary(), "Give a ranking whose results show its `rounds`.");
    };
    for (round, number) in rounds.iter().zip(1..) {
        let sum = round.votes.iter().fold(round.exhausted, |sum, (_, votes)| sum.saturating_add(*votes));
        let came = format!("round {number} has {sum} of {} votes", poll.voters);
        answer.ensure(sum == poll.voters, came, "Count every vote in every round, for an option or as exhausted.")?;
    }
    for option in &poll.options {
        let first = rounds.first().map_or(Some(0), |round| held(round, &option.id));
        let came = format!("{:?} votes for {}, and {first:?} in the first round", option.votes, option.id);
        answer.ensure(
            option.votes == first,
            came,
            "Give each option the votes of the first round, which has them all.",
        )?;
    }
    Ok(())
}

fn transfers(context: &Context) -> End {
    let (answer, poll) = shown(context)?;
    let rounds = poll.rounds.unwrap_or_default();
    for (index, round) in rounds.iter().enumerate() {
        let came = || format!("round {}: {round:?}", index + 1);
        let Some(next) = rounds.get(index + 1) else {
            let counting = round.votes.iter().fold(0, |sum: u64, (_, votes)| sum.saturating_add(*votes));
            let most = round.elected.as_ref().and_then(|id| held(round, id)).unwrap_or(0);
            let todo = "End with the round in which an option has more than half of the votes that are not exhausted, and \
                        name it in `elected`.";
            return answer.ensure(most > counting - most && round.eliminated.is_none(), came(), todo);
        };
        let out = round.eliminated.as_ref().and_then(|id| Some((id, held(round, id)?)));
        let fewest = round.votes.iter().map(|(_, votes)| *votes).min();
        let is_fewest = out.is_some_and(|(_, votes)| Some(votes) == fewest) && round.elected.is_none();
        answer.ensure(is_fewest, came(), "Name one of the options with the fewest votes in `eliminated`.")?;
        let stays = |(id, votes): &(String, u64)| match out {
            Some((out, _)) if out == id => held(next, id).is_none(),
            _ => held(next, id) >= Some(*votes),
        };
        let is_next = round.votes.iter().all(stays) && next.votes.len() + 1 == round.votes.len();
        let came = format!("{}, then {next:?}", came());
        let todo = "Take the eliminated option out of the next round, and no votes from the others.";
        answer.ensure(is_next && next.exhausted >= round.exhausted, came, todo)?;
    }
    Ok(())
}

fn order(context: &Context) -> End {
    let fits = |poll: &Poll| {
        let is_free = takes_votes(poll) && poll.changeable && poll.kind == PollKind::Ranking;
        is_free && poll.min_choices <= 2 && poll.max_choices >= 2
    };
    let poll = context.subjects.poll("open ranking whose votes can be changed", fits)?;
    let before = context.poll(&poll.id)?;
    let mut ids: Vec<&str> = poll.options.iter().rev().take(2).map(|option| option.id.as_str()).collect();
    let reader = context.reader_with_client_id();
    for todo in ["Keep the order of a vote.", "Take the same options in another order as another vote."] {
        let answer = reader.vote(&poll.id, &ids)?;
        let own: Poll = answer.json()?;
        let came = format!("my_vote {:?}", own.my_vote);
        answer.ensure(own.my_vote.iter().flatten().eq(ids.iter()), came, format!("{todo} That is {ids:?}."))?;
        for (old, new) in before.options.iter().zip(&own.options) {
            let (Some(old), Some(votes)) = (old.votes, new.votes) else { continue };
            let wanted = old + u64::from(ids.first() == Some(&new.id.as_str()));
            let came = format!("{votes} votes for the option {}, {old} before", new.id);
            answer.ensure(votes == wanted, came, format!("Give this option {wanted}: those that put it first."))?;
        }
        ids.reverse();
    }
    Ok(())
}
