//! Polls: what readers do with them here, and what the server says.

use hustings_wire::Poll;
use leptos::{prelude::*, task::spawn_local};

use super::Answers;
use crate::{
    dom::{document::log_error, timer::sleep},
    model::{
        ballot::{Ballot, Delivery},
        outbox::{Target, Wish},
        tally::Tally,
    },
};

/// Milliseconds between two questions for the same poll.
const REREAD_MS: u32 = 1_000;

impl Answers {
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
    pub(super) fn apply_poll_frame(&self, frame: &Tally) {
        let Some(ballot) = self.ballots.get(&frame.id) else { return };
        if ballot.with_untracked(|ballot| ballot.is_hidden_from_stream(frame)) {
            self.reread(&frame.id);
        } else {
            ballot.update(|ballot| ballot.apply_frame(frame));
        }
    }

    /// Asks for a poll as it is for this reader. Whoever asks while an answer is awaited, or in the second after
    /// it, is served by one more question.
    pub fn reread(&self, poll: &str) {
        if !self.rereads.begin(poll) {
            return;
        }
        let (answers, poll) = (self.clone(), poll.to_owned());
        spawn_local(async move {
            loop {
                match answers.api.poll(&poll, &answers.lang()).await {
                    Ok(snapshot) => answers.know_poll(&snapshot),
                    Err(error) => log_error(&error.text()),
                }
                sleep(REREAD_MS).await;
                if answers.rereads.end(&poll) {
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
            self.post(Target::Poll(poll.to_owned()), Wish::Vote(options));
        }
    }

    /// Takes the vote back.
    pub fn withdraw_vote(&self, poll: &str) {
        self.change(poll, |ballot| {
            ballot.chosen.clear();
            ballot.delivery = Some(Delivery::Sending);
        });
        self.post(Target::Poll(poll.to_owned()), Wish::Withdraw);
    }
}
