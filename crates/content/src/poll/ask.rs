//! Whether a poll asks once, or before reading and after.

use hustings_wire::PollKind;

use crate::{fields::Fields, source::Source};

/// What else the poll is, as far as it could stand in the way.
pub(super) struct Others {
    pub(super) kind: PollKind,
    pub(super) changeable: bool,
    pub(super) is_quiz: bool,
    pub(super) takes_words: bool,
}

/// Whether the poll asks twice, which only such polls can whose two answers are two places among the same options.
pub(super) fn asks_twice(source: &Source, top: &Fields<'_>, others: &Others) -> bool {
    let Some(given) = top.word("ask", &[("once", false), ("before_and_after", true)]) else { return false };
    let Others { kind, changeable, is_quiz, takes_words } = *others;
    let faults = [
        (
            !matches!(kind, PollKind::Single | PollKind::Scale),
            "how readers moved is told of one option before and one after; give `kind = \"single\"` or `\"scale\"`, or take `ask` out",
        ),
        (
            is_quiz,
            "whoever has answered a quiz is told what is right, and has nothing to say again; take `ask` or `correct` out",
        ),
        (
            takes_words,
            "answers in readers' own words are no options between which they could move; take `ask` or `write_in` out",
        ),
        (
            !changeable && !is_quiz,
            "the answer after reading takes the place of the one before; take `changeable = false` or `ask` out",
        ),
    ];
    for (is_wrong, message) in faults {
        if given.value && is_wrong {
            source.error(given.at, message);
        }
    }
    given.value
}
