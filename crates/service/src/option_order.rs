//! In which order the options of a poll are asked.
//!
//! Whoever is known has an order of their own in each poll, which stays. Everybody else shares the order of the second, as
//! pages that are made once a second are shared: who comes later has another, and the app keeps the one that its page came
//! with. Once there is nothing to choose any more, the order is the file's: results are easier to find there.

use std::hash::{DefaultHasher, Hash, Hasher};

use hustings_domain::{Clock, OptionOrder, PollDefinition, ReaderKey};
use hustings_identity::voter::Voter;
use hustings_wire::{Poll, PollState};

/// Puts the options of `view`, which are in the order of the file, into the order in which this voter is asked them.
pub(crate) fn draw(poll: &PollDefinition, view: &mut Poll, voter: Option<&Voter>, clock: &Clock) {
    let may_choose = view.state == PollState::Open && view.my_vote.is_none();
    // A file is the same for everybody for as long as it stays.
    if poll.order == OptionOrder::File || !may_choose || view.seq.is_static() {
        return;
    }
    let place = |id: &str| place(poll, id, voter, clock);
    view.options.sort_by_cached_key(|option| place(&option.id));
}

/// What the page of a known voter without a vote depends on beside the poll: the order of their own, as ids. `None` where they
/// have the same as everybody.
pub fn own_order<'a>(poll: &'a PollDefinition, voter: &Voter, clock: &Clock) -> Option<Vec<&'a str>> {
    if poll.order == OptionOrder::File {
        return None;
    }
    let mut ids: Vec<&str> = poll.options.iter().map(|option| option.id.as_str()).collect();
    ids.sort_by_cached_key(|id| place(poll, id, Some(voter), clock));
    Some(ids)
}

/// A number by which the options stand in a drawn order: a hash, in which each order is as likely as any other.
fn place(poll: &PollDefinition, option: &str, voter: Option<&Voter>, clock: &Clock) -> u64 {
    let drawn_for: Result<ReaderKey, i64> = match voter {
        Some(voter) => Ok(voter.keys.first()),
        None => Err(clock.now().unix()),
    };
    let mut hasher = DefaultHasher::new();
    (drawn_for, &poll.id, option).hash(&mut hasher);
    hasher.finish()
}
