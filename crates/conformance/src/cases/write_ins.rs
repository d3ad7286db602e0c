//! Answers in readers' own words: votes that count together, with words for their reader alone. Counts are compared before and
//! after, so nobody else may vote meanwhile.

use hustings_wire::{ErrorCode, Poll, write_in::OTHER};

use super::votes::{expect, tallied};
use crate::{
    case::{Case, Needs},
    context::Context,
    outcome::End,
    subjects::{poll_path, takes_votes},
};

/// What a reader answers in words of their own.
const WORDS: &str = "Words of one reader";

pub(super) const CASES: &[Case] = &[
    Case {
        id: "votes.write-in",
        promise: "In an open poll with `write_in` a reader may answer in their own words, of which white space at the ends is cut \
                  off and every run of it is one space: they count in `write_in.count`, `my_vote` is `_other`, and the words are \
                  in `write_in.mine` for that reader and in no answer to anybody else.",
        needs: Needs::Writing,
        run: write_in,
    },
    Case {
        id: "votes.write-in-refused",
        promise: "Own words of more than `max` characters, of white space alone or with a control character, and any in a poll without \
                  `write_in`, are a 422 `invalid_request`; the option `_other` is a 422 `unknown_option`. None is counted.",
        needs: Needs::Writing,
        run: write_in_refused,
    },
];

/// An open poll that takes own words alone for a vote.
fn takes_words(poll: &Poll) -> bool {
    takes_votes(poll) && poll.min_choices <= 1 && poll.write_in.as_ref().is_some_and(|write_in| write_in.max > 0)
}

fn write_in(context: &Context) -> End {
    let poll = context.subjects.poll("open poll with `write_in`", takes_words)?;
    let (reader, before) = (context.reader_with_client_id(), tallied(context, poll)?);
    let answer = reader.write_in(&poll.id, " Words  of\tone reader ")?;
    let own = expect(&answer, before.voters + 1, Some(&[OTHER]), "Count the reader's own words as a vote.")?;
    let mine = own.write_in.as_ref().and_then(|write_in| write_in.mine.as_deref());
    answer.ensure(mine == Some(WORDS), format!("write_in.mine {mine:?}"), format!("Give {WORDS:?} back."))?;
    let count = |poll: &Poll| poll.write_in.as_ref().and_then(|write_in| write_in.count);
    let came = format!("count {:?}, {:?} before; total_votes {}", count(&own), count(&before), own.total_votes);
    let is_counted = count(&before).zip(count(&own)).is_none_or(|(before, after)| after == before + 1);
    answer.ensure(
        is_counted && own.total_votes == before.total_votes + 1,
        came,
        "Count it once, in `count` and `total_votes`.",
    )?;
    let again = reader.write_in(&poll.id, WORDS)?;
    expect(&again, before.voters + 1, Some(&[OTHER]), "Change nothing when it is said again.")?;
    for path in [poll_path(&poll.id), format!("{}/results.json", poll_path(&poll.id))] {
        let seen = context.get(path)?;
        let tells = String::from_utf8_lossy(&seen.body).contains(WORDS);
        seen.ensure(!tells, "the words of a reader".to_owned(), "Tell a reader's words to nobody else.")?;
    }
    Ok(())
}

fn write_in_refused(context: &Context) -> End {
    let poll = context.subjects.poll("open poll with `write_in`", takes_words)?;
    let (reader, before) = (context.reader(), tallied(context, poll)?);
    let max = poll.write_in.as_ref().map_or(0, |write_in| write_in.max as usize);
    for words in [&*"x".repeat(max + 1), " \t ", "a\u{1b}b"] {
        reader.write_in(&poll.id, words)?.problem(422, ErrorCode::InvalidRequest)?;
    }
    let answer = reader.vote(&poll.id, &[OTHER])?;
    answer.problem(422, ErrorCode::UnknownOption)?;
    if let Ok(without) = context.subjects.poll("", |poll| takes_votes(poll) && poll.write_in.is_none()) {
        reader.write_in(&without.id, WORDS)?.problem(422, ErrorCode::InvalidRequest)?;
    }
    let after = tallied(context, poll)?;
    let came = format!("{} voters, {} before", after.voters, before.voters);
    answer.ensure(after.voters == before.voters, came, "Count nothing of what is refused.")
}
