//! Where a poll's votes came from, for the publication's owner: counts by partner or by language, and by option where readers see
//! that, too. Small groups are merged, so that no single reader can be identified.

use std::collections::BTreeMap;

use hustings_domain::{Breakdown, FEWEST_SHOWN};
use hustings_wire::{BreakdownGroup, PollBreakdown};
use serde::Serialize;

use crate::csv::cell;

/// Groups of fewer voters are hidden: they are put together, and their sum is hidden too while it is below.
pub const HIDDEN_BELOW: u64 = FEWEST_SHOWN;

/// A group of voters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The partner's origin or the language's tag; words in brackets where there is none.
    pub from: String,
    /// Voters, or `null` where they are fewer than [`HIDDEN_BELOW`].
    pub voters: Option<u64>,
    /// What readers see of it, where they see anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<Shown>,
}

/// Figures of a group as readers see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Voters.
    pub voters: u64,
    /// Their votes by option.
    pub votes: BTreeMap<String, u64>,
}

impl From<&BreakdownGroup> for Shown {
    fn from(group: &BreakdownGroup) -> Self {
        Self { voters: group.voters, votes: group.votes.clone() }
    }
}

/// The groups, largest first; those that are hidden last, as one. With what readers see of each, where they do, and of all others.
pub fn groups(voters: BTreeMap<Option<String>, u64>, by: Breakdown, shown: Option<&PollBreakdown>) -> Vec<Group> {
    let nobody = match by {
        Breakdown::Partner => "(the publication's own pages)",
        Breakdown::Lang => "(not known)",
    };
    let name = |from: Option<String>| from.unwrap_or_else(|| nobody.to_owned());
    let shown_of = |from: &Option<String>| shown?.groups.iter().find(|group| group.name == *from).map(Shown::from);
    let (mut told, hidden): (Vec<_>, Vec<_>) = voters.into_iter().partition(|(_, voters)| *voters >= HIDDEN_BELOW);
    told.sort_by(|(a, more), (b, fewer)| fewer.cmp(more).then_with(|| a.cmp(b)));
    let mut groups: Vec<Group> = Vec::with_capacity(told.len() + 2);
    for (from, voters) in told {
        let shown = shown_of(&from);
        groups.push(Group { from: name(from), voters: Some(voters), shown });
    }
    if !hidden.is_empty() {
        let sum: u64 = hidden.iter().map(|(_, voters)| voters).sum();
        let from = format!("({} with fewer than {HIDDEN_BELOW} voters each)", hidden.len());
        groups.push(Group { from, voters: Some(sum).filter(|sum| *sum >= HIDDEN_BELOW), shown: None });
    }
    let rest = shown.and_then(|shown| shown.rest.as_ref());
    groups.extend(rest.map(|rest| Group {
        from: "(what readers see of all others)".to_owned(),
        voters: None,
        shown: Some(rest.into()),
    }));
    groups
}

/// The groups as a table (RFC 4180). Where readers see some, it has columns for what they see, one of them for each option.
pub fn to_csv(groups: &[Group]) -> String {
    let shown = groups.iter().find_map(|group| group.shown.as_ref());
    let ids: Vec<&String> = shown.iter().flat_map(|shown| shown.votes.keys()).collect();
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    let heads = shown.iter().map(|_| ",shown_voters".to_owned()).chain(ids.iter().map(|id| [",shown_", id].concat()));
    let mut csv = format!("from,voters{}\r\n", heads.collect::<String>());
    for Group { from, voters, shown: figures } in groups {
        csv += &[cell(from), number(*voters)].join(",");
        if shown.is_some() {
            let votes = ids.iter().map(|id| figures.as_ref().and_then(|figures| figures.votes.get(*id).copied()));
            for figure in std::iter::once(figures.as_ref().map(|figures| figures.voters)).chain(votes) {
                csv.push(',');
                csv += &number(figure);
            }
        }
        csv += "\r\n";
    }
    csv
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(voters: &[(Option<&str>, u64)]) -> String {
        let voters = voters.iter().map(|(from, voters)| (from.map(str::to_owned), *voters)).collect();
        to_csv(&groups(voters, Breakdown::Partner, None))
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

    #[test]
    fn what_readers_see_stands_beside_what_there_is() {
        let group = |name: Option<&str>, a, b| BreakdownGroup {
            name: name.map(str::to_owned),
            voters: a + b,
            votes: BTreeMap::from([("a".to_owned(), a), ("b".to_owned(), b)]),
        };
        let shown = PollBreakdown {
            by: "language".to_owned(),
            groups: vec![group(Some("en"), 10, 10)],
            rest: Some(group(None, 4, 10)),
        };
        let voters = [("en", 20), ("ru", 10), ("ar", 4)].map(|(lang, voters)| (Some(lang.to_owned()), voters));
        let expected = "from,voters,shown_voters,shown_a,shown_b\r\n\"en\",20,20,10,10\r\n\"ru\",10,,,\r\n\
                        \"(1 with fewer than 10 voters each)\",,,,\r\n\"(what readers see of all others)\",,14,4,10\r\n";
        assert_eq!(to_csv(&groups(BTreeMap::from(voters), Breakdown::Lang, Some(&shown))), expected);
    }
}
