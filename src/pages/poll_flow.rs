//! How readers moved, below the results of a poll that asks before reading and after: a picture that the server draws, and that says its
//! numbers in words where it is opened by itself.

use hustings_core::{i18n::Locale, kinds::every_kind, model::ballot::Ballot};
use leptos::prelude::*;

/// The picture, which the sheet shows for as long as results show; `base` is what is before its path.
pub(super) fn poll_flow(locale: &Locale, ballot: Signal<Ballot>, base: &str) -> Option<impl IntoView + use<>> {
    if !every_kind() {
        return None;
    }
    let picture = [base, &ballot.with_untracked(|ballot| ballot.poll.flow.clone())?].concat();
    let (alt, href) = (locale.t("flow_title"), picture.clone());
    // Where results are for voters it is fetched once it shows, and so with the reader's own answer in it. It is not live.
    Some(view! {
        <a class="poll-card__flow" href=href target="_blank" rel="noopener">
            <img src=picture alt=alt loading="lazy"/>
        </a>
    })
}
