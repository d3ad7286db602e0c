//! What a message says: how the poll stands, as `results.json` says it, and where to read and check it. Nothing of any reader.

use hustings_content::Content;
use hustings_core::model::route::Route;
use hustings_service::{PollStatus, default_language, poll_view, results::Results, with_count};
use hustings_store::{Closing, LogHead, PollRecord, Store, StoreError};
use hustings_wire::{LogEnd, PollState, Timestamp};
use serde::Serialize;

use crate::Pages;

/// A message, in the form that the specification recommends.
#[derive(Serialize)]
struct Event<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: Timestamp,
    data: Closed<'a>,
}

/// How a poll stood when it had closed.
#[derive(Serialize)]
struct Closed<'a> {
    #[serde(flatten)]
    results: Results,
    closed_at: Timestamp,
    cause: &'static str,
    page: &'a str,
    passport: &'a str,
    /// The end of the log of votes; null without a vote.
    log: Option<LogEnd>,
}

/// The message about `closing`, or why there is none for now.
///
/// # Errors
/// When the votes cannot be read.
pub(super) async fn body(
    content: &Content,
    store: &dyn Store,
    pages: &Pages,
    closing: &Closing,
) -> Result<Result<String, &'static str>, StoreError> {
    let Some(poll) = content.polls.get(&closing.poll) else {
        return Ok(Err("the publication has no such poll, or it cannot be read; `hustings check` says why"));
    };
    let lang = default_language(content, &content.in_order(poll.question.keys()));
    let (tally, head) = store.log_head(&poll.id).await?;
    let number = tally.number;
    let (record, runoff) = with_count(store, poll, PollRecord { tally, ..PollRecord::default() }).await?;
    if record.tally.number != number {
        // The figures would be of another moment than the end of the log.
        return Ok(Err("the poll was opened again, and somebody votes"));
    }
    // It may be open again, but is told of as it closed; and its owner sees what readers may not see yet.
    let status = PollStatus { state: PollState::Closed, visible: true, seq: store.seq(number) };
    let page =
        format!("{}{}", pages.url, pages.addresses.path(&Route::Poll { lang: lang.clone(), id: poll.id.clone() }));
    let passport = format!("{}/{lang}/polls/{}/passport", pages.url, poll.id);
    let event = Event {
        kind: "poll.closed",
        timestamp: closing.closed_at,
        data: Closed {
            results: Results::from(poll_view(content, poll, lang, &record, runoff.as_deref(), status)),
            closed_at: closing.closed_at,
            cause: closing.cause.as_str(),
            page: &page,
            passport: &passport,
            log: head.map(|LogHead { index, hash }| LogEnd { index, hash: hash.text() }),
        },
    };
    Ok(serde_json::to_string(&event).map_err(|_| "its results cannot be written as JSON"))
}
