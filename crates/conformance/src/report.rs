//! The report, as text and as JSON. Counts and prints how cases ended; checks nothing itself.

use std::{fmt, time::Duration};

use serde::Serialize;

use crate::{
    case::Case,
    context::Context,
    outcome::{End, Fault, Stop},
};

/// How a promise fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It is broken.
    Broken,
    /// It was not asked about; `why` says why.
    LeftOut,
    /// It could not be asked about any more within the bounds of the check.
    OutOfBounds,
}

/// How one case ended.
#[derive(Clone, Debug, Serialize)]
pub struct CaseReport {
    /// Its name: the part of the contract, a dot, the promise.
    pub id: &'static str,
    /// How it ended.
    pub verdict: Verdict,
    /// What the contract promises.
    pub promise: &'static str,
    /// Where that is described.
    pub section: String,
    /// What is wrong, where something is.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// Why it was not asked about, where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl CaseReport {
    pub(crate) fn new(case: &Case, end: End) -> Self {
        let (verdict, fault, why) = match end {
            Ok(()) => (Verdict::Holds, None, None),
            Err(Stop::Broken(fault)) => (Verdict::Broken, Some(*fault), None),
            Err(Stop::LeftOut(why)) => (Verdict::LeftOut, None, Some(why)),
            Err(Stop::OutOfBounds(why)) => (Verdict::OutOfBounds, None, Some(why)),
        };
        Self { id: case.id, verdict, promise: case.promise, section: case.section(), fault, why }
    }

    fn part(&self) -> &'static str {
        self.id.split('.').next().unwrap_or_default()
    }
}

/// The whole answer.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The backend's URL.
    pub url: String,
    /// Whether every promise that was asked about holds.
    pub conforms: bool,
    /// The article that was asked about.
    pub article: Option<String>,
    /// The polls that were asked about.
    pub polls: Vec<String>,
    /// How each case ended, in the order of the contract.
    pub cases: Vec<CaseReport>,
    /// How many requests were sent.
    pub requests: u32,
    /// How long it took.
    pub milliseconds: u64,
}

impl Report {
    pub(crate) fn new(context: &Context, cases: Vec<CaseReport>, took: Duration) -> Self {
        let conforms = !cases.iter().any(|case| matches!(case.verdict, Verdict::Broken | Verdict::OutOfBounds));
        Self {
            url: context.client.base().to_owned(),
            conforms,
            article: context.subjects.article().ok().map(str::to_owned),
            polls: context.subjects.poll_ids.clone(),
            cases,
            requests: context.client.sent(),
            milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        }
    }

    /// Ids of the cases that ended so.
    pub fn ids(&self, verdict: Verdict) -> Vec<&'static str> {
        self.cases.iter().filter(|case| case.verdict == verdict).map(|case| case.id).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let none = || "none".to_owned();
        let polls = if self.polls.is_empty() { none() } else { self.polls.join(", ") };
        writeln!(f, "{} and the contract, version 1", self.url)?;
        writeln!(f, "Article: {}. Polls: {polls}.", self.article.clone().unwrap_or_else(none))?;
        let mut part = "";
        for case in &self.cases {
            if case.part() != part {
                part = case.part();
                writeln!(f, "\n{part}")?;
            }
            let word = match case.verdict {
                Verdict::Holds => "holds",
                Verdict::Broken => "BROKEN",
                Verdict::LeftOut => "left out",
                Verdict::OutOfBounds => "not asked",
            };
            writeln!(f, "  {word:<9} {}", case.id)?;
            if let Some(Fault { asked, came, todo }) = &case.fault {
                writeln!(f, "    promised  {} ({})", case.promise, case.section)?;
                for (name, text) in [("asked", asked), ("came", came), ("to do", todo)] {
                    writeln!(f, "    {name:<9} {}", text.replace('\n', "\n              "))?;
                }
            }
            if let Some(why) = &case.why {
                writeln!(f, "    {why}")?;
            }
        }
        let count = |verdict| self.ids(verdict).len();
        let seconds = Duration::from_millis(self.milliseconds).as_secs_f32();
        writeln!(f, "\n{} requests in {seconds:.1} s.", self.requests)?;
        let [holds, broken, left_out, unasked] =
            [Verdict::Holds, Verdict::Broken, Verdict::LeftOut, Verdict::OutOfBounds].map(count);
        let verdict = if self.conforms { "the backend conforms" } else { "the backend does not conform" };
        write!(f, "Verdict: {verdict}: {holds} promises hold, {broken} are broken, {left_out} were left out")?;
        if unasked > 0 {
            write!(f, ", {unasked} could not be asked about any more")?;
        }
        writeln!(f, ".")
    }
}
