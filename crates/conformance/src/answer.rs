//! An answer, and what is checked of many: status, type, shape, problem.

use http::HeaderMap;
use hustings_wire::{ErrorCode, Problem, problem::PROBLEM_JSON};
use serde::de::DeserializeOwned;

use crate::outcome::{End, Stop};

/// An answer and what it answers.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The request, as a command that repeats it.
    pub(crate) asked: String,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The values of a header, as one list; empty without it.
    pub(crate) fn header(&self, name: &str) -> String {
        let values: Vec<&str> = self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        values.join(", ")
    }

    /// Whether a header that is a list has `wanted`, whatever its case.
    pub(crate) fn lists(&self, name: &str, wanted: &str) -> bool {
        self.header(name).split(',').any(|item| item.trim().eq_ignore_ascii_case(wanted))
    }

    /// The media type without its parameters, in lower case.
    pub(crate) fn media_type(&self) -> String {
        self.header("content-type").split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Status, type and the beginning of the body, for the report.
    pub(crate) fn summary(&self) -> String {
        let kind = match self.media_type() {
            kind if kind.is_empty() => "no content type".to_owned(),
            kind => kind,
        };
        let text = String::from_utf8_lossy(&self.body);
        let mut start: String = text.chars().take(160).collect();
        if start.len() < text.len() {
            start.push('…');
        }
        if start.is_empty() {
            format!("{}, {kind}, no body", self.status)
        } else {
            format!("{}, {kind}: {start}", self.status)
        }
    }

    /// Something of this answer breaks the promise.
    pub(crate) fn broken(&self, came: impl Into<String>, todo: impl Into<String>) -> Stop {
        Stop::broken(&self.asked, came, todo)
    }

    /// Breaks the promise unless `holds`.
    pub(crate) fn ensure(&self, holds: bool, came: impl Into<String>, todo: impl Into<String>) -> End {
        if holds { Ok(()) } else { Err(self.broken(came, todo)) }
    }

    /// That the status is `wanted`.
    pub(crate) fn expect(&self, wanted: u16) -> Result<&Self, Stop> {
        let todo = format!("Answer this request with status {wanted}.");
        self.ensure(self.status == wanted, self.summary(), todo).map(|()| self)
    }

    /// The body of a 200 as a type of the contract.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Stop> {
        self.expect(200)?;
        let todo = "Answer with the header Content-Type: application/json.";
        self.ensure(self.media_type() == "application/json", format!("content type \"{}\"", self.media_type()), todo)?;
        serde_json::from_slice(&self.body).map_err(|error| {
            let todo = "Give the body the shape that /api/v1/openapi.json describes for this operation.";
            self.broken(format!("{error}, in {}", self.summary()), todo)
        })
    }

    /// The body of an error of this status and code.
    pub(crate) fn problem(&self, status: u16, code: ErrorCode) -> Result<Problem, Stop> {
        self.problem_of(&[status], code)
    }

    /// The same, where the contract leaves the status open between some.
    pub(crate) fn problem_of(&self, statuses: &[u16], code: ErrorCode) -> Result<Problem, Stop> {
        let listed: Vec<String> = statuses.iter().map(u16::to_string).collect();
        let todo = format!(
            "Answer with status {} and a problem ({PROBLEM_JSON}, RFC 9457) whose code is \"{}\".",
            listed.join(" or "),
            code.as_str()
        );
        let is_problem = statuses.contains(&self.status) && self.media_type() == PROBLEM_JSON;
        self.ensure(is_problem, self.summary(), &todo)?;
        let problem: Problem = serde_json::from_slice(&self.body)
            .map_err(|error| self.broken(format!("{error}, in {}", self.summary()), &todo))?;
        self.ensure(problem.code == code, self.summary(), &todo)?;
        let todo = "Repeat the HTTP status in the problem's `status`.";
        self.ensure(
            problem.status == self.status,
            format!("status {} in the body of a {}", problem.status, self.status),
            todo,
        )?;
        let todo = "Say in `title` and `detail` what went wrong and what can be done.";
        self.ensure(!problem.title.is_empty() && !problem.detail.is_empty(), self.summary(), todo)?;
        Ok(problem)
    }

    /// The cookies that this answer sets, whole.
    pub(crate) fn set_cookies(&self) -> Vec<String> {
        self.headers.get_all("set-cookie").iter().filter_map(|value| Some(value.to_str().ok()?.to_owned())).collect()
    }
}
