//! The status of the live stream.

use hustings_core::{i18n::use_locale, model::live_status::LiveStatus};
use leptos::prelude::*;

/// A dot and a word. Not announced: a stream that comes and goes would talk all the time.
#[component]
pub fn LiveBadge(
    /// How the stream does; nothing is shown while it is off.
    #[prop(into)]
    status: Signal<LiveStatus>,
) -> impl IntoView {
    let locale = use_locale();
    let words = [
        (LiveStatus::Live, locale.t("live_live")),
        (LiveStatus::Reconnecting, locale.t("live_reconnecting")),
        (LiveStatus::Offline, locale.t("live_offline")),
    ];
    let word = move || {
        let status = status.get();
        words.iter().find(|(s, _)| *s == status).map(|(_, word)| word.clone()).unwrap_or_default()
    };
    view! { <span class="live-badge" data-status=move || status.get().as_str()>{word}</span> }
}
