//! Answers in readers' own words: which words are taken, and how they are told from the ids in a vote. What they are counted as
//! stands where an option would, so that tally, log and copies know nothing of them.

use hustings_wire::write_in::{MAX_WRITE_IN, OTHER, own_words, with_words};

/// Why words are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteInError {
    /// There is nothing to read in them.
    #[error("there are no words")]
    Empty,
    /// More characters than [`MAX_WRITE_IN`].
    #[error("at most {MAX_WRITE_IN} characters are taken")]
    TooLong,
    /// A control character, or one that changes the direction of what stands around it.
    #[error("control characters and those that override the direction of text are not taken")]
    Control,
}

/// The words as they are kept: without white space at their ends, and with one space in the place of every run of it.
///
/// # Errors
/// When nothing or too much is left, or a character could do something to what stands around it (Unicode Technical Report 36,
/// "Bidirectional Text Spoofing").
pub fn clean_words(words: &str) -> Result<String, WriteInError> {
    let mut clean = String::new();
    for (index, part) in words.split_whitespace().enumerate() {
        if index > 0 {
            clean.push(' ');
        }
        clean.push_str(part);
    }
    if clean.chars().any(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')) {
        return Err(WriteInError::Control);
    }
    if clean.chars().all(is_invisible) {
        return Err(WriteInError::Empty);
    }
    if clean.chars().count() > MAX_WRITE_IN as usize {
        return Err(WriteInError::TooLong);
    }
    Ok(clean)
}

/// Whether it shows nothing by itself: joiners, marks of direction, soft hyphens, variation selectors.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e01ef}'
    )
}

/// A vote as ids alone, with [`OTHER`] for an answer in own words, and those words.
pub fn split_words(vote: &[String]) -> (Vec<String>, Option<String>) {
    let mut words = None;
    let id = |element: &String| match own_words(element) {
        Some(own) => {
            words = Some(own.to_owned());
            OTHER.to_owned()
        }
        None => element.clone(),
    };
    (vote.iter().map(id).collect(), words)
}

/// The reverse of [`split_words`].
pub fn join_words(ids: &[String], words: Option<&str>) -> Vec<String> {
    let element = |id: &String| match words {
        Some(words) if id == OTHER => with_words(words),
        _ => id.clone(),
    };
    ids.iter().map(element).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_taken_as_plain_text_of_bounded_length() {
        let (longest, longer) = ("é".repeat(80), "é".repeat(81));
        let cases = [
            ("as they are", "The <b>window</b> & \"the\" view", Ok("The <b>window</b> & \"the\" view")),
            ("white space", "\t The \n\n window\u{a0}seat\u{2028}", Ok("The window seat")),
            ("right to left", "عربة\u{200f} نوم", Ok("عربة\u{200f} نوم")),
            ("a joined emoji", "👩\u{200d}🚀", Ok("👩\u{200d}🚀")),
            ("the longest", &longest, Ok(&*longest)),
            ("one more", &longer, Err(WriteInError::TooLong)),
            ("nothing", "", Err(WriteInError::Empty)),
            ("white space alone", " \u{2003}\n", Err(WriteInError::Empty)),
            ("nothing to see", "\u{200b}\u{feff} \u{3164}", Err(WriteInError::Empty)),
            ("an escape", "\u{1b}[31mred", Err(WriteInError::Control)),
            ("a null", "a\0b", Err(WriteInError::Control)),
            ("an override", "a\u{202e}b", Err(WriteInError::Control)),
            ("an isolate", "a\u{2067}b", Err(WriteInError::Control)),
        ];
        for (name, words, expected) in cases {
            assert_eq!(clean_words(words), expected.map(str::to_owned), "{name}");
        }
    }

    proptest! {
        #[test]
        fn clean_words_stay_as_they_are(words in ".{0,90}") {
            if let Ok(clean) = clean_words(&words) {
                prop_assert_eq!(clean_words(&clean), Ok(clean.clone()));
                prop_assert!(!clean.contains('\n') && clean.chars().count() <= 80);
            }
        }

        #[test]
        fn a_vote_is_split_and_joined_without_loss(words in ".{0,20}", ids in prop::collection::vec("[a-z]{1,3}", 0..3)) {
            let mut vote = ids.clone();
            vote.push(with_words(&words));
            let (split, own) = split_words(&vote);
            prop_assert_eq!((split.last().map(String::as_str), own.as_deref()), (Some(OTHER), Some(&*words)));
            prop_assert_eq!(join_words(&split, own.as_deref()), vote);
            prop_assert_eq!(split_words(&ids), (ids, None));
        }
    }
}
