//! How readers moved between the two answers of a poll that asks before reading and after.

use serde::{Deserialize, Serialize};

/// Readers who chose one option before reading and one after, which may be the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FlowPair {
    /// Id of the option before.
    pub before: String,
    /// Id of the option after.
    pub after: String,
    /// How many readers, rounded down to tens; never fewer than ten.
    pub readers: u64,
}
