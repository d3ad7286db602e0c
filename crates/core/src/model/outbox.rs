//! The outbox: mutations that the server has not acknowledged, kept across reloads, one outbox for a publication and
//! browser.
//!
//! Every tab puts its mutations into the browser's storage, each under a key of its own, and reads there before it sends;
//! no tab has a copy. Of the mutations of one target and reader the latest is sent, and its answer settles the earlier ones:
//! so a retry never brings back an older choice, whatever tab made it, and an answer removes nothing that is newer. One tab
//! at a time sends for a target ([`super::lease`] where the browser has no locks), so that requests arrive in the order of
//! intents. The front-end's `state::outbox` is tried against a model, in whatever order of events.

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
    /// A vote for these options, and for words of the reader's own as [`hustings_wire::write_in::with_words`] makes them; for none
    /// that the reader only wants to see the results.
    Vote(Vec<String>),
    /// These stars.
    Stars(u8),
    /// To withdraw the vote or rating.
    Withdraw,
}

/// One unacknowledged intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mutation {
    /// Higher than that of every earlier mutation of its target, see [`next_id`].
    pub id: u64,
    /// What it is about.
    pub target: Target,
    /// What the reader wants. Stored as `wish`, since browsers may hold mutations of earlier versions.
    #[serde(rename = "wish")]
    pub intent: Intent,
    /// Whose it is in a poll of signed readers: the `sub` of the token. Empty where the browser is the reader.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sub: String,
    /// When it was made, if that was by an earlier version, whose ids count from one.
    #[serde(default, skip_serializing)]
    pub made_at: Option<Timestamp>,
}

impl Mutation {
    /// Its place among the mutations of all versions: the millisecond that its id is, or in which an earlier version made it.
    pub fn order(&self) -> u64 {
        let made_at = self.made_at.map_or(0, |at| u64::try_from(at.unix()).unwrap_or(0));
        self.id.saturating_add(made_at.saturating_mul(1_000))
    }

    /// Whether an answer to this mutation settles `other` as well: itself, and what the same reader wanted before.
    pub fn settles(&self, other: &Self) -> bool {
        self.target == other.target && self.sub == other.sub && self.order() >= other.order()
    }
}

/// What is to be sent for a target in the name of `sub`, of all that is kept. Mutations of other readers wait for them.
pub fn latest(kept: Vec<Mutation>, target: &Target, sub: &str) -> Option<Mutation> {
    let mut latest: Option<Mutation> = None;
    for mutation in kept {
        let is_theirs = mutation.target == *target && mutation.sub == sub;
        if is_theirs && latest.as_ref().is_none_or(|found| found.order() < mutation.order()) {
            latest = Some(mutation);
        }
    }
    latest
}

/// The id of a new mutation: the milliseconds since 1970, or more where the clock has been set back and `kept` holds
/// something later. What is kept no longer needs no order.
pub fn next_id(kept: &[Mutation], now_ms: f64) -> u64 {
    kept.iter().fold(now_ms as u64, |id, mutation| id.max(mutation.order().saturating_add(1)))
}

#[cfg(test)]
mod tests;
