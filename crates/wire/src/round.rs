//! How a ranking is counted: the rounds of instant-runoff voting, which explain its result. The counting itself is the
//! backend's.

use serde::{Deserialize, Serialize};

/// One round of an instant runoff. In every round `votes` and `exhausted` add up to the poll's `voters`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Round {
    /// Votes of the options that are still in, by id and in the order of ids: each vote counts for the one
    /// of them that its voter prefers.
    // A list, since the code of a map would weigh more in the WASM than looking along a dozen options.
    #[serde(with = "by_id")]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, u64>))]
    pub votes: Vec<(String, u64)>,
    /// Votes that name no option that is still in, and count for none.
    pub exhausted: u64,
    /// Id of the option that goes out after this round, whose votes go to the next one that they name. Left out in the last
    /// round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eliminated: Option<String>,
    /// Id of the option that has more than half of the votes that count, and wins. Left out in all rounds but the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elected: Option<String>,
}

/// Pairs of id and votes as an object, in the order of ids.
mod by_id {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(votes: &[(String, u64)], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(votes.iter().map(|(id, votes)| (id, votes)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, u64)>, D::Error> {
        Ok(BTreeMap::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_an_object_of_votes_by_id() {
        let first = Round {
            votes: vec![("green".to_owned(), 1), ("mint".to_owned(), 3)],
            exhausted: 2,
            eliminated: Some("green".to_owned()),
            elected: None,
        };
        let text = r#"{"votes":{"green":1,"mint":3},"exhausted":2,"eliminated":"green"}"#;
        assert_eq!(serde_json::to_string(&first).ok().as_deref(), Some(text));
        let last: Round = serde_json::from_str(r#"{"votes":{"mint":4},"exhausted":2,"elected":"mint"}"#).expect("read");
        assert_eq!((last.votes, last.elected.as_deref()), (vec![("mint".to_owned(), 4)], Some("mint")));
    }
}
