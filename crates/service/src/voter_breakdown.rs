//! Where a poll's votes came from, for the publication's owner: counts by partner or by language, never by option.
//! Small groups are merged, so that no single reader can be identified.

use std::collections::BTreeMap;

use hustings_store::Breakdown;
use serde::Serialize;

use crate::csv::cell;

/// Groups of fewer voters are hidden: they are put together, and their sum is hidden too while it is below.
pub const HIDDEN_BELOW: u64 = 10;

/// A group of voters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The partner's origin or the language's tag; words in brackets where there is none.
    pub from: String,
    /// Voters, or `null` where they are fewer than [`HIDDEN_BELOW`].
    pub voters: Option<u64>,
}

/// The groups, largest first; those that are hidden last, as one.
pub fn groups(voters: BTreeMap<Option<String>, u64>, by: Breakdown) -> Vec<Group> {
    let nobody = match by {
        Breakdown::Partner => "(the publication's own pages)",
        Breakdown::Lang => "(not known)",
    };
    let name = |from: Option<String>| from.unwrap_or_else(|| nobody.to_owned());
    let (mut shown, hidden): (Vec<_>, Vec<_>) = voters.into_iter().partition(|(_, voters)| *voters >= HIDDEN_BELOW);
    shown.sort_by(|(a, more), (b, fewer)| fewer.cmp(more).then_with(|| a.cmp(b)));
    let mut groups: Vec<Group> =
        shown.into_iter().map(|(from, voters)| Group { from: name(from), voters: Some(voters) }).collect();
    if !hidden.is_empty() {
        let sum: u64 = hidden.iter().map(|(_, voters)| voters).sum();
        let from = format!("({} with fewer than {HIDDEN_BELOW} voters each)", hidden.len());
        groups.push(Group { from, voters: Some(sum).filter(|sum| *sum >= HIDDEN_BELOW) });
    }
    groups
}

/// The groups as a table (RFC 4180).
pub fn to_csv(groups: &[Group]) -> String {
    let row = |group: &Group| {
        let voters = group.voters.map(|voters| voters.to_string()).unwrap_or_default();
        format!("{},{voters}\r\n", cell(&group.from))
    };
    std::iter::once("from,voters\r\n".to_owned()).chain(groups.iter().map(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(voters: &[(Option<&str>, u64)]) -> String {
        let voters = voters.iter().map(|(from, voters)| (from.map(str::to_owned), *voters)).collect();
        to_csv(&groups(voters, Breakdown::Partner))
    }

    #[test]
    fn groups_of_fewer_than_ten_are_not_told_apart() {
        let own = "\"(the publication's own pages)\"";
        for (voters, expected) in [
            (&[(None, 10)][..], format!("from,voters\r\n{own},10\r\n")),
            (&[], "from,voters\r\n".to_owned()),
            (
                &[(None, 12), (Some("https://a.example"), 30), (Some("https://b.example"), 9)],
                format!(
                    "from,voters\r\n\"https://a.example\",30\r\n{own},12\r\n\"(1 with fewer than 10 voters each)\",\r\n"
                ),
            ),
            (
                &[(None, 1), (Some("https://a.example"), 9), (Some("https://b.example"), 3)],
                "from,voters\r\n\"(3 with fewer than 10 voters each)\",13\r\n".to_owned(),
            ),
        ] {
            assert_eq!(table(voters), expected);
        }
    }
}
