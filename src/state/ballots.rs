//! Polls: what readers do with them here, and what the server says.

use hustings_core::model::{
    ballot::{Ballot, Delivery},
    outbox::{Intent, Target},
    tally::Tally,
};
use leptos::{prelude::*, task::spawn_local};

use super::Polls;
use crate::dom::{document::log_error, timer::sleep};

/// Milliseconds between two questions for the same poll.
const REFETCH_MS: u32 = 1_000;

impl Polls {
    /// Takes over what the live stream says of a poll.
    pub(super) fn apply_live(&self, tally: &Tally) {
        let Some(ballot) = self.ballots.get(&tally.id) else { return };
        if ballot.with_untracked(|ballot| ballot.is_hidden_from_stream(tally)) {
            self.refetch(&tally.id);
        } else {
            ballot.update(|ballot| ballot.apply_live(tally));
        }
    }

    /// Asks for a poll as it is for this reader. Whoever asks while an answer is awaited, or in the second after
    /// it, is served by one more question.
    pub fn refetch(&self, poll: &str) {
        if !self.refetches.begin(poll) {
            return;
        }
        let (polls, poll) = (self.clone(), poll.to_owned());
        spawn_local(async move {
            loop {
                match polls.api.poll(&poll, &polls.lang()).await {
                    Ok(snapshot) => polls.know(&snapshot),
                    Err(error) => log_error(&error.text()),
                }
                sleep(REFETCH_MS).await;
                if polls.refetches.end(&poll) {
                    return;
                }
            }
        });
    }

    /// Changes the ballot of a poll, if it is known.
    #[inline(never)]
    fn change_dyn(&self, poll: &str, change: &mut dyn FnMut(&mut Ballot)) {
        if let Some(ballot) = self.ballots.get(poll) {
            ballot.update(|ballot| change(ballot));
        }
    }

    /// Changes the ballot of a poll, if it is known.
    pub(super) fn change(&self, poll: &str, change: impl FnOnce(&mut Ballot)) {
        let mut change = Some(change);
        self.change_dyn(poll, &mut |ballot| {
            if let Some(change) = change.take() {
                change(ballot);
            }
        });
    }

    /// Ticks or unticks an option.
    pub fn choose(&self, poll: &str, option: &str, ticked: bool) {
        self.change(poll, |ballot| ballot.choose(option, ticked));
    }

    /// Sends what is ticked, when it makes a vote; says what is missing when it does not.
    pub fn send_vote(&self, poll: &str) {
        let mut vote = None;
        self.change(poll, |ballot| {
            ballot.tried = ballot.check().is_err();
            if !ballot.tried {
                ballot.delivery = Some(Delivery::Sending);
                vote = Some(ballot.chosen.clone());
            }
        });
        if let Some(options) = vote {
            self.post(Target::Poll(poll.to_owned()), Intent::Vote(options));
        }
    }

    /// Takes the vote back.
    pub fn withdraw_vote(&self, poll: &str) {
        self.change(poll, |ballot| {
            ballot.chosen.clear();
            ballot.delivery = Some(Delivery::Sending);
        });
        self.post(Target::Poll(poll.to_owned()), Intent::Withdraw);
    }
}
