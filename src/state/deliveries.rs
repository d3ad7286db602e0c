//! What this browser keeps of unacknowledged mutations, and which targets this tab is delivering. `outbox` delivers them.

use std::sync::Mutex;

use hustings_core::{
    json,
    model::outbox::{Intent, Mutation, Target, latest, next_id},
};
use hustings_wire::digits::digits;

use super::lock::locked;
use crate::dom::{document::clock_ms, storage};

const STORAGE: &str = "hustings.outbox";

/// The mutations are in the browser's storage alone, where every tab sees them.
#[derive(Default)]
pub(super) struct Deliveries {
    under_way: Mutex<Vec<Target>>,
    /// The `sub` of whoever a partner has signed in, in a poll that asks for it; else empty.
    sub: Mutex<String>,
}

/// Where the mutations of a target are kept: the beginning of their keys, and the name of the turn to send.
pub(super) fn place(target: &Target) -> String {
    let (kind, name) = match target {
        Target::Poll(id) => ("poll.", id),
        Target::Rating(slug) => ("rating.", slug),
    };
    [&*storage::of_publication(STORAGE), kind, name].concat()
}

/// What is kept under keys that begin with `place`, with its key. What no version of the app has written is passed over.
fn kept(place: &str) -> Vec<(String, Mutation)> {
    let read = |key: String| json::decode(&storage::get(&key)?).ok().map(|mutation| (key, mutation));
    storage::keys(place).into_iter().filter_map(read).collect()
}

/// The mutations of all targets.
fn all() -> Vec<Mutation> {
    kept(&storage::of_publication(STORAGE)).into_iter().map(|(_, mutation)| mutation).collect()
}

impl Deliveries {
    /// Whose mutations are sent.
    pub(super) fn sub(&self) -> String {
        locked(&self.sub).clone()
    }

    /// Sends the mutations of this reader from now on. Returns whether it is another than before.
    pub(super) fn sign_in(&self, sub: &str) -> bool {
        let mut known = locked(&self.sub);
        let is_other = *known != sub;
        sub.clone_into(&mut known);
        is_other
    }

    /// Keeps an intent. Earlier ones of the same target stay until the server has said something to this one.
    pub(super) fn put(&self, target: &Target, intent: Intent) {
        let id = next_id(&all(), clock_ms());
        let mutation = Mutation { id, target: target.clone(), intent, sub: self.sub() };
        storage::set(&[&*place(target), " ", &digits(id)].concat(), &json::mutation(&mutation));
    }

    /// The mutations to deliver, one of each target.
    pub(super) fn all_pending(&self) -> Vec<Mutation> {
        let all = all();
        let is_latest = |mutation: &&Mutation| self.pending(&mutation.target).as_ref() == Some(mutation);
        all.iter().filter(is_latest).cloned().collect()
    }

    /// The mutation to deliver for a target.
    pub(super) fn pending(&self, target: &Target) -> Option<Mutation> {
        latest(all(), target, &self.sub())
    }

    /// Whether this is what the reader last wanted.
    pub(super) fn is_pending(&self, mutation: &Mutation) -> bool {
        self.pending(&mutation.target).as_ref() == Some(mutation)
    }

    /// Removes a mutation that was answered, and what it settles.
    pub(super) fn settle(&self, mutation: &Mutation) {
        for (key, other) in kept(&place(&mutation.target)) {
            if mutation.settles(&other) {
                storage::remove(&key);
            }
        }
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
