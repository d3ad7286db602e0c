//! A poll in a frame on a partner's page: the card, and a link to the publication, without the layout.

use hustings_core::{
    i18n::{Locale, speak},
    kinds::kind_of,
    model::route::{Route, encode_component},
};
use hustings_wire::ErrorCode;
use leptos::prelude::*;

use super::{poll_flow::poll_flow, poll_parts::poll_parts};
use crate::{
    components::{form_problem_words, poll_card::PollCard, star_rating::FormPaths},
    state::Polls,
};

/// A poll with what its frame was served with: see [`hustings_core::model::poll_frame::PollFrame`].
#[component]
pub fn PollFrame(
    /// The state that the poll is joined to; it knows the poll.
    polls: Polls,
    /// Id of the poll.
    poll: String,
    /// The publication's name.
    publication: String,
    /// Full URL of the poll's own page there.
    home: String,
    /// Where a form without scripts comes back to.
    back: String,
    /// Origin of the page around the frame.
    #[prop(optional_no_strip)]
    partner: Option<String>,
    /// What a form without scripts was refused for.
    #[prop(optional_no_strip)]
    notice: Option<ErrorCode>,
    /// The words.
    locale: Locale,
) -> impl IntoView {
    speak(&locale);
    let (signals, events) = poll_parts(&polls, &poll).expect("the frame's poll is known before it is shown");
    let kind = signals.ballot.with_untracked(|ballot| kind_of(&ballot.poll));
    // A page that hides where it is has this name (RFC 6454, section 6.1).
    let partner = encode_component(partner.as_deref().unwrap_or("null"));
    let route = Route::Poll { lang: polls.lang(), id: poll }.path();
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
