//! How old the figures beside it are, where they are not the backend's of now.

use hustings_wire::Timestamp;
use leptos::prelude::*;

use crate::{
    dom::markup::{Markup, Reading, el},
    i18n::{Zone, use_locale},
};

/// "As of 25 November 2026", while the figures are no longer the backend's. The line keeps its room when the backend
/// has told newer ones, so that nothing moves.
#[component]
pub fn AsOf(
    /// When the figures were true; nothing while they are the backend's own.
    #[prop(into)]
    at: Reading<Option<Timestamp>>,
    /// When the page's file was made: what the line says while nobody sees it.
    made: Timestamp,
    /// Whose clock it is told by.
    #[prop(into)]
    zone: Reading<Zone>,
) -> Markup {
    let locale = use_locale();
    let still = at.clone();
    let at = at.map(move |at| at.unwrap_or(made));
    let machine = at.map(|at| at.text());
    let words = move || locale.t_with("as_of", &[("date", &locale.date(at.get(), zone.get()))]);
    let time = el("time").live("datetime", move || Some(machine.get())).words(words);
    el("p")
        .class("as-of")
        .live("data-still", move || Some(if still.get().is_some() { "true" } else { "false" }.to_owned()))
        .child(time)
        .into()
}
