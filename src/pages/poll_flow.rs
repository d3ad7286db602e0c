//! How readers moved, below the results of a poll that asks before reading and after: a picture that the server draws, and that says its
//! numbers in words where it is opened by itself.

use hustings_core::{i18n::Locale, model::ballot::Ballot};
use leptos::prelude::*;

/// The picture, which the sheet shows for as long as results show; `base` is what is before its path.
pub(super) fn poll_flow(locale: &Locale, ballot: Signal<Ballot>, base: &str) -> Option<impl IntoView + use<>> {
    let picture = [base, &ballot.with_untracked(|ballot| ballot.poll.flow.clone())?].concat();
    // Fetched anew with each answer of the reader's, who may see it since then, and whose answers are in it.
    let src = Signal::derive(move || {
        let said = |vote: &Option<Vec<String>>| vote.as_ref().map(|vote| vote.concat()).unwrap_or_default();
        ballot.with(|Ballot { poll, .. }| match (said(&poll.my_before), said(&poll.my_vote)) {
            (before, after) if before.is_empty() && after.is_empty() => picture.clone(),
            (before, after) => [&*picture, "&said=", &before, ".", &after].concat(),
        })
    });
    let alt = locale.t("flow_title");
    Some(view! {
        <a class="poll-card__flow" href=move || src.get() target="_blank" rel="noopener">
            <img src=move || src.get() alt=alt loading="lazy"/>
        </a>
    })
}
