//! Polls: what readers do with them here, and what the server says.

use gloo_timers::future::TimeoutFuture;
use hustings_wire::{Poll, PollFrame};
use leptos::{prelude::*, task::spawn_local};

use super::Answers;
use crate::{
    dom::document::log_error,
    model::{
        ballot::{Ballot, Delivery},
        outbox::{Target, Wish},
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
    pub(super) fn apply_poll_frame(&self, frame: &PollFrame) {
        let Some(ballot) = self.ballots.get(&frame.id) else { return };
        if ballot.with_untracked(|ballot| ballot.is_hidden_from_stream(frame)) {
            let (answers, poll) = (self.clone(), frame.id.clone());
            spawn_local(async move { answers.reread(&poll).await });
        } else {
            ballot.update(|ballot| ballot.apply_frame(frame));
        }
    }

    /// Asks for a poll as it is for this reader. Whoever asks while an answer is awaited, or in the second after
    /// it, is served by one more question.
    pub async fn reread(&self, poll: &str) {
        if !self.rereads.begin(poll) {
            return;
        }
        loop {
            match self.api.poll(poll, &self.lang()).await {
                Ok(snapshot) => self.know_poll(&snapshot),
                Err(error) => log_error(&error.to_string()),
            }
            TimeoutFuture::new(REREAD_MS).await;
            if self.rereads.end(poll) {
                return;
            }
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
