//! Delivers votes and ratings until the server has acknowledged or refused them: one after another
//! for each target, with backoff, across reloads.

use hustings_core::model::{
    backoff::full_jitter_ms,
    ballot::Delivery,
    outbox::{Intent, Mutation, Target},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    Polls,
    wake::{nap, wake_all},
};
use crate::{
    api::{ApiError, Request, read},
    dom::document,
};

impl Polls {
    /// Stores an intent and starts to deliver it.
    pub(super) fn post(&self, target: Target, intent: Intent) {
        self.deliveries.put(&target, intent, self.now.get_untracked());
        self.deliver(target);
    }

    /// Restores undelivered mutations of an earlier visit that this page or frame can deliver.
    /// Call once, in the browser.
    pub fn restore_outbox(&self, is_ours: impl Fn(&Target) -> bool) {
        let kept = self.deliveries.restore(is_ours);
        self.show_all_pending();
        for mutation in kept {
            self.deliver(mutation.target);
        }
    }

    /// Applies every unacknowledged intent to its poll or rating.
    pub(super) fn show_all_pending(&self) {
        for mutation in self.deliveries.all() {
            self.show_pending(&mutation);
        }
    }

    /// An intent that is shown already stays as it is.
    fn show_pending(&self, mutation: &Mutation) {
        let intent = &mutation.intent;
        match &mutation.target {
            Target::Poll(id) => self.change(id, |ballot| {
                if ballot.delivery.is_none() {
                    ballot.chosen = if let Intent::Vote(options) = intent { options.clone() } else { Vec::new() };
                    ballot.delivery = Some(Delivery::NotSent);
                }
            }),
            Target::Rating(slug) => {
                if let Some(extension) = &self.extension {
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
        while let Some(mutation) = self.deliveries.pending(target) {
            let Some(request) = self.request(&mutation) else { return };
            let sent = self.api.send(request).await;
            match sent.and_then(|answer| self.settle(&mutation, &answer)) {
                Ok(()) => attempt = 0,
                Err(error) if error.is_transient() => {
                    self.set_delivery(target, Delivery::NotSent);
                    nap(full_jitter_ms(attempt, document::random())).await;
                    attempt += 1;
                }
                Err(error) => {
                    document::log_error(&error.text());
                    if self.deliveries.settle(&mutation) {
                        self.set_delivery(target, Delivery::Refused(error.code()));
                    }
                }
            }
        }
    }

    /// The request for an intent; none for a target that this page does not know.
    fn request(&self, mutation: &Mutation) -> Option<Request> {
        let intent = &mutation.intent;
        match &mutation.target {
            Target::Poll(id) => Some(match intent {
                Intent::Vote(options) => self.api.put_vote(id, options, &self.lang()),
                Intent::Withdraw | Intent::Stars(_) => self.api.delete_vote(id, &self.lang()),
            }),
            Target::Rating(slug) => self.extension.as_ref().map(|extension| extension.request(&self.api, slug, intent)),
        }
    }

    /// Applies the server's response, unless there is a newer intent.
    fn settle(&self, mutation: &Mutation, answer: &str) -> Result<(), ApiError> {
        match &mutation.target {
            Target::Poll(id) => {
                let poll = read(answer)?;
                if self.deliveries.settle(mutation) {
                    self.change(id, |ballot| ballot.acknowledge(poll));
                }
            }
            Target::Rating(slug) => {
                if self.deliveries.settle(mutation)
                    && let Some(extension) = &self.extension
                {
                    extension.acknowledge(slug, answer)?;
                }
            }
        }
        Ok(())
    }

    /// Shows the delivery status of an intent. A refused one is replaced by the server's state.
    fn set_delivery(&self, target: &Target, delivery: Delivery) {
        match target {
            Target::Poll(id) => {
                let is_refused = matches!(delivery, Delivery::Refused(_));
                self.change(id, |ballot| {
                    if is_refused {
                        ballot.chosen = ballot.poll.my_vote.clone().unwrap_or_default();
                    }
                    ballot.delivery = Some(delivery);
                });
                if is_refused {
                    self.refetch(id);
                }
            }
            Target::Rating(slug) => {
                if let Some(extension) = &self.extension {
                    extension.set_delivery(slug, delivery);
                }
            }
        }
    }
}
