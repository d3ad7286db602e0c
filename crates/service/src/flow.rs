//! How readers moved between two answers, as far as everybody may know. A pair of fewer than [`HIDDEN_BELOW`] readers is left out, and
//! every other one is rounded down: exact numbers, read before and after each vote, would tell both answers of whoever gave it.

use hustings_domain::PollDefinition;
use hustings_http::error::ApiError;
use hustings_identity::voter::Voter;
use hustings_store::Flow;
use hustings_wire::{FlowPair, Poll};

use crate::{
    context::Context,
    polls::{definition, poll},
    voter_breakdown::HIDDEN_BELOW,
};

/// The poll `id`, and how its readers moved; `None` while this voter may not see its results.
///
/// # Errors
/// `not_found`, also for a poll that asks once; `translation_missing`, `unavailable`.
pub async fn flow(
    context: Context<'_>,
    id: &str,
    lang: &str,
    voter: Option<&Voter>,
) -> Result<(Poll, Option<Vec<FlowPair>>), ApiError> {
    let asked = definition(context.content, id)?;
    if !asked.asks_twice {
        return Err(ApiError::not_found("This poll asks once."));
    }
    let view = poll(context, id, lang, voter).await?;
    let pairs = match view.results_visible {
        true => Some(pairs(context, asked, context.store.poll(id, None).await?.tally.number).await?),
        false => None,
    };
    Ok((view, pairs))
}

/// What numbers are rounded down to a multiple of.
const STEP: u64 = 10;

/// The pairs that everybody may know once results show: in the order of the options before, then of those after.
pub(crate) async fn pairs(
    context: Context<'_>,
    poll: &PollDefinition,
    at_least: u64,
) -> Result<Vec<FlowPair>, ApiError> {
    let flow = context.store.flows().count(context.store, &poll.id, at_least).await?;
    Ok(shown(poll, &flow))
}

fn shown(poll: &PollDefinition, flow: &Flow) -> Vec<FlowPair> {
    let place = |id: &str| poll.options.iter().position(|option| option.id == id);
    let placed = |(before, after, readers): &(String, String, u64)| {
        let pair = FlowPair { before: before.clone(), after: after.clone(), readers: told(*readers)? };
        Some(((place(before)?, place(after)?), pair))
    };
    let mut pairs: Vec<_> = flow.pairs.iter().filter_map(placed).collect();
    pairs.sort_by_key(|(places, _)| *places);
    pairs.into_iter().map(|(_, pair)| pair).collect()
}

/// What everybody may know of a number of readers.
fn told(readers: u64) -> Option<u64> {
    (readers >= HIDDEN_BELOW).then_some(readers / STEP * STEP)
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn numbers_are_tens_and_of_fewer_than_ten_readers_there_are_none() {
        let shown = [0, 9, 10, 11, 19, 20, 129].map(told);
        assert_eq!(shown, [None, None, Some(10), Some(10), Some(10), Some(20), Some(120)]);
    }
}
