//! Whom to tell that a poll has ended. Where a browser is reached, and whether anything is sent there, is for whoever sends.

use hustings_domain::{PollDefinition, ReaderKeys};
use hustings_http::error::ApiError;
use hustings_identity::voter::Voter;
use hustings_store::{Notice, NoticeChange};
use hustings_wire::{NoticeRequest, PollState};

use crate::{context::Context, languages::pick, polls::definition};

/// The most readers that are told of one poll, some hundredths more or fewer, since they are estimated. Beyond them it is the operator's
/// disk that a crowd of made-up readers fills.
const MOST: u64 = 200_000;

/// Whether `voter` is told when the poll `id` ends.
///
/// # Errors
/// `not_found`, `unavailable`.
pub async fn wants_notice(context: Context<'_>, id: &str, voter: Option<&Voter>) -> Result<bool, ApiError> {
    definition(context.content, id)?;
    let Some(voter) = voter else { return Ok(false) };
    Ok(!context.store.own_notices(&[(id.to_owned(), voter.keys.clone())]).await?.is_empty())
}

/// Has `voter` be told in `lang` when the poll `id` ends, at the browser of `request` and no other.
///
/// # Errors
/// `not_found`, `translation_missing`, `poll_not_open`, `poll_closed`, `unavailable`.
pub async fn ask_notice(
    context: Context<'_>,
    id: &str,
    lang: &str,
    voter: &Voter,
    request: NoticeRequest,
) -> Result<(), ApiError> {
    let poll = definition(context.content, id)?;
    let lang = pick("translation of this poll", lang, poll.question.keys())?;
    // Before the state is read: a poll that closes in between has ended after this, so that the reader is told.
    let asked_at = context.clock.now();
    check_open(context, poll).await?;
    if context.store.notice_estimate(id).await? >= MOST {
        return Err(ApiError::unavailable());
    }
    let notice = Notice {
        poll: id.to_owned(),
        reader: voter.keys.first(),
        endpoint: request.endpoint,
        p256dh: request.keys.p256dh,
        auth: request.keys.auth,
        lang,
        asked_at,
        attempts: 0,
    };
    context.store.change_notices(NoticeChange::Keep { notice, reader: voter.keys.clone() }).await?;
    Ok(())
}

/// Has `reader` not be told; succeeds when nobody would be, and of polls that there are not.
///
/// # Errors
/// `unavailable`.
pub async fn drop_notice(context: Context<'_>, id: &str, reader: ReaderKeys) -> Result<(), ApiError> {
    let own = vec![(id.to_owned(), reader)];
    if !context.store.own_notices(&own).await?.is_empty() {
        context.store.change_notices(NoticeChange::Forget(own)).await?;
    }
    Ok(())
}

async fn check_open(context: Context<'_>, poll: &PollDefinition) -> Result<(), ApiError> {
    let forced = context.store.poll(&poll.id, None).await?.tally.forced;
    match context.state_of(poll, forced) {
        PollState::Open => Ok(()),
        PollState::Closed => Err(ApiError::poll_closed()),
        _ => Err(ApiError::poll_not_open()),
    }
}
