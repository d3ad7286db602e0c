//! The log of a poll's votes: numbers, hashes, pages, what is hidden, and a voter's own entry. docs/verifying.md has the rule.

use hustings_wire::Poll;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::polls::is_public;
use crate::{
    answer::Answer,
    case::{Case, Needs},
    context::Context,
    outcome::{End, Stop},
    reader::Reader,
    subjects::{ballot, poll_path},
};

/// The most pages of one log that are read.
const PAGES: usize = 20;
/// How many logs are read.
const LOGS: usize = 4;
/// The type of a log: a JSON object a line.
const NDJSON: &str = "application/x-ndjson";

pub(super) const CASES: &[Case] = &[
    Case {
        id: "log.chain",
        promise: "Each entry of a log has the SHA-256 of the ten lines that say what it is, of which the last is the hash before.",
        needs: Needs::Reading,
        run: chain,
    },
    Case {
        id: "log.pages",
        promise: "A log is numbered from 0 without gaps, `from` begins at any number, and `rel=\"next\"` leads to all of it.",
        needs: Needs::Reading,
        run: pages,
    },
    Case {
        id: "log.hidden",
        promise: "While results are hidden, entries have number and hash alone.",
        needs: Needs::Reading,
        run: hidden,
    },
    Case {
        id: "log.own",
        promise: "A vote is answered with its `entry`, its voter is told it again and nobody else, and the log has it: with its \
                  options, and the hash of its salt.",
        needs: Needs::Writing,
        run: own,
    },
];

/// A line of a log; while results are hidden, number and hash alone.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Line {
    pub(super) index: u64,
    pub(super) kind: Option<String>,
    day: String,
    pub(super) was: Vec<String>,
    pub(super) options: Vec<String>,
    pub(super) detail: String,
    commitment: String,
    pub(super) hash: String,
}

impl Line {
    fn hashed_after(&self, poll: &str, previous: &str) -> String {
        let Self { index, kind, day, was, options, detail, commitment, .. } = self;
        let (kind, was, options) = (kind.as_deref().unwrap_or_default(), was.join(","), options.join(","));
        sha256(format!(
            "hustings log 1\n{poll}\n{index}\n{kind}\n{day}\n{was}\n{options}\n{detail}\n{commitment}\n{previous}"
        ))
    }
}

/// What a voter is told of their entry.
#[derive(Debug, Deserialize, PartialEq, Eq)]
struct Entry {
    index: u64,
    hash: String,
    salt: String,
}

#[derive(Debug, Deserialize)]
struct WithEntry {
    entry: Option<Entry>,
}

/// The hash of a text, as hexadecimal digits.
pub(super) fn sha256(text: impl AsRef<[u8]>) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn log_path(poll: &str, from: u64) -> String {
    format!("/api/v1/polls/{poll}/log?from={from}")
}

fn lines(answer: &Answer) -> Result<Vec<Line>, Stop> {
    answer.expect(200)?;
    let came = format!("content type \"{}\"", answer.media_type());
    answer.ensure(answer.media_type() == NDJSON, came, format!("Answer with the header Content-Type: {NDJSON}."))?;
    let text = String::from_utf8_lossy(&answer.body);
    let line = |line: &str| {
        serde_json::from_str(line).map_err(|error| {
            answer.broken(
                format!("{error}, in {line}"),
                "Give one JSON object a line, as /api/v1/openapi.json describes it.",
            )
        })
    };
    text.lines().filter(|text| !text.is_empty()).map(line).collect()
}

/// A part of a log, with the answer that had it.
pub(super) struct Page {
    pub(super) answer: Answer,
    pub(super) lines: Vec<Line>,
}

/// The pages of a log in the order in which one leads to the next, and whether these are all.
pub(super) fn read(context: &Context, poll: &str) -> Result<(Vec<Page>, bool), Stop> {
    let (mut pages, mut from) = (Vec::new(), Some(0));
    while let Some(start) = from.filter(|_| pages.len() < PAGES) {
        let answer = context.get(log_path(poll, start))?;
        let lines = lines(&answer)?;
        from = next(&answer, start)?;
        pages.push(Page { answer, lines });
    }
    Ok((pages, from.is_none()))
}

/// Where the page that began with `start` says that the log goes on.
fn next(answer: &Answer, start: u64) -> Result<Option<u64>, Stop> {
    let link = answer.header("link");
    let is_next = |link: &&str| link.replace('"', "").contains("rel=next");
    let Some(target) = link.split(',').find(is_next) else { return Ok(None) };
    let target = target.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(url, _)| url);
    let from = target.split_once("from=").and_then(|(_, from)| from.split('&').next()?.parse().ok());
    let todo = "Let `rel=\"next\"` in Link lead to the same URL with a higher `from`.";
    match from {
        Some(from) if from > start => Ok(Some(from)),
        _ => Err(answer.broken(format!("Link: {link}"), todo)),
    }
}

