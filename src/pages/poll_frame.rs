//! A poll in a frame on a partner's page: the card, and a link to the publication, without the layout.

use hustings_core::{
    i18n::{Locale, speak},
    model::{
        poll_frame::PollFrame as FrameData,
        route::{Route, encode_component},
    },
};
use hustings_wire::Poll;
use leptos::prelude::*;

use super::{poll_flow::poll_flow, poll_parts::poll_parts};
use crate::{
    components::{form_problem_words, poll_card::PollCard, star_rating::FormPaths},
    state::Polls,
};

/// The poll of `frame`, as `polls` knows it.
#[component]
pub fn PollFrame(
    /// The state that the poll is joined to; it knows the poll.
    polls: Polls,
    /// What was served.
    frame: FrameData,
    /// The words.
    locale: Locale,
) -> impl IntoView {
    speak(&locale);
    let FrameData { poll: Poll { id, lang, kind, .. }, publication, home, back, partner, notice, .. } = frame;
    let (signals, events) = poll_parts(&polls, &id).expect("the frame's poll is known before it is shown");
    // A page that hides where it is has this name (RFC 6454, section 6.1).
    let partner = encode_component(partner.as_deref().unwrap_or("null"));
    let route = Route::Poll { lang, id }.path();
    let flow = poll_flow(&locale, signals.ballot, "");
    let action = [&*route, "/vote?partner=", &partner].concat();
    let problem = notice.map(|code| form_problem_words(&locale, code, kind));
    let home_words = locale.t_with("frame_home", &[("publication", &publication)]);
    let form = FormPaths { action, back };
    view! {
        <PollCard signals=signals events=events form=form problem=problem media_base=String::new() heading=1>
            {flow}
            <a class="poll-frame__home" href=home target="_blank" rel="noopener">{home_words}</a>
        </PollCard>
    }
}
