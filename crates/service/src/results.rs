//! The results of a poll as data: JSON and CSV.

use std::fmt::Write as _;

use hustings_wire::{Poll, PollOption, PollState, Seq, tally::ScaleSummary};
use serde::Serialize;
use utoipa::ToSchema;

use crate::csv::cell;

/// How a poll stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Results {
    /// Id of the poll.
    pub poll: String,
    /// BCP 47 tag of the words.
    pub lang: String,
    /// The question, plain text.
    pub question: String,
    /// Whether votes are taken.
    pub state: PollState,
    /// Whether the one who asks sees results now.
    pub results_visible: bool,
    /// Readers who voted.
    pub voters: u64,
    /// Votes over all options.
    pub total_votes: u64,
    /// The options in the poll's order; votes and percentages are `null` while results are hidden.
    pub options: Vec<PollOption>,
    /// What the votes on a scale add up to; left out for another kind, while results are hidden, and without votes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_summary: Option<ScaleSummary>,
    /// Which state of the tally this is.
    #[schema(value_type = String)]
    pub seq: Seq,
}

impl From<Poll> for Results {
    fn from(poll: Poll) -> Self {
        Self {
            scale_summary: poll.scale_summary(),
            poll: poll.id,
            lang: poll.lang,
            question: poll.question,
            state: poll.state,
            results_visible: poll.results_visible,
            voters: poll.voters,
            total_votes: poll.total_votes,
            options: poll.options,
            seq: poll.seq,
        }
    }
}

impl Results {
    /// The table: a row an option (RFC 4180).
    pub fn to_csv(&self) -> String {
        let mut csv = String::from("option,label,votes,percent\r\n");
        for option in &self.options {
            let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
            let (votes, percent) = (number(option.votes), number(option.percent.map(u64::from)));
            // Writing to a String cannot fail.
            let _ = write!(csv, "{},{},{votes},{percent}\r\n", cell(&option.id), cell(&option.label));
        }
        csv
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_quoted_and_never_a_formula() {
        let option = |id: &str, label: &str, votes, percent| PollOption {
            id: id.to_owned(),
            label: label.to_owned(),
            votes,
            percent,
        };
        let results = Results {
            poll: "p".to_owned(),
            lang: "en".to_owned(),
            question: String::new(),
            state: PollState::Open,
            results_visible: true,
            voters: 3,
            total_votes: 3,
            options: vec![
                option("a", "Yes, \"both\"", Some(3), Some(100)),
                option("b", "=1+1", Some(0), Some(0)),
                option("c", "Hidden", None, None),
            ],
            scale_summary: None,
            seq: Seq::new("e", 1),
        };
        let expected = "option,label,votes,percent\r\n\"a\",\"Yes, \"\"both\"\"\",3,100\r\n\"b\",\"'=1+1\",0,0\r\n\
                        \"c\",\"Hidden\",,\r\n";
        assert_eq!(results.to_csv(), expected);
    }
}
