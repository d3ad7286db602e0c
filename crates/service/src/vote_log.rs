//! The published log of a poll's votes, as whoever asks may see it: docs/verifying.md.

use hustings_domain::{LogHash, audience, date};
use hustings_http::error::ApiError;
use hustings_identity::voter::Voter;
use hustings_store::LoggedEntry;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{context::Context, polls::definition};

/// Entries of one page.
pub const PAGE: u32 = 1_000;

/// One line of a poll's log. While results are hidden from whoever asks, `index` and `hash` alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct LogLine {
    /// Its number, from 0 without gaps.
    pub index: u64,
    /// What happened: `start`, `wording`, `cast`, `change`, `withdraw`, `merge`, `aside`, `recall`, `count` or `strike`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// The day, such as `2026-06-01`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// Ids of the options that are voted for no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Vec<String>>,
    /// Ids of the options that are voted for now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<String>>,
    /// Of `start` the tally so far, of `wording` its hashes, of `aside` why; of `recall`, `count` and `strike` the number of the
    /// entry that they end, and of the last two why; else empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The hash of the voter's salt; left out where nobody voted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commitment: Option<String>,
    /// The SHA-256 of the line and of the hash before it, as docs/verifying.md says; 64 hexadecimal digits.
    pub hash: String,
}

impl LogLine {
    fn of(LoggedEntry { entry, hash }: LoggedEntry, visible: bool) -> Self {
        let (index, hash) = (entry.index, hash.text());
        if !visible {
            return Self { index, hash, ..Self::default() };
        }
        Self {
            index,
            kind: Some(entry.kind.as_str()),
            day: Some(date(entry.day)),
            was: Some(entry.was),
            options: Some(entry.options),
            detail: Some(entry.detail),
            commitment: entry.commitment.map(LogHash::text),
            hash,
        }
    }
}

/// Lines of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPage {
    /// The lines, at most [`PAGE`].
    pub lines: Vec<LogLine>,
    /// The number with which the next page begins; none after the last line.
    pub next: Option<u64>,
}

/// The log of the poll `id` from the entry number `from` on.
///
/// # Errors
/// `not_found`, `unavailable`.
pub async fn log_page(context: Context<'_>, id: &str, from: u64, voter: Option<&Voter>) -> Result<LogPage, ApiError> {
    let poll = definition(context.content, id)?;
    let record = context.store.poll(id, voter.map(|voter| &voter.keys)).await?;
    let state = context.state_of(poll, record.tally.forced);
    let visible = audience(poll.results, state).includes(record.answered().is_vote(poll.asks_twice));
    let mut entries = context.store.log(id, from, PAGE + 1).await?;
    let next = entries.get(PAGE as usize).map(|logged| logged.entry.index);
    entries.truncate(PAGE as usize);
    let lines = entries.into_iter().map(|entry| LogLine::of(entry, visible)).collect();
    Ok(LogPage { lines, next })
}
