//! What a poll card shows and reports, joined to the state: the same on every page and in every frame.

use leptos::prelude::*;

use crate::{
    components::poll_card::{PollEvents, PollSignals},
    state::Answers,
};

/// The signals and events of the poll of this id, if it is known.
pub(super) fn poll_parts(answers: &Answers, id: &str) -> Option<(PollSignals, PollEvents)> {
    let signals = PollSignals {
        ballot: answers.ballots.get(id)?.into(),
        now: answers.now.clone().into(),
        zone: answers.zone.clone().into(),
        live: answers.live.clone().into(),
    };
    let act = |act: fn(&Answers, &str)| {
        let (answers, id) = (answers.clone(), id.to_owned());
        Callback::new(move |()| act(&answers, &id))
    };
    let choose = {
        let (answers, id) = (answers.clone(), id.to_owned());
        Callback::new(move |(option, ticked): (String, bool)| answers.choose(&id, &option, ticked))
    };
    let events =
        PollEvents { on_choose: choose, on_send: act(Answers::send_vote), on_withdraw: act(Answers::withdraw_vote) };
    Some((signals, events))
}
