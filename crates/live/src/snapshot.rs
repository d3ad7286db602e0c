//! One snapshot as bytes of an event stream (WHATWG HTML, section 9.2), encoded once for all viewers.

use bytes::Bytes;
use hustings_domain::{Audience, Clock, PollDefinition, Schedule, audience};
use hustings_store::{Answered, PollTally, RatingTally, Runoff, Store, StoreError};
use hustings_wire::{PollKind, PollSnapshot, RatingSnapshot, Seq, Timestamp, moment::poll_of, tally};
use serde::Serialize;

/// A snapshot of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Snapshot {
    number: u64,
    /// Who sees [`Self::shown`].
    audience: Audience,
    /// Whether the poll asks before reading and after.
    asks_twice: bool,
    /// The event with all votes.
    shown: Bytes,
    /// The event without them.
    hidden: Bytes,
}

impl Snapshot {
    /// Of a poll with this tally; of a ranking that shows with the tally of its count, which may be newer.
    ///
    /// # Errors
    /// When the store cannot read the votes of a ranking.
    pub(crate) async fn of_poll(
        poll: &PollDefinition,
        tally: &PollTally,
        clock: &Clock,
        store: &dyn Store,
    ) -> Result<Self, StoreError> {
        if !Self::is_counted(poll, tally, clock.now()) {
            return Ok(Self::of_tally(poll, tally, None, clock.now(), store));
        }
        let runoff = store.runoffs().count(store, poll, tally.number).await?;
        Ok(Self::of_tally(poll, &runoff.tally, Some(&runoff), clock.now(), store))
    }

    /// Whether it takes a count: of a ranking whose results anybody sees.
    pub(crate) fn is_counted(poll: &PollDefinition, tally: &PollTally, now: Timestamp) -> bool {
        let state = Schedule::from(poll).state_at(now, tally.forced);
        poll.kind == PollKind::Ranking && audience(poll.results, state) != Audience::Nobody
    }

    /// The same where there is nothing to count, or with the count of this tally.
    pub(crate) fn of_tally(
        poll: &PollDefinition,
        tally: &PollTally,
        runoff: Option<&Runoff>,
        now: Timestamp,
        store: &dyn Store,
    ) -> Self {
        let state = Schedule::from(poll).state_at(now, tally.forced);
        let votes_of = |option: &str| match runoff {
            Some(runoff) => runoff.first_preferences(option),
            None => tally.votes.get(option).copied().unwrap_or(0),
        };
        let votes: std::collections::BTreeMap<String, u64> =
            poll.options.iter().map(|o| (o.id.clone(), votes_of(&o.id))).collect();
        let write_in = tally.shown_write_ins(poll.write_in);
        let total_votes = match poll.kind {
            PollKind::Ranking => tally.voted(),
            _ => tally::saturating_sum(&votes.values().copied().chain(write_in).collect::<Vec<u64>>()),
        };
        let seq = store.seq(tally.number);
        let mut snapshot = PollSnapshot {
            id: poll.id.clone(),
            seq: seq.clone(),
            state,
            voters: tally.voted(),
            total_votes,
            votes: None,
            rounds: None,
            abstained: None,
            write_in: None,
        };
        let hidden = event("poll", Some(&seq), &snapshot);
        snapshot.votes = Some(votes);
        snapshot.rounds = runoff.map(|runoff| runoff.rounds.clone());
        snapshot.abstained = tally.shown_abstentions(poll.abstain);
        snapshot.write_in = write_in;
        let shown = event("poll", Some(&seq), &snapshot);
        // A ranking that nobody saw a moment ago is not counted yet.
        let is_uncounted = poll.kind == PollKind::Ranking && runoff.is_none();
        // Where a poll is asked before reading, nobody sees results.
        let is_first = poll_of(&poll.id) != poll.id;
        let audience = if is_uncounted || is_first { Audience::Nobody } else { audience(poll.results, state) };
        Self { number: tally.number, audience, asks_twice: poll.asks_twice, shown, hidden }
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
        let hidden = shown.clone();
        Self { number: tally.number, audience: Audience::Everyone, asks_twice: false, shown, hidden }
    }

    /// The bytes for a viewer whose reader has answered there.
    pub(crate) fn bytes(&self, answered: Answered) -> Bytes {
        if self.includes(answered) { self.shown.clone() } else { self.hidden.clone() }
    }

    /// Whether a viewer is to see other bytes when their reader has answered elsewhere.
    pub(crate) fn differs(&self, was: Answered, now: Answered) -> bool {
        self.includes(was) != self.includes(now)
    }

    fn includes(&self, answered: Answered) -> bool {
        self.audience.includes(answered.is_vote(self.asks_twice))
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
