//! The date of figures that do not come from the backend now.

use hustings_core::i18n::{Zone, use_locale};
use hustings_wire::Timestamp;
use leptos::prelude::*;

/// "As of 25 November 2026", while the figures are no longer the backend's. The line keeps its room when the backend
/// has told newer ones, so that nothing moves.
#[component]
pub fn AsOf(
    /// When the figures were true; nothing while they are the backend's own.
    #[prop(into)]
    at: Signal<Option<Timestamp>>,
    /// When the page's file was made: what the line says while nobody sees it.
    made: Timestamp,
    /// Whose clock it is told by.
    #[prop(into)]
    zone: Signal<Zone>,
) -> impl IntoView {
    let locale = use_locale();
    let is_static = move || if at.with(Option::is_some) { "true" } else { "false" };
    let at = Signal::derive(move || at.get().unwrap_or(made));
    let words = move || locale.t_with("as_of", &[("date", &locale.date(at.get(), zone.get()))]);
    view! {
        <p class="as-of" data-static=is_static>
            <time datetime=move || at.get().text()>{words}</time>
        </p>
    }
}
