//! The persisted outbox, and which mutations are being delivered. `outbox` delivers them.

use std::sync::{Mutex, MutexGuard};

use hustings_core::{
    json,
    model::outbox::{Intent, Mutation, Outbox, Target},
};
use hustings_wire::Timestamp;

use super::lock::locked;
use crate::dom::storage;

const STORAGE: &str = "hustings.outbox";

/// Unacknowledged mutations, which are in the browser's storage as well.
#[derive(Default)]
pub(super) struct Deliveries(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    outbox: Outbox,
    under_way: Vec<Target>,
}

/// One storage key for each target, so that two tabs do not overwrite each other's mutations.
fn storage_key(target: &Target) -> String {
    let (kind, name) = match target {
        Target::Poll(id) => ("poll.", id),
        Target::Rating(slug) => ("rating.", slug),
    };
    [&*storage::of_publication(STORAGE), kind, name].concat()
}

impl Deliveries {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        locked(&self.0)
    }

    /// Stores an intent, and replaces an earlier one of the same target.
    pub(super) fn put(&self, target: &Target, intent: Intent, now: Timestamp) {
        let mutation = self.lock().outbox.put(target.clone(), intent, now);
        storage::set(&storage_key(target), &json::mutation(&mutation));
    }

    /// Restores the mutations of an earlier visit that are `is_ours`, and returns them.
    pub(super) fn restore(&self, is_ours: impl Fn(&Target) -> bool) -> Vec<Mutation> {
        let keys = storage::keys(&storage::of_publication(STORAGE));
        let mut kept: Vec<Mutation> = keys.iter().filter_map(|key| json::decode(&storage::get(key)?).ok()).collect();
        kept.retain(|mutation| is_ours(&mutation.target));
        self.lock().outbox = Outbox::restore(kept.clone());
        kept
    }

    /// All unacknowledged mutations, oldest first.
    pub(super) fn all(&self) -> Vec<Mutation> {
        self.lock().outbox.all().to_vec()
    }

    /// The unacknowledged mutation of a target.
    pub(super) fn pending(&self, target: &Target) -> Option<Mutation> {
        self.lock().outbox.pending(target).cloned()
    }

    /// Removes an answered mutation. Returns whether it was the reader's latest intent.
    pub(super) fn settle(&self, mutation: &Mutation) -> bool {
        let settled = self.lock().outbox.settle(&mutation.target, mutation.id);
        if settled {
            storage::remove(&storage_key(&mutation.target));
        }
        settled
    }

    /// Marks a target as being delivered. Returns false when it was already.
    pub(super) fn begin(&self, target: &Target) -> bool {
        let mut inner = self.lock();
        let is_new = !inner.under_way.contains(target);
        if is_new {
            inner.under_way.push(target.clone());
        }
        is_new
    }

    /// Marks a target as not being delivered any more.
    pub(super) fn end(&self, target: &Target) {
        self.lock().under_way.retain(|other| other != target);
    }
}
