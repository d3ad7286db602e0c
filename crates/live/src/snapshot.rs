//! One snapshot as bytes of an event stream (WHATWG HTML, section 9.2), encoded once for all viewers.

use bytes::Bytes;
use hustings_domain::{Audience, PollDefinition, Schedule, audience};
use hustings_store::{PollTally, RatingTally, Store};
use hustings_wire::{PollSnapshot, RatingSnapshot, Seq, Timestamp, tally};
use serde::Serialize;

/// A snapshot of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Snapshot {
    number: u64,
    /// Who sees [`Self::shown`].
    pub(crate) audience: Audience,
    /// The event with all votes.
    shown: Bytes,
    /// The event without them.
    hidden: Bytes,
}

impl Snapshot {
    pub(crate) fn of_poll(poll: &PollDefinition, tally: &PollTally, now: Timestamp, store: &dyn Store) -> Self {
        let state = Schedule::from(poll).state_at(now, tally.forced);
        let votes: std::collections::BTreeMap<String, u64> =
            poll.options.iter().map(|o| (o.id.clone(), tally.votes.get(&o.id).copied().unwrap_or(0))).collect();
        let counts: Vec<u64> = votes.values().copied().collect();
        let seq = store.seq(tally.number);
        let mut snapshot = PollSnapshot {
            id: poll.id.clone(),
            seq: seq.clone(),
            state,
            voters: tally.voters,
            total_votes: tally::saturating_sum(&counts),
            votes: None,
        };
        let hidden = event("poll", Some(&seq), &snapshot);
        snapshot.votes = Some(votes);
        let shown = event("poll", Some(&seq), &snapshot);
        Self { number: tally.number, audience: audience(poll.results, state), shown, hidden }
    }

    pub(crate) fn of_rating(slug: &str, tally: RatingTally, store: &dyn Store) -> Self {
        let seq = store.seq(tally.number);
        let snapshot = RatingSnapshot {
            slug: slug.to_owned(),
            seq: seq.clone(),
            votes: tally::saturating_sum(&tally.histogram),
            mean: tally::mean_stars(&tally.histogram),
            histogram: tally.histogram,
        };
        let shown = event("rating", Some(&seq), &snapshot);
        Self { number: tally.number, audience: Audience::Everyone, hidden: shown.clone(), shown }
    }

    /// The bytes for a viewer whose reader has or has not voted.
    pub(crate) fn bytes(&self, voted: bool) -> Bytes {
        if self.audience.includes(voted) { self.shown.clone() } else { self.hidden.clone() }
    }

    /// Whether this one is to be sent after `held`: it is newer, or it says something else at the
    /// same number, such as that the poll has closed.
    pub(crate) fn replaces(&self, held: &Self) -> bool {
        self.number > held.number || (self.number == held.number && self != held)
    }
}

/// An event of the stream. JSON has no line breaks outside of strings and none inside, so `data` is
/// one line.
pub(crate) fn event<T: Serialize>(name: &str, seq: Option<&Seq>, data: &T) -> Bytes {
    let data = serde_json::to_string(data).expect("the contract's snapshots are plain data");
    let id = seq.map(|seq| format!("id: {seq}\n")).unwrap_or_default();
    Bytes::from(format!("event: {name}\n{id}data: {data}\n\n"))
}
