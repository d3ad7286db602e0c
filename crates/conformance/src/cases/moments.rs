//! Polls that ask before reading and after: two places with a vote each, of which the later counts. Counts are compared before and
//! after, so nobody else may vote meanwhile.

use hustings_wire::{
    Poll,
    moment::{before_reading, poll_of},
};

use super::votes::{expect, tallied};
use crate::{
    answer::Answer,
    case::{Case, Needs},
    context::Context,
    outcome::{End, Stop},
    subjects::{ballot, other_ballot, takes_votes},
};

pub(super) const CASES: &[Case] = &[Case {
    id: "votes.before-and-after",
    promise: "An open poll that says `flow` has a first place, the poll of its id with `_before` at the end, with a vote of \
              its own: one reader's answers at both are one voter, the answer after counts where there is one, each is changed and \
              withdrawn by itself, `my_before` tells the first after reading, and at the first place results never show.",
    needs: Needs::Writing,
    run: before_and_after,
}];

fn before_and_after(context: &Context) -> End {
    let asks_twice = |poll: &Poll| takes_votes(poll) && poll.flow.is_some();
    let poll = context.subjects.poll("open poll that asks before reading and after", asks_twice)?;
    let (first, reader, voters) = (before_reading(&poll.id), context.reader(), tallied(context, poll)?.voters);
    let (early, late) = (ballot(poll), other_ballot(poll));

    let answer = reader.vote(&first, &early)?;
    hides(
        &answer,
        &expect(&answer, voters + 1, Some(&early), "Count the answer before reading where there is none after.")?,
    )?;
    told(&answer, &reader.poll(&poll.id)?, None, Some(&early))?;
    let answer = reader.vote(&poll.id, &late)?;
    let own = expect(&answer, voters + 1, Some(&late), "Count the later of a reader's two answers, once.")?;
    told(&answer, &own, Some(&late), Some(&early))?;
    let answer = reader.vote(&first, &late)?;
    hides(&answer, &expect(&answer, voters + 1, Some(&late), "Keep the other answer before reading.")?)?;
    told(&answer, &reader.poll(&poll.id)?, Some(&late), Some(&late))?;
    let answer = reader.withdraw(&first)?;
    expect(&answer, voters + 1, None, "Withdraw the answer before reading, and count the one after.")?;
    told(&answer, &reader.poll(&poll.id)?, Some(&late), None)?;
    let answer = reader.withdraw(&poll.id)?;
    expect(&answer, voters, None, "Count nobody who has withdrawn both answers.").map(|_| ())
}

/// The first place says that it is one, and shows no results.
fn hides(answer: &Answer, poll: &Poll) -> Result<(), Stop> {
    let came = format!("id {}, results_visible {}", poll.id, poll.results_visible);
    let is_hidden = !poll.results_visible && poll.counted_votes().is_none();
    answer.ensure(poll_of(&poll.id) != poll.id && is_hidden, came, "Show no results before reading.")
}

/// After reading these two answers are told.
fn told(answer: &Answer, poll: &Poll, vote: Option<&[&str]>, before: Option<&[&str]>) -> Result<(), Stop> {
    let is = |told: &Option<Vec<String>>, expected: Option<&[&str]>| {
        told.as_ref().map(|ids| ids.iter().map(String::as_str).collect::<Vec<_>>()) == expected.map(<[&str]>::to_vec)
    };
    let came = format!("my_vote {:?}, my_before {:?}", poll.my_vote, poll.my_before);
    let todo = format!("Give `my_vote` {vote:?} and `my_before` {before:?}.");
    answer.ensure(is(&poll.my_vote, vote) && is(&poll.my_before, before), came, todo)
}
