//! The right answer of a quiz.

use hustings_domain::{OptionDefinition, QuizDefinition};
use hustings_wire::PollKind;

use crate::{fields::Fields, publication::plain, source::Source};

/// Longest explanation, in characters.
const MAX_EXPLANATION: usize = 600;

/// The right answer, where the poll is a quiz.
pub(super) fn quiz(
    source: &Source,
    top: &Fields<'_>,
    languages: &[String],
    options: &[(OptionDefinition, usize)],
    (kind, most): (PollKind, u32),
    changeable: bool,
) -> Option<QuizDefinition> {
    let correct = top.ids("correct");
    let explanation = plain(top.by_language("explanation", languages, MAX_EXPLANATION));
    if !top.has("correct") {
        if let Some(table) = top.table("explanation") {
            source.error(
                table.at(),
                "an explanation belongs to a quiz; name the right options in `correct`, or take it out",
            );
        }
        return None;
    }
    let Some(first) = correct.first() else {
        source.error(top.at(), "`correct` names no option; give at least one, or take the line out");
        return None;
    };
    if !matches!(kind, PollKind::Single | PollKind::Multiple) {
        source.error(first.at, "only a single-choice or a multiple-choice poll has right answers; take `correct` out");
    }
    if changeable {
        source.error(first.at, "whoever has answered a quiz is told what is right; add `changeable = false`");
    }
    for id in correct.iter().filter(|id| !options.iter().any(|(option, _)| option.id == id.value)) {
        source.error(id.at, format!("`{}` in `correct` is no option of this poll; name one that is", id.value));
    }
    if kind == PollKind::Multiple && correct.len() > most as usize {
        source.error(
            first.at,
            format!("{} options are right, and at most {most} can be chosen; raise `max_choices`", correct.len()),
        );
    }
    Some(QuizDefinition { correct: correct.into_iter().map(|id| id.value).collect(), explanation })
}