/// Polls whose logs are read: those with results for everybody first, since only these can be checked.
fn logs(context: &Context) -> Vec<&str> {
    let ids = &context.subjects.poll_ids;
    let is_shown =
        |id: &&String| context.subjects.poll("", |poll| poll.id == **id && is_public(poll) == Some(true)).is_ok();
    let (shown, others): (Vec<&String>, Vec<&String>) = ids.iter().partition(is_shown);
    shown.into_iter().chain(others).take(LOGS).map(String::as_str).collect()
}

fn chain(context: &Context) -> End {
    context.subjects.any_poll()?;
    for poll in logs(context) {
        let (pages, _) = read(context, poll)?;
        let mut before = Some((None, "0".repeat(64)));
        for Page { answer, lines } in &pages {
            for line in lines {
                let follows = |(index, _): &(Option<u64>, String)| line.index == index.map_or(0, |index| index + 1);
                // What is missing is for another case to say.
                if let Some((_, previous)) = before.filter(follows).filter(|_| line.kind.is_some()) {
                    let wanted = line.hashed_after(poll, &previous);
                    let came = format!("entry {} with the hash {}", line.index, line.hash);
                    let todo = format!("Hash the entry by the rule of docs/verifying.md. That gives {wanted}.");
                    answer.ensure(line.hash == wanted, came, todo)?;
                }
                before = Some((Some(line.index), line.hash.clone()));
            }
        }
    }
    Ok(())
}

fn pages(context: &Context) -> End {
    context.subjects.any_poll()?;
    for poll in logs(context) {
        let mut wanted = 0;
        let (pages, _) = read(context, poll)?;
        for Page { answer, lines } in &pages {
            for line in lines {
                let came = format!("entry {} where {wanted} was to be", line.index);
                answer.ensure(
                    line.index == wanted,
                    came,
                    "Number entries from 0, and give each once, whatever the page.",
                )?;
                wanted += 1;
            }
        }
        if wanted > 1 {
            let answer = context.get(log_path(poll, wanted - 1))?;
            let first = lines(&answer)?.first().map(|line| line.index);
            let came = format!("the first entry is {first:?}");
            answer.ensure(first == Some(wanted - 1), came, "Begin with the entry whose number `from` gives.")?;
        }
    }
    Ok(())
}

fn hidden(context: &Context) -> End {
    let poll = context.subjects.poll("poll with hidden results", |poll| is_public(poll) == Some(false))?;
    let answer = context.get(log_path(&poll.id, 0))?;
    lines(&answer)?;
    for line in String::from_utf8_lossy(&answer.body).lines() {
        let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap_or_default();
        let is_bare = fields.keys().all(|key| key == "index" || key == "hash");
        answer.ensure(is_bare, line, "Give `index` and `hash` alone to whom the poll hides its results from.")?;
    }
    Ok(())
}

fn own_entry(answer: &Answer) -> Result<Entry, Stop> {
    let todo =
        "Give `entry` with `index`, `hash` and `salt` to the voter, in the answer to the vote and beside the poll.";
    answer.json::<WithEntry>()?.entry.ok_or_else(|| answer.broken("no `entry`", todo))
}

fn seen(reader: &Reader<'_>, poll: &Poll) -> Result<Answer, Stop> {
    reader.send(crate::client::Ask::get(poll_path(&poll.id)))
}

fn own(context: &Context) -> End {
    let poll = context.subjects.changeable()?;
    let reader = context.reader_with_client_id();
    let answer = reader.vote(&poll.id, &ballot(poll))?;
    let entry = own_entry(&answer)?;
    let answer = seen(&reader, poll)?;
    let again = own_entry(&answer)?;
    answer.ensure(again == entry, format!("{again:?}"), format!("Tell the voter the same entry again: {entry:?}."))?;
    let answer = context.get(poll_path(&poll.id))?;
    let is_secret = answer.json::<WithEntry>()?.entry.is_none();
    answer.ensure(is_secret, answer.summary(), "Tell the entry and its salt to nobody but its voter.")?;
    let answer = reader.send(crate::client::Ask::get(log_path(&poll.id, entry.index)))?;
    let line = lines(&answer)?.into_iter().next().unwrap_or_default();
    let is_it = line.index == entry.index && line.hash == entry.hash;
    let came = format!("entry {} with the hash {}", line.index, line.hash);
    answer.ensure(is_it, came, format!("Have the entry that the voter was told in the log: {entry:?}."))?;
    if line.kind.is_some() {
        let came = format!("options {:?}, commitment {}", line.options, line.commitment);
        let wanted = sha256(format!("hustings salt 1\n{}", entry.salt));
        let todo = format!("Have the vote's options in `options`, and in `commitment` the hash of its salt, {wanted}.");
        answer.ensure(line.options == ballot(poll) && line.commitment == wanted, came, todo)?;
    }
    Ok(())
}
