//! Which polls that readers wait for have ended, by their files, the operator's word and what the database has noted of them.

use std::{
    collections::BTreeMap,
    mem,
    sync::{Mutex, PoisonError},
};

use hustings_content::Content;
use hustings_domain::{PollDefinition, Schedule};
use hustings_store::{AwaitedPoll, NoticeChange};
use hustings_wire::{PollState, Timestamp};

/// Seconds after the end of a poll after which nobody is told of it any more, as when no server was there.
const STALE: i64 = 30 * 86_400;
/// Seconds for which a poll may be missing from the publication: an editor may move its file, and of several servers one may have
/// older files than another.
const MISSING: i64 = 3_600;

/// Tells which polls have ended.
#[derive(Debug, Default)]
pub(super) struct Ends {
    /// Polls that are missing from the publication, and since when. A server that restarts begins anew.
    missing: Mutex<BTreeMap<String, Timestamp>>,
}

impl Ends {
    /// What is to be done at `now` about notices of the polls in `awaited`.
    pub(super) fn changes(&self, awaited: Vec<AwaitedPoll>, content: &Content, now: Timestamp) -> Vec<NoticeChange> {
        let mut missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = mem::take(&mut *missing);
        let mut changes = Vec::new();
        for awaited in awaited {
            if let Some(poll) = content.polls.get(&awaited.poll) {
                changes.extend(of_poll(awaited, poll, now));
            } else if !content.may_be_poll(&awaited.poll) {
                let since = before.get(&awaited.poll).copied().unwrap_or(now);
                if now.unix() - since.unix() >= MISSING {
                    changes.push(NoticeChange::ForgetWaiting(awaited.poll));
                } else {
                    missing.insert(awaited.poll, since);
                }
            }
        }
        changes
    }
}

fn of_poll(awaited: AwaitedPoll, definition: &PollDefinition, now: Timestamp) -> Option<NoticeChange> {
    let AwaitedPoll { poll, forced, asked_at, closed_at } = awaited;
    if Schedule::from(definition).state_at(now, forced) != PollState::Closed {
        // It was opened again: who asked before its last closing is told of that.
        let asked_until = closed_at.filter(|at| asked_at <= *at)?;
        return Some(NoticeChange::End { poll, asked_until });
    }
    let ended_at = closed_at.max(definition.closes_at.filter(|_| forced.is_none()));
    Some(match ended_at {
        Some(at) if at.unix() < now.unix() - STALE => NoticeChange::ForgetWaiting(poll),
        // Not until the time of its end: an editor may have ended it by a time that was over, and clocks differ.
        _ => NoticeChange::End { poll, asked_until: now },
    })
}
