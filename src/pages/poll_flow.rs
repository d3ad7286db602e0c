//! How readers moved, below the results of a poll that asks before reading and after: a picture that the server draws. Its numbers are
//! on the passport.

use hustings_core::{i18n::Locale, model::ballot::Ballot};
use leptos::prelude::*;

/// The picture, which the sheet shows for as long as results show; `base` is what is before its path.
pub(super) fn poll_flow(locale: &Locale, ballot: Signal<Ballot>, base: &str) -> Option<impl IntoView + use<>> {
    let picture = [base, &ballot.with_untracked(|ballot| ballot.poll.flow.clone())?].concat();
    // Fetched once it shows, and so with the reader's own answer in it.
    Some(view! { <img class="poll-card__flow" src=picture alt=locale.t("flow_title") loading="lazy"/> })
}
