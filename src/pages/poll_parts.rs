//! What a poll card shows and reports, joined to the state: the same on every page and in every frame.

use leptos::prelude::*;

use crate::{
    components::poll_card::{PollEvents, PollSignals},
    state::Polls,
};

/// The signals and events of the poll of this id, if it is known.
pub(super) fn poll_parts(polls: &Polls, id: &str) -> Option<(PollSignals, PollEvents)> {
    let signals = PollSignals {
        ballot: polls.ballots.get(id)?.into(),
        now: polls.now.clone().into(),
        zone: polls.zone.clone().into(),
        live: polls.live.clone().into(),
    };
    let act = |act: fn(&Polls, &str)| {
        let (polls, id) = (polls.clone(), id.to_owned());
        Callback::new(move |()| act(&polls, &id))
    };
    let choose = {
        let (polls, id) = (polls.clone(), id.to_owned());
        Callback::new(move |(option, place): (String, usize)| polls.choose(&id, &option, place))
    };
    let events =
        PollEvents { on_choose: choose, on_send: act(Polls::send_vote), on_withdraw: act(Polls::withdraw_vote) };
    Some((signals, events))
}
