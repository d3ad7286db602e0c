//! How old the figures beside it are, where they come from a file.

use hustings_wire::Timestamp;
use leptos::prelude::*;

use crate::{
    dom::markup::{Markup, Reading, el},
    i18n::{Zone, use_locale},
};

/// "As of 25 November 2026", while the figures are a file's. The line keeps its room when the backend has told
/// newer ones, so that nothing moves.
#[component]
pub fn AsOf(
    /// When the file was made.
    at: Timestamp,
    /// Whose clock it is told by.
    #[prop(into)]
    zone: Reading<Zone>,
    /// Whether the figures are still those of the file.
    #[prop(into)]
    still: Reading<bool>,
) -> Markup {
    let locale = use_locale();
    let words = move || locale.t_with("as_of", &[("date", &locale.date(at, zone.get()))]);
    el("p")
        .class("as-of")
        .live("data-still", move || Some(if still.get() { "true" } else { "false" }.to_owned()))
        .child(el("time").attr("datetime", at.text()).words(words))
        .into()
}
