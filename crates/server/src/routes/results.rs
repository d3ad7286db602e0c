//! `GET /api/v1/polls/{id}/results.json` and `.csv`: the tally for those who work with it. While
//! results are hidden from the one who asks, votes and percentages are `null`, in the table empty.

use std::fmt::Write as _;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use hustings_wire::{Poll, PollOption, PollState, Problem, Seq};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    articles::LangQuery,
    polls::{language, voter},
};
use crate::{
    caching::{Sharing, tagged, tagged_json},
    extract::{Path, Query},
    problem::ApiError,
    service,
    state::AppState,
};

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
    /// Which state of the tally this is.
    #[schema(value_type = String)]
    pub seq: Seq,
}

impl From<Poll> for Results {
    fn from(poll: Poll) -> Self {
        Self {
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
    #[must_use]
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

/// A cell of text. One that a spreadsheet would take for a formula gets an apostrophe before it
/// (OWASP, "CSV Injection").
pub(crate) fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// The tally as data.
#[utoipa::path(
    get, path = "/api/v1/polls/{id}/results.json", tag = "polls", params(("id" = String, Path), LangQuery),
    responses((status = 200, body = Results), (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub async fn results_json(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let lang = language(&state, &id, query.lang);
    let poll = service::poll(&state, &id, &lang, voter(&state, &headers, &id)?).await?;
    let sharing = Sharing::unless_own(poll.my_vote.is_some());
    let response = tagged_json(&headers, &Results::from(poll), sharing)?;
    Ok(named(response, &id, "json"))
}

/// The tally as a table.
#[utoipa::path(
    get, path = "/api/v1/polls/{id}/results.csv", tag = "polls", params(("id" = String, Path), LangQuery),
    responses((status = 200, body = String, content_type = "text/csv"),
              (status = "4XX", body = Problem, content_type = "application/problem+json"))
)]
pub async fn results_csv(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<LangQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let lang = language(&state, &id, query.lang);
    let poll = service::poll(&state, &id, &lang, voter(&state, &headers, &id)?).await?;
    let sharing = Sharing::unless_own(poll.my_vote.is_some());
    let csv = Results::from(poll).to_csv();
    Ok(named(tagged(&headers, csv.into(), "text/csv; charset=utf-8; header=present", sharing), &id, "csv"))
}

/// Suggests a file name.
pub(super) fn named(mut response: Response, id: &str, extension: &str) -> Response {
    if let Ok(value) = HeaderValue::try_from(format!("inline; filename=\"{id}.{extension}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
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
            seq: Seq::new("e", 1),
        };
        let expected = "option,label,votes,percent\r\n\"a\",\"Yes, \"\"both\"\"\",3,100\r\n\"b\",\"'=1+1\",0,0\r\n\
                        \"c\",\"Hidden\",,\r\n";
        assert_eq!(results.to_csv(), expected);
    }
}
