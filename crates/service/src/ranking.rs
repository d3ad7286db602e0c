//! The count of a ranking beside what a reader sees of it. Tally and votes are read one after the other, and readers go on
//! voting: whatever is shown of a ranking is therefore of the number that its count has.

use std::sync::Arc;

use hustings_domain::{PollDefinition, audience};
use hustings_identity::voter::Voter;
use hustings_store::{PollRecord, Runoff, Store, StoreError};
use hustings_wire::PollKind;

use crate::context::Context;

/// The record of `voter` in `poll`, and the count where it is a ranking and shows.
///
/// # Errors
/// When the store cannot be read.
pub(crate) async fn read(
    context: Context<'_>,
    poll: &PollDefinition,
    voter: Option<&Voter>,
) -> Result<(PollRecord, Option<Arc<Runoff>>), StoreError> {
    let keys = voter.map(|voter| &voter.keys);
    let before = context.store.poll(&poll.id, keys).await?;
    let number = before.tally.number;
    let (mut record, runoff) = counted(context, poll, before).await?;
    // Else the voter might be told of a state of the tally that has their vote, and that they have none.
    if record.tally.number != number {
        record = PollRecord { tally: record.tally, ..context.store.poll(&poll.id, keys).await? };
    }
    Ok((record, runoff))
}

/// `record` with the tally of the count, and the count, where `poll` is a ranking that shows to the reader of the record.
///
/// # Errors
/// When the store cannot be read.
pub(crate) async fn counted(
    context: Context<'_>,
    poll: &PollDefinition,
    record: PollRecord,
) -> Result<(PollRecord, Option<Arc<Runoff>>), StoreError> {
    let state = context.state_of(poll, record.tally.forced);
    let shows = audience(poll.results, state).includes(record.answered().is_vote(poll.asks_twice));
    if shows { with_count(context.store, poll, record).await } else { Ok((record, None)) }
}

/// The same whoever asks.
///
/// # Errors
/// When the store cannot be read.
pub async fn with_count(
    store: &dyn Store,
    poll: &PollDefinition,
    record: PollRecord,
) -> Result<(PollRecord, Option<Arc<Runoff>>), StoreError> {
    if poll.kind != PollKind::Ranking {
        return Ok((record, None));
    }
    let runoff = store.runoffs().count(store, poll, record.tally.number).await?;
    Ok((PollRecord { tally: Arc::clone(&runoff.tally), ..record }, Some(runoff)))
}
