//! How readers moved, below the results of a poll that asks before reading and after: a picture that the server draws, and a link to
//! its numbers.

use hustings_core::{i18n::Locale, model::ballot::Ballot};
use hustings_wire::{Moment, Poll};
use leptos::prelude::*;

/// The picture of what `picture` is the URL, for as long as results show; `passport` is where its numbers are, if anywhere.
pub(super) fn poll_flow(
    locale: &Locale,
    ballot: Signal<Ballot>,
    picture: String,
    passport: Option<String>,
) -> Option<impl IntoView + use<>> {
    let is_later = ballot.with_untracked(|Ballot { poll, .. }| poll.moment == Some(Moment::After));
    let title = locale.t("flow_title");
    let href = passport.map(|passport| passport + "#passport-flow");
    is_later.then(|| {
        view! {
            <a
                class="poll-card__flow"
                href=href
                target="_blank"
                hidden=move || ballot.with(|Ballot { poll, .. }| !poll.results_visible)
            >
                // Fetched once it shows, and so with the reader's own answer in it.
                <img src=picture alt=title loading="lazy" width="360"/>
            </a>
        }
    })
}

/// The path of the picture from the backend's root, or, where the poll is a file, from the site's.
pub(super) fn flow_path(poll: &Poll) -> String {
    match poll.is_frozen() {
        true => ["/api/v1/polls/", &poll.id, "/", &poll.lang, "/flow.svg"].concat(),
        false => ["/api/v1/polls/", &poll.id, "/flow.svg?lang=", &poll.lang].concat(),
    }
}
