//! The results of a poll as data: JSON and CSV.

use std::fmt::Write as _;

use hustings_domain::ABSTENTION;
use hustings_wire::{Poll, PollOption, PollState, Round, Seq, tally::ScaleSummary};
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
    /// Readers who voted, without those who abstained.
    pub voters: u64,
    /// Readers who only wanted to see the results. Left out while they are hidden, and where nobody may or could.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abstained: Option<u64>,
    /// Votes over all options; of a ranking as many as `voters`.
    pub total_votes: u64,
    /// The options in the poll's order; votes and percentages are `null` while results are hidden. Where readers may or could
    /// answer in their own words, all those answers are the last one, with the id `_other` and without a label.
    pub options: Vec<PollOption>,
    /// What the votes on a scale add up to; left out for another kind, while results are hidden, and without votes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_summary: Option<ScaleSummary>,
    /// The rounds in which a ranking was counted; left out of polls of other kinds, and while results are hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounds: Option<Vec<Round>>,
    /// Which state of the tally this is.
    #[schema(value_type = String)]
    pub seq: Seq,
}

impl From<Poll> for Results {
    fn from(poll: Poll) -> Self {
        let other = poll.other(String::new());
        Self {
            scale_summary: poll.scale_summary(),
            poll: poll.id,
            lang: poll.lang,
            question: poll.question,
            state: poll.state,
            results_visible: poll.results_visible,
            voters: poll.voters,
            abstained: poll.abstained,
            total_votes: poll.total_votes,
            options: poll.options.into_iter().chain(other).collect(),
            rounds: poll.rounds,
            seq: poll.seq,
        }
    }
}

impl Results {
    /// The table: a row an option (RFC 4180); then one for `_other`, and at last, with [`ABSTENTION`], one for those who abstained, who
    /// have no share of the votes. Of a ranking it has a column for each round, with the votes of the options that are still in.
    pub fn to_csv(&self) -> String {
        let rounds = self.rounds.as_deref().unwrap_or_default();
        let mut csv = String::from("option,label,votes,percent");
        for number in 1..=rounds.len() {
            let _ = write!(csv, ",round_{number}");
        }
        csv.push_str("\r\n");
        for option in &self.options {
            let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
            let (votes, percent) = (number(option.votes), number(option.percent.map(u64::from)));
            // Writing to a String cannot fail.
            let _ = write!(csv, "{},{},{votes},{percent}", cell(&option.id), cell(&option.label));
            for round in rounds {
                let held = round.votes.iter().find(|(id, _)| *id == option.id).map(|(_, votes)| *votes);
                let _ = write!(csv, ",{}", number(held));
            }
            csv.push_str("\r\n");
        }
        if let Some(abstained) = self.abstained {
            let _ = write!(csv, "{},{},{abstained},{}\r\n", cell(ABSTENTION), cell(""), ",".repeat(rounds.len()));
        }
        csv
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(options: Vec<PollOption>, rounds: Option<Vec<Round>>) -> Results {
        Results {
            poll: "p".to_owned(),
            lang: "en".to_owned(),
            question: String::new(),
            state: PollState::Open,
            results_visible: true,
            voters: 3,
            abstained: None,
            total_votes: 3,
            options,
            scale_summary: None,
            rounds,
            seq: Seq::new("e", 1),
        }
    }

    fn option(id: &str, label: &str, votes: Option<u64>, percent: Option<u8>) -> PollOption {
        PollOption { id: id.to_owned(), label: label.to_owned(), image: None, votes, percent }
    }

    #[test]
    fn a_table_is_quoted_and_never_a_formula() {
        let options = vec![
            option("a", "Yes, \"both\"", Some(3), Some(100)),
            option("b", "=1+1", Some(0), Some(0)),
            option("c", "Hidden", None, None),
        ];
        let expected = "option,label,votes,percent\r\n\"a\",\"Yes, \"\"both\"\"\",3,100\r\n\"b\",\"'=1+1\",0,0\r\n\
                        \"c\",\"Hidden\",,\r\n";
        assert_eq!(results(options, None).to_csv(), expected);
    }

    #[test]
    fn those_who_abstained_have_a_row_of_their_own_at_the_end() {
        let options = vec![option("a", "A", Some(3), Some(100)), option("_other", "", Some(0), Some(0))];
        let round = Round { votes: vec![("a".to_owned(), 3)], exhausted: 0, eliminated: None, elected: None };
        let all = Results { abstained: Some(13), ..results(options, Some(vec![round])) };
        let expected = "option,label,votes,percent,round_1\r\n\"a\",\"A\",3,100,3\r\n\"_other\",\"\",0,0,\r\n\"_abstain\",\"\",13,,\r\n";
        assert_eq!(all.to_csv(), expected);
    }

    #[test]
    fn the_table_of_a_ranking_has_a_column_for_each_round() {
        let round = |votes: &[(&str, u64)]| Round {
            votes: votes.iter().map(|(id, votes)| ((*id).to_owned(), *votes)).collect(),
            exhausted: 0,
            eliminated: None,
            elected: None,
        };
        let options = vec![option("b", "B", Some(1), Some(33)), option("a", "A", Some(2), Some(67))];
        let rounds = vec![round(&[("a", 2), ("b", 1)]), round(&[("a", 3)])];
        let expected = "option,label,votes,percent,round_1,round_2\r\n\"b\",\"B\",1,33,1,\r\n\"a\",\"A\",2,67,2,3\r\n";
        assert_eq!(results(options, Some(rounds)).to_csv(), expected);
    }
}
