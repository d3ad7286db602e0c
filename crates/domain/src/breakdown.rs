//! By what the votes of a closed poll are told apart, where its owner says so, and which groups of voters are large enough to show.
//!
//! The sums of all votes are public, so that what does not show can be found by subtraction: it is nobody, or as many voters as
//! whatever shows.

use std::collections::BTreeMap;

use hustings_wire::PollKind;

use crate::{PollDefinition, is_abstention};

/// Fewest voters of a group that shows, and of all others together.
pub const FEWEST_SHOWN: u64 = 10;

/// By what votes are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Breakdown {
    /// The origin of the partner's page that framed the poll; none for the publication's own pages.
    Partner,
    /// The language in which the poll was seen; none where nobody said.
    Lang,
}

impl Breakdown {
    /// Its name in files and in the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Partner => "partner",
            Self::Lang => "language",
        }
    }

    /// Names of groups that readers may see. Where a vote came from is what its sender says, so these are names which the poll's own
    /// file has.
    pub fn names(self, poll: &PollDefinition) -> Vec<&str> {
        match self {
            Self::Partner => poll.allowed_origins.iter().map(String::as_str).collect(),
            Self::Lang => poll.question.keys().map(String::as_str).collect(),
        }
    }
}

/// Voters of a group, and their votes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VoterGroup {
    /// How many voters, without those who only look.
    pub voters: u64,
    /// Their votes by option; of a ranking how many put an option first.
    pub votes: BTreeMap<String, u64>,
}

impl VoterGroup {
    /// Counts so many votes in `poll` for the same options.
    pub fn add(&mut self, poll: &PollDefinition, options: &[String], voters: u64) {
        if is_abstention(options) {
            return;
        }
        self.voters += voters;
        // Of a ranking the first one that there still is.
        let most = if poll.kind == PollKind::Ranking { 1 } else { options.len() };
        let is_there = |id: &&String| poll.kind != PollKind::Ranking || poll.option(id).is_some();
        for id in options.iter().filter(is_there).take(most) {
            *self.votes.entry(id.clone()).or_default() += voters;
        }
    }

    fn join(&mut self, other: Self) {
        self.voters += other.voters;
        for (id, votes) in other.votes {
            *self.votes.entry(id).or_default() += votes;
        }
    }
}

/// What shows of the voters of a poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownGroups {
    /// The groups, the one with the most voters first. Of partners the publication's own pages have no name.
    pub groups: Vec<(Option<String>, VoterGroup)>,
    /// All others together; absent where there are none.
    pub rest: Option<VoterGroup>,
}

impl ShownGroups {
    /// What shows of `groups`, which may be named, and of the voters of no such group; nothing where no group is large enough.
    pub fn of(groups: BTreeMap<Option<String>, VoterGroup>, nameless: VoterGroup) -> Option<Self> {
        let (mut groups, small): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|(_, group)| group.voters >= FEWEST_SHOWN);
        let mut rest = nameless;
        small.into_iter().for_each(|(_, group)| rest.join(group));
        // In the order of names among equals, so that the same votes always show alike.
        groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.voters));
        while (1..FEWEST_SHOWN).contains(&rest.voters) {
            let (_, smallest) = groups.pop()?;
            rest.join(smallest);
        }
        let rest = Some(rest).filter(|rest| rest.voters > 0);
        (!groups.is_empty()).then_some(Self { groups, rest })
    }
}

#[cfg(test)]
mod tests;
