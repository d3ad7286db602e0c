//! A frame of the live stream as the app reads it. How percentages follow from it is `wire`'s.

use hustings_wire::{PollFrame, PollState, Seq};

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
    /// Votes by option id; `None` while hidden from this reader.
    pub votes: Option<Vec<(String, u64)>>,
}

impl From<PollFrame> for Tally {
    fn from(frame: PollFrame) -> Self {
        let PollFrame { id, seq, state, voters, total_votes, votes } = frame;
        Self { id, seq, state, totals: [voters, total_votes], votes: votes.map(|votes| votes.into_iter().collect()) }
    }
}
