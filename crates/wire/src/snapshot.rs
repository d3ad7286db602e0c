//! What the live stream carries: absolute snapshots, never differences, so that a viewer who missed
//! any number of them is right again with the next one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Poll, PollState, Round, Seq, Timestamp, write_in::OTHER};

// Clients may have been generated from the contract, which has names of its own for these.

/// Data of the event `poll`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PollFrame))]
pub struct PollSnapshot {
    /// Which poll.
    pub id: String,
    /// Which state of its tally.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub seq: Seq,
    /// Whether votes are taken.
    pub state: PollState,
    /// Readers who voted.
    pub voters: u64,
    /// As [`Poll::total_votes`].
    pub total_votes: u64,
    /// Votes by option id; `null` while hidden from this reader.
    pub votes: Option<BTreeMap<String, u64>>,
    /// As [`Poll::rounds`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounds: Option<Vec<Round>>,
    /// As [`Poll::abstained`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abstained: Option<u64>,
    /// Votes with an answer in the reader's own words, as `count` in [`Poll::write_in`]. Left out while hidden, and where there
    /// are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_in: Option<u64>,
}

impl Poll {
    /// Takes over what the stream says, as [`Self::apply_tally`] does.
    pub fn apply(&mut self, snapshot: &PollSnapshot) -> bool {
        let PollSnapshot { seq, state, voters, total_votes, votes, rounds, abstained, write_in, .. } = snapshot;
        let of = |votes: &BTreeMap<String, u64>, id: &str| if id == OTHER { *write_in } else { votes.get(id).copied() };
        let votes = votes.as_ref().map(|votes| move |option: &str| of(votes, option));
        let is_new = self.apply_tally(seq, *state, [*voters, *total_votes], votes.as_ref().map(|votes| votes as _));
        if is_new {
            self.rounds.clone_from(rounds);
            self.abstained = *abstained;
        }
        is_new
    }
}

/// Data of the event `rating`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RatingFrame))]
pub struct RatingSnapshot {
    /// Which article.
    pub slug: String,
    /// Which state of its rating.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub seq: Seq,
    /// How many readers rated.
    pub votes: u64,
    /// Mean of their stars, at most two decimals; `null` when there are none.
    pub mean: Option<f64>,
    /// Readers per number of stars, one star first.
    pub histogram: [u64; 5],
}

/// Data of the event `heartbeat`, sent at least every 15 seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Heartbeat {
    /// The server's clock.
    pub at: Timestamp,
    /// Seconds to the next heartbeat, 1 to 15; 15 where it is not said. A stream that is silent for two of them is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 15))]
    pub interval: Option<u32>,
}
