//! A poll's snapshot, as the app reads it from the live stream. Percentages are computed by `wire`.

use hustings_wire::{PollSnapshot, PollState, Round, Seq, write_in::OTHER};

/// What the live stream says of a poll: with the votes in a list, since the code of a map weighs more than
/// looking along a handful of options.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// Which poll.
    pub id: String,
    /// Which state of its tally.
    pub seq: Seq,
    /// Whether votes are taken.
    pub state: PollState,
    /// Readers who voted, and votes over all options.
    pub totals: [u64; 2],
    /// Votes by option id, and for [`OTHER`]; `None` while hidden from this reader.
    pub votes: Option<Vec<(String, u64)>>,
    /// The rounds of a ranking that shows.
    pub rounds: Option<Vec<Round>>,
    /// Readers who only look, where they show.
    pub abstained: Option<u64>,
}

/// Of which poll a snapshot is, whatever it says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotOf {
    /// The id of the poll.
    pub id: String,
}

impl From<PollSnapshot> for Tally {
    fn from(snapshot: PollSnapshot) -> Self {
        let PollSnapshot { id, seq, state, voters, total_votes, votes, rounds, abstained, write_in } = snapshot;
        let other = write_in.map(|count| (OTHER.to_owned(), count));
        let votes = votes.map(|votes| votes.into_iter().chain(other).collect());
        Self { id, seq, state, totals: [voters, total_votes], votes, rounds, abstained }
    }
}
