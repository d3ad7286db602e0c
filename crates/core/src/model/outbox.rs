//! The outbox: mutations that the server has not acknowledged, kept across reloads.
//!
//! One mutation per target: the reader's latest intent for a poll or a rating replaces the earlier one, so that a retry
//! can never bring back an older choice.

use hustings_wire::Timestamp;
use serde::{Deserialize, Serialize};

/// What a mutation is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The vote in the poll of this id.
    Poll(String),
    /// The rating of the article of this slug.
    Rating(String),
}

/// What the reader wants for a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// A vote for these options.
    Vote(Vec<String>),
    /// These stars.
    Stars(u8),
    /// To withdraw the vote or rating.
    Withdraw,
}

/// One unacknowledged intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mutation {
    /// Its own id: an answer to an older mutation of the same target must not settle this one.
    pub id: u64,
    /// What it is about.
    pub target: Target,
    /// What the reader wants. Stored as `wish`, since browsers may hold mutations of earlier versions.
    #[serde(rename = "wish")]
    pub intent: Intent,
    /// When the reader wanted it.
    pub made_at: Timestamp,
}

/// All unacknowledged mutations of this browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    mutations: Vec<Mutation>,
    last_id: u64,
}

impl Outbox {
    /// An outbox with what an earlier visit left. Two mutations of one target: the later stays.
    pub fn restore(mutations: Vec<Mutation>) -> Self {
        let mut outbox = Self::default();
        for mutation in mutations {
            outbox.last_id = outbox.last_id.max(mutation.id);
            outbox.keep(mutation);
        }
        outbox
    }

    /// Keeps an intent, in the place of any earlier one of the same target. Returns the mutation.
    pub fn put(&mut self, target: Target, intent: Intent, now: Timestamp) -> Mutation {
        self.last_id += 1;
        let mutation = Mutation { id: self.last_id, target, intent, made_at: now };
        self.keep(mutation.clone());
        mutation
    }

    fn keep(&mut self, mutation: Mutation) {
        self.mutations.retain(|m| m.target != mutation.target);
        self.mutations.push(mutation);
    }

    /// Removes the mutation of this target when it is still the one with this id. Returns whether
    /// it was, that is, whether the answer settles what the reader last wanted.
    pub fn settle(&mut self, target: &Target, id: u64) -> bool {
        let before = self.mutations.len();
        self.mutations.retain(|m| m.target != *target || m.id != id);
        self.mutations.len() < before
    }

    /// The unacknowledged mutation of a target.
    pub fn pending(&self, target: &Target) -> Option<&Mutation> {
        self.mutations.iter().find(|m| m.target == *target)
    }

    /// All unacknowledged mutations, oldest first.
    pub fn all(&self) -> &[Mutation] {
        &self.mutations
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: fn() -> Timestamp = || Timestamp::from_unix(0);

    fn poll(id: &str) -> Target {
        Target::Poll(id.into())
    }

    #[test]
    fn the_latest_intent_of_a_target_replaces_the_earlier_ones() {
        let mut outbox = Outbox::default();
        let first = outbox.put(poll("p"), Intent::Vote(vec!["a".into()]), NOW());
        outbox.put(Target::Rating("p".into()), Intent::Stars(3), NOW());
        let second = outbox.put(poll("p"), Intent::Withdraw, NOW());
        assert_eq!(outbox.all().len(), 2);
        assert!(!outbox.settle(&poll("p"), first.id), "a late answer to the first settles nothing");
        assert_eq!(outbox.pending(&poll("p")), Some(&second));
        assert!(outbox.settle(&poll("p"), second.id));
        assert_eq!(outbox.pending(&poll("p")), None);
    }

    #[test]
    fn a_restored_outbox_never_reuses_an_id() {
        let mut first = Outbox::default();
        let kept = first.put(poll("p"), Intent::Vote(vec!["a".into()]), NOW());
        let json = serde_json::to_string(first.all()).expect("serialises");
        let mut second = Outbox::restore(serde_json::from_str(&json).expect("reads back"));
        assert_eq!(second.pending(&poll("p")), Some(&kept));
        assert!(second.put(poll("q"), Intent::Withdraw, NOW()).id > kept.id);
    }
}
