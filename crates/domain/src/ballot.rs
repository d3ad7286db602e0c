//! Validation of votes.

use hustings_wire::{
    PollKind,
    write_in::{own_words, with_words},
};

use crate::{PollDefinition, WriteInError, clean_words};

/// Why a vote is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BallotError {
    /// Fewer options than the poll wants.
    #[error("at least {0} must be chosen")]
    TooFew(u32),
    /// More options than the poll lets choose.
    #[error("at most {0} may be chosen")]
    TooMany(u32),
    /// An option that the poll does not have.
    #[error("there is no option {0}")]
    Unknown(String),
    /// The same option more than once.
    #[error("the option {0} is there more than once")]
    Twice(String),
    /// An answer in the reader's own words, which the poll does not take.
    #[error("the poll takes no answers in readers' own words")]
    NoWriteIn,
    /// Such an answer that is not taken.
    #[error(transparent)]
    WriteIn(#[from] WriteInError),
}

/// The options of a vote: in the poll's order, so that equal votes are equal texts; in a ranking, where the order is the vote,
/// in the one given. An answer in the reader's own words is one of them, as [`with_words`] makes it, and comes last.
///
/// # Errors
/// When the vote breaks a rule of the poll. Unknown options are reported first, then repeated ones, then words that are not
/// taken, then their number.
pub fn check_ballot(poll: &PollDefinition, options: &[String]) -> Result<Vec<String>, BallotError> {
    let (own, options): (Vec<String>, Vec<String>) =
        options.iter().cloned().partition(|element| own_words(element).is_some());
    if let Some(unknown) = options.iter().find(|id| poll.option(id).is_none()) {
        return Err(BallotError::Unknown(unknown.clone()));
    }
    let chosen: Vec<String> =
        poll.options.iter().filter(|option| options.contains(&option.id)).map(|option| option.id.clone()).collect();
    if chosen.len() < options.len() {
        let twice = options.iter().find(|id| options.iter().filter(|other| other == id).count() > 1);
        return Err(BallotError::Twice(twice.cloned().unwrap_or_default()));
    }
    let own = match own.as_slice() {
        [] => None,
        [one] if poll.write_in => own_words(one).map(clean_words).transpose()?,
        [_] => return Err(BallotError::NoWriteIn),
        [first, ..] => return Err(BallotError::Twice(first.clone())),
    };
    let count = u32::try_from(chosen.len() + usize::from(own.is_some())).unwrap_or(u32::MAX);
    // Without a minimum of one, empty votes would count as voters.
    let fewest = poll.min_choices.max(1);
    if count < fewest {
        return Err(BallotError::TooFew(fewest));
    }
    if count > poll.max_choices {
        return Err(BallotError::TooMany(poll.max_choices));
    }
    let mut vote = if poll.kind == PollKind::Ranking { options } else { chosen };
    vote.extend(own.map(|words| with_words(&words)));
    Ok(vote)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::OptionDefinition;

    fn poll(min_choices: u32, max_choices: u32) -> PollDefinition {
        let option = |id: &str| OptionDefinition { id: id.to_owned(), label: BTreeMap::new(), picture: None };
        let options = ["a", "b", "c", "d"].map(option).to_vec();
        PollDefinition { kind: PollKind::Multiple, min_choices, max_choices, options, ..PollDefinition::new("p") }
    }

    #[test]
    fn a_vote_is_put_in_the_polls_order_or_refused_with_the_reason() {
        type Case = (&'static [&'static str], Result<&'static [&'static str], BallotError>);
        let cases: [Case; 8] = [
            (&["a", "b"], Ok(&["a", "b"])),
            (&["c", "a"], Ok(&["a", "c"])),
            (&["a"], Err(BallotError::TooFew(2))),
            (&[], Err(BallotError::TooFew(2))),
            (&["a", "b", "c", "d"], Err(BallotError::TooMany(3))),
            (&["a", "x"], Err(BallotError::Unknown("x".to_owned()))),
            (&["b", "b"], Err(BallotError::Twice("b".to_owned()))),
            (&["a", "b", "c", "b"], Err(BallotError::Twice("b".to_owned()))),
        ];
        for (options, expected) in cases {
            let options: Vec<String> = options.iter().map(|o| (*o).to_owned()).collect();
            let expected = expected.map(|list| list.iter().map(|o| (*o).to_owned()).collect::<Vec<_>>());
            assert_eq!(check_ballot(&poll(2, 3), &options), expected, "{options:?}");
        }
        assert_eq!(check_ballot(&poll(0, 1), &[]), Err(BallotError::TooFew(1)));
    }

    #[test]
    fn an_answer_in_own_words_is_one_of_the_choices_where_the_poll_takes_it() {
        let list = |elements: &[&str]| elements.iter().map(|o| (*o).to_owned()).collect::<Vec<_>>();
        let open = PollDefinition { write_in: true, ..poll(1, 2) };
        let cases = [
            (&["_other: My  own "][..], Ok(list(&["_other:My own"]))),
            (&["_other:Mine", "b"], Ok(list(&["b", "_other:Mine"]))),
            (&["a", "b", "_other:Mine"], Err(BallotError::TooMany(2))),
            (&["_other:  "], Err(BallotError::WriteIn(WriteInError::Empty))),
            (&["_other:a", "_other:b"], Err(BallotError::Twice("_other:a".to_owned()))),
            (&["_other"], Err(BallotError::Unknown("_other".to_owned()))),
        ];
        for (options, expected) in cases {
            assert_eq!(check_ballot(&open, &list(options)), expected, "{options:?}");
        }
        assert_eq!(check_ballot(&poll(1, 2), &list(&["a", "_other:Mine"])), Err(BallotError::NoWriteIn));
    }

    #[test]
    fn the_order_of_a_ranking_is_the_vote() {
        let ranking = PollDefinition { kind: PollKind::Ranking, ..poll(2, 3) };
        let options = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        assert_eq!(check_ballot(&ranking, &options(&["c", "a", "b"])), Ok(options(&["c", "a", "b"])));
        for (given, error) in [
            (&["a"][..], BallotError::TooFew(2)),
            (&["d", "c", "b", "a"], BallotError::TooMany(3)),
            (&["c", "x"], BallotError::Unknown("x".to_owned())),
            (&["c", "a", "c"], BallotError::Twice("c".to_owned())),
        ] {
            assert_eq!(check_ballot(&ranking, &options(given)), Err(error));
        }
    }
}
