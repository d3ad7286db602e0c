//! Delivers votes and ratings until the contract says that they are taken or refused: one after another for each target,
//! with backoff, across reloads, and one tab at a time.

use hustings_core::{
    kinds::every_kind,
    model::{
        backoff::full_jitter_ms,
        ballot::{Ballot, Delivery},
        outbox::{Intent, Mutation, Target},
    },
};
use hustings_wire::{ErrorCode, moment::poll_of};
use leptos::{prelude::WithUntracked, task::spawn_local};

use super::{
    Polls,
    deliveries::{kept, place},
    turn::turn,
    wake::{nap, wake_all},
};
use crate::{
    api::{ApiError, Request, read},
    dom::document,
};

/// The longest wait that a response may ask for, in seconds.
const LONGEST_S: u32 = 600;
/// Milliseconds between two attempts where something else is awaited, which wakes the delivery: another token of the reader's,
/// or the proof that a guarded poll asks for, which `proof.js` adds to the next attempt.
const AWAITING_MS: u32 = 60_000;

impl Polls {
    /// Stores an intent and starts to deliver it.
    pub(super) fn post(&self, target: Target, intent: Intent) {
        self.deliveries.put(&target, intent);
        self.deliver(target);
    }

    /// Shows and delivers everything that is kept, of earlier visits and of other tabs.
    pub fn restore_outbox(&self) {
        for mutation in kept() {
            self.resume(&mutation.target);
        }
    }

    /// Shows and delivers what is kept for one target.
    pub fn resume(&self, target: &Target) {
        if let Some(mutation) = self.deliveries.pending(target) {
            self.show_pending(&mutation);
            self.deliver(mutation.target);
        }
    }

    /// A partner has signed in the reader `sub`, or nobody if that is empty. In a poll that has asked for it, what another
    /// reader of this browser has chosen is theirs alone: what is not sent is kept for them, and nothing of it is shown or
    /// sent. Elsewhere the browser is the reader, whoever is signed in.
    pub fn sign_in(&self, poll: &str, sub: &str) {
        let ballot = self.ballots.get(poll);
        let is_signed = ballot.is_some_and(|ballot| ballot.with_untracked(|ballot| ballot.is_signed));
        if is_signed && self.deliveries.sign_in(sub) {
            self.change(poll, Ballot::pass_on);
            self.resume(&Target::Poll(poll.to_owned()));
        }
        // A token that was refused may have been replaced.
        wake_all();
    }

    /// An intent that is shown already stays as it is.
    fn show_pending(&self, mutation: &Mutation) {
        let intent = &mutation.intent;
        match &mutation.target {
            Target::Poll(id) => self.change(id, |ballot| {
                if ballot.delivery.is_none() {
                    ballot.show(if let Intent::Vote(options) = intent { options } else { &[] });
                    ballot.delivery = Some(Delivery::NotSent);
                }
            }),
            Target::Rating(slug) => {
                if let Some(extension) = self.extension() {
                    extension.show_pending(slug, intent);
                }
            }
        }
    }

    fn deliver(&self, target: Target) {
        if self.deliveries.begin(&target) {
            let polls = self.clone();
            spawn_local(async move {
                polls.deliver_all(&target).await;
                polls.deliveries.end(&target);
            });
        } else {
            // Wakes a delivery that is waiting to retry.
            wake_all();
        }
    }

    /// Delivers the mutations of a target, one after another, until there is none.
    async fn deliver_all(&self, target: &Target) {
        let mut attempt = 0;
        while self.deliveries.pending(target).is_some() {
            let turn = turn(&place(target)).await;
            // Only now, since another tab may have sent it, or may want something newer.
            let Some(mutation) = self.deliveries.pending(target) else { break };
            let Some(request) = self.request(&mutation) else { return };
            let answer = self.api.send(request).await;
            let Some((mut wait, asked)) = self.hear(&mutation, answer, attempt) else {
                // The backend answers again: so it does to the live stream, which may be waiting.
                if attempt > 0 {
                    wake_all();
                }
                attempt = 0;
                continue;
            };
            drop(turn);
            attempt += 1;
            let mut until = document::clock_ms() + f64::from(asked);
            // What wakes it does not end a wait that was asked for, unless the reader wants something else by now.
            while wait > 0 {
                nap(wait).await;
                let now = document::clock_ms();
                // A clock that has been set back makes no wait longer than what was asked for.
                until = until.min(now + f64::from(asked));
                wait = if self.deliveries.is_pending(&mutation) { (until - now) as u32 } else { 0 };
            }
        }
        self.let_go(target);
    }

