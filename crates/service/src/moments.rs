//! The two places of a poll that asks before reading and after: what a reader has said at each, and what shows there.

use std::sync::Arc;

use hustings_content::Content;
use hustings_domain::{PollDefinition, audience};
use hustings_http::error::ApiError;
use hustings_identity::voter::Voter;
use hustings_store::PollRecord;
use hustings_wire::{
    Moment, Poll,
    moment::{before_reading, poll_of},
};

use crate::polls::definition;

/// The poll that is asked under this name, and where, if it asks twice: its own id stands for after reading.
///
/// # Errors
/// As [`definition`].
pub fn asked<'a>(content: &'a Content, name: &str) -> Result<(&'a Arc<PollDefinition>, Option<Moment>), ApiError> {
    let id = poll_of(name);
    let poll = definition(content, id)?;
    match (poll.asks_twice, id == name) {
        (true, true) => Ok((poll, Some(Moment::After))),
        (true, false) => Ok((poll, Some(Moment::Before))),
        (false, true) => Ok((poll, None)),
        (false, false) => Err(ApiError::not_found("There is no such poll.")),
    }
}

/// The poll that an answer under this name is for, and which of two answers it is. The name of a first place stays one for answers
/// once the poll asks once, since they may have waited with a reader who was offline; what shows then is the poll itself.
///
/// # Errors
/// As [`definition`].
pub fn answered<'a>(content: &'a Content, name: &str) -> Result<(&'a Arc<PollDefinition>, Option<Moment>), ApiError> {
    let id = poll_of(name);
    let poll = definition(content, id)?;
    let last = poll.asks_twice.then_some(Moment::After);
    Ok((poll, if id == name { last } else { Some(Moment::Before) }))
}

/// A reader's record as it is at `moment`. Where a poll asks once, what was said in it when it asked twice is what counts.
pub(crate) fn at(moment: Option<Moment>, record: PollRecord) -> PollRecord {
    match moment {
        Some(Moment::After) => record,
        Some(Moment::Before) => {
            // The entry is of what counts.
            let my_entry = record.my_entry.filter(|_| record.my_vote.is_none());
            PollRecord { my_vote: record.my_before, my_before: None, my_entry, ..record }
        }
        None => PollRecord { my_vote: record.my_vote.or(record.my_before), my_before: None, ..record },
    }
}

/// The view of a poll as it is asked at `moment`. Before reading it shows no results, be they public or not. The picture of how readers
/// moved is for whom its own request will be answered: a voter by cookie, where results are not for everybody.
pub(crate) fn place(mut view: Poll, moment: Option<Moment>, voter: Option<&Voter>) -> Poll {
    let Poll { id, lang, .. } = &view;
    let is_public = audience(view.results, view.state).includes(false);
    match moment {
        Some(Moment::Before) => (view.id, view.abstain) = (before_reading(id), false),
        // A file has a language of its own.
        Some(Moment::After) if view.is_frozen() => view.flow = Some(format!("/api/v1/polls/{id}/{lang}/flow.svg")),
        // No page that is a file may show another host's pictures.
        Some(Moment::After) if view.seq.is_static() => {}
        Some(Moment::After) if !is_public && voter.is_some_and(|voter| !voter.has_cookie) => {}
        Some(Moment::After) => view.flow = Some(format!("/api/v1/polls/{id}/flow.svg?lang={lang}")),
        None => {}
    }
    view
}
