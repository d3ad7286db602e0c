//! Polls: what readers do with them here, and what the server says.

use hustings_wire::{Poll, PollFrame};
use leptos::prelude::*;

use super::Site;
use crate::model::{
    ballot::{Ballot, Delivery},
    outbox::{Target, Wish},
};

impl Site {
    /// Takes over a poll's snapshot.
    pub(super) fn know_poll(&self, poll: &Poll) {
        match self.ballots.get(&poll.id) {
            Some(ballot) => ballot.update(|ballot| ballot.apply_snapshot(poll.clone())),
            None => {
                self.ballots.insert(&poll.id, Ballot::new(poll.clone()));
            }
        }
    }

    /// Takes over a frame of the live stream.
    pub(super) fn apply_poll_frame(&self, frame: &PollFrame) {
        if let Some(ballot) = self.ballots.get(&frame.id) {
            ballot.update(|ballot| ballot.apply_frame(frame));
        }
    }

    /// Ticks or unticks an option.
    pub fn choose(&self, poll: &str, option: &str, ticked: bool) {
        if let Some(ballot) = self.ballots.get(poll) {
            ballot.update(|ballot| ballot.choose(option, ticked));
        }
    }

    /// Sends what is ticked, when it makes a vote; says what is missing when it does not.
    pub fn send_vote(&self, poll: &str) {
        let Some(ballot) = self.ballots.get(poll) else { return };
        let is_vote = ballot.with_untracked(|ballot| ballot.check().is_ok());
        ballot.update(|ballot| {
            ballot.tried = !is_vote;
            if is_vote {
                ballot.delivery = Some(Delivery::Sending);
            }
        });
        if is_vote {
            let options = ballot.with_untracked(|ballot| ballot.chosen.clone());
            self.post(Target::Poll(poll.to_owned()), Wish::Vote(options));
        }
    }

    /// Takes the vote back.
    pub fn withdraw_vote(&self, poll: &str) {
        if let Some(ballot) = self.ballots.get(poll) {
            ballot.update(|ballot| {
                ballot.chosen.clear();
                ballot.delivery = Some(Delivery::Sending);
            });
            self.post(Target::Poll(poll.to_owned()), Wish::Withdraw);
        }
    }
}