    /// Takes what came of an attempt. Unless that is the end of the mutation, returns how many milliseconds to wait before
    /// the next attempt, and how many of them nothing may shorten.
    fn hear(&self, mutation: &Mutation, answer: Result<String, ApiError>, attempt: u32) -> Option<(u32, u32)> {
        let Err(error) = answer.and_then(|answer| self.take(mutation, &answer)) else { return None };
        let mut wait = full_jitter_ms(attempt, document::random()).max(1);
        let delivery = if error.is_final() {
            document::log_error(&error.text());
            Delivery::Refused(error.code())
        } else {
            let delivery = match error.code() {
                ErrorCode::IdentityRequired => Delivery::SignedOut,
                ErrorCode::ProofRequired => Delivery::Sending,
                _ => Delivery::NotSent,
            };
            if delivery != Delivery::NotSent {
                wait = AWAITING_MS;
            }
            delivery
        };
        if self.deliveries.is_pending(mutation) {
            self.set_delivery(&mutation.target, delivery);
        }
        if error.is_final() {
            self.deliveries.settle(mutation);
            return None;
        }
        let asked = error.retry_after().min(LONGEST_S) * 1_000;
        Some((wait.max(asked), asked))
    }

    /// The request for an intent; none for a target that this page does not know.
    fn request(&self, mutation: &Mutation) -> Option<Request> {
        let intent = &mutation.intent;
        match &mutation.target {
            Target::Poll(id) => Some(match intent {
                Intent::Vote(options) => self.api.put_vote(id, options, &self.lang()),
                Intent::Withdraw | Intent::Stars(_) => self.api.delete_vote(id, &self.lang()),
            }),
            Target::Rating(slug) => self.extension().map(|extension| extension.request(&self.api, slug, intent)),
        }
    }

    /// Applies the server's response, unless there is a newer intent or another reader. What is not the contract's JSON
    /// settles nothing.
    fn take(&self, mutation: &Mutation, answer: &str) -> Result<(), ApiError> {
        let is_pending = self.deliveries.is_pending(mutation);
        match &mutation.target {
            Target::Poll(id) => {
                let poll = read(answer)?;
                if is_pending {
                    self.ballots.refetches.outdate(id);
                    self.change(id, |ballot| ballot.acknowledge(poll));
                }
                self.refetch_later(id);
            }
            Target::Rating(slug) => {
                if let Some(extension) = self.extension() {
                    extension.acknowledge(slug, answer, is_pending)?;
                }
            }
        }
        self.deliveries.settle(mutation);
        Ok(())
    }

    /// Where `id` is the name of the place before reading: what was said there shows after it, too.
    fn refetch_later(&self, id: &str) {
        let later = poll_of(id);
        if every_kind() && later != id && self.ballots.get(later).is_some() {
            self.refetch(later);
        }
    }

    /// Shows the delivery status of an intent. A refused one is replaced by the server's state.
    fn set_delivery(&self, target: &Target, delivery: Delivery) {
        match target {
            Target::Poll(id) => {
                let is_refused = matches!(delivery, Delivery::Refused(_));
                self.change(id, |ballot| {
                    if is_refused {
                        ballot.let_go();
                    }
                    ballot.is_signed |= delivery == Delivery::SignedOut;
                    ballot.delivery = Some(delivery);
                });
                if is_refused {
                    self.refetch(id);
                }
            }
            Target::Rating(slug) => {
                if let Some(extension) = self.extension() {
                    extension.set_delivery(slug, delivery);
                }
            }
        }
    }

    /// Nothing is to be sent any more. What this tab still shows as on its way another tab has sent, or something newer in
    /// its place: the server says what counts.
    fn let_go(&self, target: &Target) {
        match target {
            Target::Poll(id) => {
                let mut is_elsewhere = false;
                self.change(id, |ballot| {
                    is_elsewhere = ballot.is_in_flight();
                    if is_elsewhere {
                        ballot.let_go();
                    }
                });
                if is_elsewhere {
                    self.refetch(id);
                    self.refetch_later(id);
                }
            }
            Target::Rating(slug) => {
                if let Some(extension) = self.extension() {
                    extension.let_go(&self.api, slug);
                }
            }
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
