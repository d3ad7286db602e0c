//! What the frame of one poll shows on a partner's page: made by the server, taken over by the frame's app.

use hustings_wire::{ErrorCode, Poll, Timestamp};
use serde::{Deserialize, Serialize};

/// A poll's frame and everything it needs to be rendered, in the browser or natively.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PollFrame {
    /// The poll.
    pub poll: Poll,
    /// The clock by which the frame was made.
    pub now: Timestamp,
    /// The publication's name.
    pub publication: String,
    /// Full URL of the poll's own page there.
    pub home: String,
    /// The frame's own path and query, to which a form without scripts comes back.
    pub back: String,
    /// Origin of the page around the frame; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// What a form that was sent without scripts was refused for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<ErrorCode>,
}
