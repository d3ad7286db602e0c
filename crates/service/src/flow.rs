//! How readers moved between two answers, as far as everybody may know. Of fewer than [`HIDDEN_BELOW`] readers no number is told,
//! and no sum with them in it, from which theirs could be computed: a pair of so few is left out.

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
        let pair = FlowPair { before: before.clone(), after: after.clone(), readers: *readers };
        Some(((place(before)?, place(after)?), pair)).filter(|_| *readers >= HIDDEN_BELOW)
    };
    let mut pairs: Vec<_> = flow.pairs.iter().filter_map(placed).collect();
    pairs.sort_by_key(|(places, _)| *places);
    pairs.into_iter().map(|(_, pair)| pair).collect()
}
