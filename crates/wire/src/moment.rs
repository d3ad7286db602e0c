//! Polls that stand at two places of an article: the same question before reading and after. To whoever answers, each place is
//! a poll of its own, with a name of its own; what counts is a reader's latest answer, in the poll itself.

use serde::{Deserialize, Serialize};

/// Ends the name of the first place. Ids of polls are made of letters, digits and hyphens.
const BEFORE: &str = "_before";

/// Where a poll that asks twice is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Moment {
    /// Before reading: results never show here, since they would take part in the second answer.
    Before,
    /// After reading, and wherever the poll stands alone.
    After,
}

/// The name of the first place of the poll `id`.
pub fn before_reading(id: &str) -> String {
    [id, BEFORE].concat()
}

/// The id of the poll that is asked under this name.
pub fn poll_of(name: &str) -> &str {
    name.strip_suffix(BEFORE).unwrap_or(name)
}
