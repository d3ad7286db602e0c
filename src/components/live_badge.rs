//! A quiet sign of how the live stream does.

use leptos::prelude::*;

use crate::{
    dom::markup::{Markup, Reading, el},
    i18n::use_locale,
    model::live_status::LiveStatus,
};

/// A dot and a word. Not announced: a stream that comes and goes would talk all the time.
#[component]
pub fn LiveBadge(
    /// How the stream does; nothing is shown while it is off.
    #[prop(into)]
    status: Reading<LiveStatus>,
) -> Markup {
    let locale = use_locale();
    let words = [
        (LiveStatus::Live, locale.t("live_live")),
        (LiveStatus::Reconnecting, locale.t("live_reconnecting")),
        (LiveStatus::Offline, locale.t("live_offline")),
    ];
    let named = status.clone();
    let word = move || {
        let status = status.get();
        words.iter().find(|(s, _)| *s == status).map(|(_, word)| word.clone()).unwrap_or_default()
    };
    el("span").class("live-badge").live("data-status", move || Some(named.get().as_str().to_owned())).words(word).into()
}
