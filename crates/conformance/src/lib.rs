//! Whether a backend keeps the contract: `hustings conformance URL`. It asks a running backend as browsers would, and says
//! of each promise of the contract whether it holds, what was asked, what came and what to do.
//!
//! Modules in reading order:
//!
//! - `options`: what is to be checked; `outcome`: how a case ends,
//! - `client`, `answer`, `event_stream`: requests within bounds, their answers, and the live stream,
//! - `subjects`: which language, article and polls the cases are about,
//! - `reader`: readers who vote; `proof`: what a guarded poll asks of them,
//! - `case`, `context`: what a case is, and what it is given,
//! - `cases`: the promises themselves, one module for each part of the contract,
//! - `report`: the result, for people and for machines.
//!
//! It may be imported by `hustings-server`, and imports the contract's types from `hustings-wire` alone. Deliberately
//! absent: any knowledge of how a backend does what it promises, and whatever the contract leaves to it, such as the
//! name of its cookie.

mod answer;
mod case;
mod cases;
mod client;
mod context;
mod event_stream;
mod options;
mod outcome;
mod proof;
mod reader;
mod report;
mod subjects;

use std::time::Instant;

use anyhow::{Context as _, bail};
use url::Url;

use case::Needs;
use client::Client;
use context::Context;
pub use options::Options;
pub use outcome::Fault;
use outcome::Stop;
pub use report::{CaseReport, Report, Verdict};
use subjects::Subjects;

/// Asks the backend about every promise.
///
/// # Errors
/// When there is no backend to ask, or when it has nothing to be asked about.
pub fn check(options: &Options) -> anyhow::Result<Report> {
    let began = Instant::now();
    let url = Url::parse(&options.url).ok().filter(|url| ["http", "https"].contains(&url.scheme()));
    let Some(url) = url else {
        bail!("\"{}\" is no URL; give the backend's, such as https://polls.example", options.url);
    };
    if let Some(origin) = &options.origin {
        let read = Url::parse(origin).ok().map(|url| url.origin().ascii_serialization());
        if read.as_deref() != Some(origin.as_str()) {
            bail!("--origin \"{origin}\" is no origin; write scheme, host and port alone, such as https://app.example");
        }
    }
    for name in options.polls.iter().chain(&options.article) {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if name.is_empty() || !name.bytes().all(is_name) {
            bail!("\"{name}\" is no name; polls and articles have names of letters, digits, - and _");
        }
    }
    let client = Client::of(&url);
    client.first_answer()?;
    let subjects = Subjects::find(&client, options).with_context(|| format!("there is nothing to check at {url}"))?;
    let context = Context::new(client, subjects, options);
    let mut cases: Vec<CaseReport> = Vec::new();
    for case in cases::all() {
        let left_out = match case.needs {
            Needs::Writing | Needs::WritingFromOrigin if !options.write => {
                Some("it votes or rates, which is done only with --write")
            }
            Needs::Origin | Needs::WritingFromOrigin if options.origin.is_none() => {
                Some("it asks as a page of another origin that may; say which with --origin")
            }
            _ => None,
        };
        let end = left_out.map_or_else(|| (case.run)(&context), |why| Err(Stop::LeftOut(why.to_owned())));
        cases.push(CaseReport::new(case, end));
    }
    context.take_back();
    Ok(Report::new(&context, cases, began.elapsed()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_promise_stands_in_the_document() {
        let document = include_str!("../../../docs/conformance.md");
        let mut ids = BTreeSet::new();
        for case in cases::all() {
            let line = format!("| `{}` | {} |", case.id, case.promise);
            assert!(document.contains(&line), "{line}");
            let section = case.section();
            let heading = section.rsplit_once('#').map(|(_, name)| format!("\n## {name}\n"));
            assert!(heading.is_some_and(|heading| document.contains(&heading)), "{section}");
            assert!(ids.insert(case.id), "{} is there twice", case.id);
        }
    }
}
