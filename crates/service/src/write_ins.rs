//! What readers have answered in their own words, as the owner of the poll sees it: the words and how many gave the very same,
//! never whose they are.

use std::fmt::Write as _;

use serde::Serialize;

use crate::csv::cell;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The words, as their reader wrote them.
    pub words: String,
    /// Votes with them.
    pub votes: u64,
}

/// All of a poll, most votes first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct WriteIns(Vec<Answer>);

impl WriteIns {
    /// These words, each with its votes.
    pub fn of(words: Vec<(String, u64)>) -> Self {
        Self(words.into_iter().map(|(words, votes)| Answer { words: harmless(&words), votes }).collect())
    }

    /// The table: a row an answer (RFC 4180).
    pub fn to_csv(&self) -> String {
        let mut csv = String::from("words,votes\r\n");
        for Answer { words, votes } in &self.0 {
            // Writing to a String cannot fail.
            let _ = write!(csv, "{},{votes}\r\n", cell(words));
        }
        csv
    }
}

/// The words with U+FFFD for whatever would do something to a terminal. None of it was taken; whoever may write to the database
/// may have put it there.
fn harmless(words: &str) -> String {
    let is_harmful = |c: char| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    words.chars().map(|c| if is_harmful(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_no_formula_and_no_command_to_a_terminal() {
        let words = [("The \"view\"", 2), ("=HYPERLINK(1)", 1), ("\u{1b}[2Jgone\u{9b}\u{202e}", 1)];
        let answers = WriteIns::of(words.map(|(words, votes)| (words.to_owned(), votes)).into());
        let expected = "words,votes\r\n\"The \"\"view\"\"\",2\r\n\"'=HYPERLINK(1)\",1\r\n\"\u{fffd}[2Jgone\u{fffd}\u{fffd}\",1\r\n";
        assert_eq!(answers.to_csv(), expected);
    }
}
