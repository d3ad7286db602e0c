//! How the voters of each language or site voted, for polls whose owner says so: once the poll has closed, and not before, since
//! whoever looks before a vote and after it would see whose group it is of.

use std::{collections::BTreeMap, sync::Arc};

use hustings_domain::{PollDefinition, VoterGroup};
use hustings_store::{PollTally, Store, StoreError};
use hustings_wire::{BreakdownGroup, PollBreakdown, PollState, write_in::OTHER};

/// Each of the poll's groupings of which groups show, with the votes of `tally`; none while it is not closed.
///
/// # Errors
/// When the store cannot read the votes.
pub async fn breakdowns(
    store: &dyn Store,
    poll: &Arc<PollDefinition>,
    tally: &PollTally,
    state: PollState,
) -> Result<Vec<PollBreakdown>, StoreError> {
    if poll.breakdown.is_empty() || state != PollState::Closed {
        return Ok(Vec::new());
    }
    let counts = store.group_counts(poll, tally.number).await?;
    // The poll has been opened again, or a vote was decided on since the tally was read.
    if counts.tally.number != tally.number {
        return Ok(Vec::new());
    }
    let other = tally.shown_write_ins(poll.write_in).map(|_| OTHER);
    let ids: Vec<&str> = poll.options.iter().map(|option| &*option.id).chain(other).collect();
    let shown = counts.shown.iter().map(|(by, shown)| PollBreakdown {
        by: by.as_str().to_owned(),
        groups: shown.groups.iter().map(|(name, voters)| group(name.clone(), voters, &ids)).collect(),
        rest: shown.rest.as_ref().map(|rest| group(None, rest, &ids)),
    });
    Ok(shown.collect())
}

/// A group, with its votes for what is there now.
fn group(name: Option<String>, group: &VoterGroup, ids: &[&str]) -> BreakdownGroup {
    let votes = |id: &&str| ((*id).to_owned(), group.votes.get(*id).copied().unwrap_or(0));
    BreakdownGroup { name, voters: group.voters, votes: ids.iter().map(votes).collect::<BTreeMap<_, _>>() }
}
