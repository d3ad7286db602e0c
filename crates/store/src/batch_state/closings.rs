//! An operator's word over a poll's schedule, and the closings that come of it.

use std::collections::BTreeMap;

use hustings_domain::{Forced, Schedule};
use hustings_wire::{PollState, Timestamp};

use super::BatchState;
use crate::closings::{Closing, ClosingCause};

/// What the operator's words of a batch close and hold no longer.
#[derive(Debug, Default)]
pub(crate) struct BatchClosings {
    /// Closings to write.
    pub(crate) new: Vec<Closing>,
    /// Polls that an operator's word keeps closed no longer, each with the last time of that.
    pub(crate) ended: BTreeMap<String, Timestamp>,
}

impl BatchClosings {
    /// An operator's word keeps the poll closed no longer.
    fn end(&mut self, poll: &str, now: Timestamp) {
        for closing in self.new.iter_mut().filter(|closing| closing.poll == poll) {
            closing.held_until.get_or_insert(now);
        }
        self.ended.insert(poll.to_owned(), now);
    }
}

impl BatchState {
    /// Overrules the schedule of a poll, or leaves the poll to it.
    pub(super) fn force(&mut self, poll: &str, forced: Option<Forced>, schedule: Schedule, now: Timestamp) {
        let tally = self.polls.entry(poll.to_owned()).or_default();
        let before = std::mem::replace(&mut tally.forced, forced);
        if before == forced {
            return;
        }
        self.changed_polls.insert(poll.to_owned());
        if before == Some(Forced::Closed) {
            self.closings.end(poll, now);
        }
        let was_closed = schedule.state_at(now, before) == PollState::Closed;
        if !was_closed && schedule.state_at(now, forced) == PollState::Closed {
            // A poll that is left to a schedule that is over stays closed by that schedule, which may be put off.
            let held_until = if forced.is_some() { None } else { Some(now) };
            self.closings.new.push(Closing::new(poll, now, ClosingCause::Operator, held_until));
        }
    }
}
