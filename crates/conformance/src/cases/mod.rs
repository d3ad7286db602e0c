//! The promises, one module for each part of the contract, in the order of `docs/conformance.md`.

mod publication;

mod articles;
mod poll_list;
mod polls;
mod rankings;
mod ratings;

mod errors;

mod caching;
mod identity;

mod moments;
mod votes;
mod write_ins;

mod log;
mod passport;

mod notices;

mod cors;

mod stream;

use std::collections::BTreeSet;

use hustings_wire::ErrorCode;

use crate::{case::Case, context::Context, outcome::End};

/// How many things of a kind, such as languages, are asked about.
const MOST: usize = 8;
/// A language that is none: reserved for private use (ISO 639-2).
const NO_LANGUAGE: &str = "qaa";

/// All cases, part by part.
pub(crate) fn all() -> impl Iterator<Item = &'static Case> {
    [
        publication::CASES,
        articles::CASES,
        polls::CASES,
        poll_list::CASES,
        rankings::CASES,
        ratings::CASES,
        errors::CASES,
        caching::CASES,
        identity::CASES,
        votes::CASES,
        write_ins::CASES,
        moments::CASES,
        log::CASES,
        passport::CASES,
        notices::CASES,
        cors::CASES,
        stream::CASES,
    ]
    .into_iter()
    .flatten()
}

/// A value in a query.
fn encoded(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

/// That `path` in a language that it does not have is answered with those that it has.
fn translation_missing(context: &Context, path: &str, languages: &[String]) -> End {
    let answer = context.get(format!("{path}?lang={NO_LANGUAGE}"))?;
    let problem = answer.problem(404, ErrorCode::TranslationMissing)?;
    let [named, expected] = [&problem.available[..], languages].map(|tags| tags.iter().collect::<BTreeSet<_>>());
    let came = format!("`available` names: {}", problem.available.join(", "));
    answer.ensure(named == expected, came, format!("Name these in `available`: {}.", languages.join(", ")))
}
