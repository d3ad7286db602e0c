//! Polls: what readers do with them here, and what the server says.

use std::sync::atomic::Ordering;

use hustings_core::{
    kinds::every_kind,
    model::{
        ballot::Ballot,
        outbox::{Intent, Target},
        tally::Tally,
    },
};
use leptos::prelude::*;

use super::{Polls, refetches::Fetch};

impl Polls {
    /// Applies a poll's snapshot from the live stream.
    pub(super) fn apply_live(&self, tally: Tally) {
        let Some(ballot) = self.ballots.get(&tally.id) else { return };
        if ballot.with_untracked(|ballot| ballot.is_hidden_from_stream(&tally)) {
            self.is_unknown.store(true, Ordering::Relaxed);
            self.refetch(&tally.id);
        } else {
            ballot.update(|ballot| ballot.apply_live(tally));
        }
    }

    /// Fetches a poll as this reader may see it. Calls during a fetch, or in the second after it, share one more fetch.
    pub fn refetch(&self, poll: &str) {
        let (polls, id) = (self.clone(), poll.to_owned());
        let fetch: Fetch = Box::new(move || {
            let (polls, sub) = (polls.clone(), polls.deliveries.sub());
            let asked = polls.api.poll(&id, &polls.lang());
            Box::pin(async move {
                let snapshot = asked.await?;
                // What another reader asked for is theirs: whoever has come since asks for themselves.
                if polls.deliveries.sub() == sub && !polls.ballots.refetches.is_outdated(&snapshot.id) {
                    polls.know(snapshot);
                }
                Ok(())
            })
        });
        self.ballots.refetches.run(&self.api, poll, fetch);
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

    /// Gives an option a place, counted from 1, or none, which is 0: one that is ticked has the first.
    pub fn choose(&self, poll: &str, option: &str, place: usize) {
        self.change(poll, |ballot| ballot.give_place(option, place));
    }

    /// Sends the ticked options if they are a valid vote; otherwise shows what is missing.
    pub fn send_vote(&self, poll: &str) {
        let mut vote = None;
        self.change(poll, |ballot| {
            ballot.tried = ballot.check().is_err();
            if !ballot.tried {
                ballot.send();
                vote = Some(ballot.vote());
            }
        });
        if let Some(options) = vote {
            self.post(Target::Poll(poll.to_owned()), Intent::Vote(options));
        }
    }

    /// Withdraws the vote. A reader without one only wants to see the results.
    pub fn withdraw_vote(&self, poll: &str) {
        let mut intent = Intent::Withdraw;
        self.change(poll, |ballot| {
            if every_kind() && ballot.poll.my_vote.is_none() {
                intent = Intent::Vote(Vec::new());
            }
            ballot.chosen.clear();
            ballot.send();
        });
        self.post(Target::Poll(poll.to_owned()), intent);
    }
}
