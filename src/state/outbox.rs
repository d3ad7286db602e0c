//! Delivers votes and ratings until the server has acknowledged or refused them: one after another
//! for each target, with backoff, across reloads.

use std::sync::{Mutex, MutexGuard};

use leptos::{prelude::*, task::spawn_local};

use super::{
    Answers,
    answers::locked,
    wake::{nap, wake_all},
};
use crate::{
    api::{ApiError, Request, read},
    dom::{document, storage},
    json,
    model::{
        backoff::full_jitter_ms,
        ballot::Delivery,
        outbox::{Mutation, Outbox, Target, Wish},
    },
};

const STORAGE: &str = "hustings.outbox";

/// The outbox and who is delivering what.
#[derive(Default)]
pub struct Deliveries {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    outbox: Outbox,
    under_way: Vec<Target>,
}

impl Deliveries {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        locked(&self.inner)
    }

    /// Notes that the wishes about a target are being delivered. Returns whether they were not yet.
    fn set_out(&self, target: &Target) -> bool {
        let mut inner = self.lock();
        let is_new = !inner.under_way.contains(target);
        if is_new {
            inner.under_way.push(target.clone());
        }
        is_new
    }
}

/// A key of its own for each target, so that two tabs do not overwrite each other's wishes.
fn storage_key(target: &Target) -> String {
    let (kind, name) = match target {
        Target::Poll(id) => ("poll.", id),
        Target::Rating(slug) => ("rating.", slug),
    };
    [&*storage::of_publication(STORAGE), kind, name].concat()
}

impl Answers {
    /// Keeps a wish and sets out to deliver it.
    pub(super) fn post(&self, target: Target, wish: Wish) {
        let mutation = self.deliveries.lock().outbox.put(target.clone(), wish, self.now.get_untracked());
        storage::set(&storage_key(&target), &json::mutation(&mutation));
        self.deliver(target);
    }

    /// Takes up what an earlier visit could not deliver, as far as it is for this page or frame to deliver.
    /// Call once, in the browser.
    pub fn restore_outbox(&self, is_ours: impl Fn(&Target) -> bool) {
        let keys = storage::keys(&storage::of_publication(STORAGE));
        let mut kept: Vec<Mutation> = keys.iter().filter_map(|key| json::decode(&storage::get(key)?).ok()).collect();
        kept.retain(|mutation| is_ours(&mutation.target));
        self.deliveries.lock().outbox = Outbox::restore(kept.clone());
        self.show_all_pending();
        for mutation in kept {
            self.deliver(mutation.target);
        }
    }

    /// Lays every unacknowledged wish over the poll or rating that it is about.
    pub(super) fn show_all_pending(&self) {
        let pending = self.deliveries.lock().outbox.all().to_vec();
        for mutation in pending {
            self.show_pending(&mutation);
        }
    }

    /// What is shown as on its way already stays as it is.
    fn show_pending(&self, mutation: &Mutation) {
        let wish = &mutation.wish;
        match &mutation.target {
            Target::Poll(id) => self.change(id, |ballot| {
                if ballot.delivery.is_none() {
                    ballot.chosen = if let Wish::Vote(options) = wish { options.clone() } else { Vec::new() };
                    ballot.delivery = Some(Delivery::NotSent);
                }
            }),
            Target::Rating(slug) => {
                if let Some(besides) = &self.besides {
                    besides.show_pending(slug, wish);
                }
            }
        }
    }

    fn deliver(&self, target: Target) {
        if self.deliveries.set_out(&target) {
            let answers = self.clone();
            spawn_local(async move {
                answers.deliver_all(&target).await;
                answers.deliveries.lock().under_way.retain(|other| *other != target);
            });
        } else {
            // Whoever waits for a better moment has something new to try.
            wake_all();
        }
    }

    /// Delivers the wishes about a target, one after another, until there is none.
    async fn deliver_all(&self, target: &Target) {
        let mut attempt = 0;
        while let Some(mutation) = self.pending(target) {
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
                    if self.forget(&mutation) {
                        self.set_delivery(target, Delivery::Refused(error.code()));
                    }
                }
            }
        }
    }

    fn pending(&self, target: &Target) -> Option<Mutation> {
        self.deliveries.lock().outbox.pending(target).cloned()
    }

    /// Forgets a mutation that was answered. Returns whether it was the reader's last wish.
    fn forget(&self, mutation: &Mutation) -> bool {
        let settled = self.deliveries.lock().outbox.settle(&mutation.target, mutation.id);
        if settled {
            storage::remove(&storage_key(&mutation.target));
        }
        settled
    }

    /// What to send for a wish; nothing for what this page knows nothing of.
    fn request(&self, mutation: &Mutation) -> Option<Request> {
        let wish = &mutation.wish;
        match &mutation.target {
            Target::Poll(id) => Some(match wish {
                Wish::Vote(options) => self.api.put_vote(id, options, &self.lang()),
                Wish::Withdraw | Wish::Stars(_) => self.api.delete_vote(id, &self.lang()),
            }),
            Target::Rating(slug) => self.besides.as_ref().map(|besides| besides.request(&self.api, slug, wish)),
        }
    }

    /// Takes the server's answer, unless the reader wants something else by now.
    fn settle(&self, mutation: &Mutation, answer: &str) -> Result<(), ApiError> {
        match &mutation.target {
            Target::Poll(id) => {
                let poll = read(answer)?;
                if self.forget(mutation) {
                    self.change(id, |ballot| ballot.acknowledge(poll));
                }
            }
            Target::Rating(slug) => {
                if self.forget(mutation)
                    && let Some(besides) = &self.besides
                {
                    besides.acknowledge(slug, answer)?;
                }
            }
        }
        Ok(())
    }

    /// Shows what became of a wish. What was refused gives way to what the server has.
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
                    self.reread(id);
                }
            }
            Target::Rating(slug) => {
                if let Some(besides) = &self.besides {
                    besides.set_delivery(slug, delivery);
                }
            }
        }
    }
}
