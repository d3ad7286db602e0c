//! Delivers votes and ratings until the server has acknowledged or refused them: one after another
//! for each target, with backoff, across reloads.

use std::sync::{Arc, Mutex, MutexGuard};

use hustings_wire::ErrorCode;
use leptos::{prelude::*, task::spawn_local};

use super::{Answers, wake::nap};
use crate::{
    api::ApiError,
    dom::{document, storage},
    json,
    model::{
        backoff::full_jitter_ms,
        ballot::Delivery,
        outbox::{Mutation, Outbox, Target, Wish},
    },
};

const STORAGE_PREFIX: &str = "hustings.outbox.";

/// The outbox and who is delivering what. Clones are the same.
#[derive(Clone, Default)]
pub struct Deliveries {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    outbox: Outbox,
    under_way: Vec<Target>,
}

impl Deliveries {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("nobody panics while holding this lock")
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
    match target {
        Target::Poll(id) => format!("{STORAGE_PREFIX}poll.{id}"),
        Target::Rating(slug) => format!("{STORAGE_PREFIX}rating.{slug}"),
    }
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
        let mut kept: Vec<Mutation> =
            storage::keys(STORAGE_PREFIX).iter().filter_map(|key| json::decode(&storage::get(key)?).ok()).collect();
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
        match (&mutation.target, &mutation.wish) {
            (Target::Poll(id), wish) => {
                if let Some(ballot) = self.ballots.get(id) {
                    if ballot.with_untracked(|ballot| ballot.delivery.is_some()) {
                        return;
                    }
                    ballot.update(|ballot| {
                        ballot.chosen = if let Wish::Vote(options) = wish { options.clone() } else { Vec::new() };
                        ballot.delivery = Some(Delivery::NotSent);
                    });
                }
            }
            (Target::Rating(slug), wish) => {
                if let Some(stars) = self.stars.get(slug) {
                    if stars.with_untracked(|stars| stars.delivery.is_some()) {
                        return;
                    }
                    stars.update(|stars| {
                        stars.wanted = Some(if let Wish::Stars(n) = wish { Some(*n) } else { None });
                        stars.delivery = Some(Delivery::NotSent);
                    });
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
        }
    }

    /// Delivers the wishes about a target, one after another, until there is none.
    async fn deliver_all(&self, target: &Target) {
        let mut attempt = 0;
        while let Some(mutation) = self.pending(target) {
            match self.send(&mutation).await {
                Ok(acknowledge) => {
                    attempt = 0;
                    if self.settle(&mutation) {
                        acknowledge(self);
                    }
                }
                Err(error) if error.is_transient() => {
                    self.set_delivery(target, Delivery::NotSent);
                    nap(full_jitter_ms(attempt, document::random())).await;
                    attempt += 1;
                }
                Err(error) => {
                    document::log_error(&error.to_string());
                    if self.settle(&mutation) {
                        self.refuse(target, error.code()).await;
                    }
                }
            }
        }
    }

    fn pending(&self, target: &Target) -> Option<Mutation> {
        self.deliveries.lock().outbox.pending(target).cloned()
    }

    /// Forgets a mutation that was answered. Returns whether it was the reader's last wish.
    fn settle(&self, mutation: &Mutation) -> bool {
        let settled = self.deliveries.lock().outbox.settle(&mutation.target, mutation.id);
        if settled {
            storage::remove(&storage_key(&mutation.target));
        }
        settled
    }

    /// Sends one mutation. Returns what to do once it has settled.
    async fn send(&self, mutation: &Mutation) -> Result<Box<dyn FnOnce(&Self)>, ApiError> {
        match (&mutation.target, &mutation.wish) {
            (Target::Poll(id), wish) => {
                let poll = match wish {
                    Wish::Vote(options) => self.api.put_vote(id, options, &self.lang()).await?,
                    Wish::Withdraw | Wish::Stars(_) => self.api.delete_vote(id, &self.lang()).await?,
                };
                Ok(Box::new(move |answers| {
                    if let Some(ballot) = answers.ballots.get(&poll.id) {
                        ballot.update(|ballot| ballot.acknowledge(poll));
                    }
                }))
            }
            (Target::Rating(slug), wish) => {
                let rating = match wish {
                    Wish::Stars(stars) => self.api.put_rating(slug, *stars).await?,
                    Wish::Withdraw | Wish::Vote(_) => self.api.delete_rating(slug).await?,
                };
                let slug = slug.clone();
                Ok(Box::new(move |answers| {
                    if let Some(stars) = answers.stars.get(&slug) {
                        stars.update(|stars| stars.acknowledge(rating));
                    }
                }))
            }
        }
    }

    fn set_delivery(&self, target: &Target, delivery: Delivery) {
        match target {
            Target::Poll(id) => {
                if let Some(ballot) = self.ballots.get(id) {
                    ballot.update(|ballot| ballot.delivery = Some(delivery));
                }
            }
            Target::Rating(slug) => {
                if let Some(stars) = self.stars.get(slug) {
                    stars.update(|stars| stars.delivery = Some(delivery));
                }
            }
        }
    }

    /// Shows what the server has in the place of what it refused.
    async fn refuse(&self, target: &Target, code: ErrorCode) {
        match target {
            Target::Poll(id) => {
                let Some(ballot) = self.ballots.get(id) else { return };
                let lang = ballot.with_untracked(|ballot| ballot.poll.lang.clone());
                let fresh = self.api.poll(id, &lang).await.ok();
                ballot.update(|ballot| {
                    ballot.delivery = None;
                    ballot.chosen = ballot.poll.my_vote.clone().unwrap_or_default();
                    if let Some(fresh) = fresh {
                        ballot.apply_snapshot(fresh);
                    }
                    ballot.delivery = Some(Delivery::Refused(code));
                });
            }
            Target::Rating(slug) => {
                if let Some(stars) = self.stars.get(slug) {
                    stars.update(|stars| stars.refuse(code));
                }
            }
        }
    }
}
