//! How the readers of each language, or of each partner's site, voted in a closed poll, where its owner lets readers see it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The votes of a closed poll by group, which add up to all its votes. No group of fewer than ten voters is told apart, nor can one be
/// found by subtraction: smaller ones are `rest`, with the smallest of the others where they would be fewer than ten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PollBreakdown {
    /// What votes are grouped by: `language`, in which the poll was seen, or `partner`, on whose pages it was. Treat values that
    /// you do not know as "other".
    #[cfg_attr(feature = "openapi", schema(example = "language"))]
    pub by: String,
    /// The groups that show, at least one, the one with the most voters first.
    pub groups: Vec<BreakdownGroup>,
    /// All others: smaller groups, and those of which nobody knows the group. Left out where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<BreakdownGroup>,
}

/// A group of voters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BreakdownGroup {
    /// BCP 47 tag of the language, or the partner's origin. Of partners `null` is the publication's own pages, with those that hide
    /// their address; of `rest` it is always `null`.
    pub name: Option<String>,
    /// Voters without those who only look, 10 or more.
    pub voters: u64,
    /// Their votes by option, and for `_other` where readers may or could answer in their own words; of a ranking how many put an
    /// option first.
    pub votes: BTreeMap<String, u64>,
}
