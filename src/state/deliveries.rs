//! What this browser keeps of unacknowledged mutations, and which targets this tab is delivering. `outbox` delivers them.
//!
//! Where the storage is full or refused, a tab keeps what is new in its own memory: no other tab sees that, and it is gone
//! with the tab. What was stored before may then be sent in its place, by another tab or on the next visit.

use std::sync::Mutex;

use hustings_core::{
    json,
    model::outbox::{Intent, Mutation, Target, latest, next_id},
};
use hustings_wire::digits::digits;

use super::lock::locked;
use crate::dom::{document::clock_ms, storage};

const STORAGE: &str = "hustings.outbox";

/// The mutations are in the browser's storage, where every tab sees them, as long as there is room for them.
#[derive(Default)]
pub(super) struct Deliveries {
    under_way: Mutex<Vec<Target>>,
    /// The `sub` of whoever a partner has signed in, in a poll that asks for it; else empty.
    sub: Mutex<String>,
}

/// Where the mutations of a target are kept, which is the beginning of their keys, and the name of the turn to send.
pub(super) fn place(target: &Target) -> String {
    let (kind, name) = match target {
        Target::Poll(id) => ("poll.", id),
        Target::Rating(slug) => ("rating.", slug),
    };
    [&*storage::of_publication(STORAGE), kind, name].concat()
}

/// Visits what is kept with its key, of whatever tab and reader. What is no mutation is passed over.
fn each(visit: &mut dyn FnMut(&str, Mutation)) {
    for key in storage::keys(&storage::of_publication(STORAGE)) {
        if let Some(Ok(mutation)) = storage::get(&key).map(|text| json::decode(&text)) {
            visit(&key, mutation);
        }
    }
}

/// All that is kept.
pub(super) fn kept() -> Vec<Mutation> {
    let mut kept = Vec::new();
    each(&mut |_, mutation| kept.push(mutation));
    kept
}

impl Deliveries {
    /// Sends the mutations of this reader from now on. Returns whether it is another than before.
    pub(super) fn sign_in(&self, sub: &str) -> bool {
        let mut known = locked(&self.sub);
        let is_other = *known != sub;
        sub.clone_into(&mut known);
        is_other
    }

    /// The `sub` of whoever is signed in; empty where the browser is the reader.
    pub(super) fn sub(&self) -> String {
        locked(&self.sub).clone()
    }

    /// Keeps an intent under a key of its own, so that no tab removes what it has not read. Earlier ones of the same target
    /// stay until the server has said something to this one.
    pub(super) fn put(&self, target: &Target, intent: Intent) {
        let id = next_id(&kept(), clock_ms());
        let mutation = Mutation { id, target: target.clone(), intent, sub: self.sub(), made_at: None };
        storage::set(&[&*place(target), " ", &digits(id)].concat(), &json::mutation(&mutation));
    }

    /// The mutation to deliver for a target.
    pub(super) fn pending(&self, target: &Target) -> Option<Mutation> {
        latest(kept(), target, &self.sub())
    }

    /// Whether this is what the reader last wanted.
    pub(super) fn is_pending(&self, mutation: &Mutation) -> bool {
        self.pending(&mutation.target).is_some_and(|pending| pending.order() == mutation.order())
    }

    /// Removes a mutation that was answered, and what it settles.
    pub(super) fn settle(&self, mutation: &Mutation) {
        each(&mut |key, other| {
            if mutation.settles(&other) {
                storage::remove(key);
            }
        });
    }

    /// Marks a target as being delivered. Returns false when it was already.
    pub(super) fn begin(&self, target: &Target) -> bool {
        let mut under_way = locked(&self.under_way);
        let is_new = !under_way.contains(target);
        if is_new {
            under_way.push(target.clone());
        }
        is_new
    }

    /// Marks a target as not being delivered any more.
    pub(super) fn end(&self, target: &Target) {
        locked(&self.under_way).retain(|other| other != target);
    }
}
