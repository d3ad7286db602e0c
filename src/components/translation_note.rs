//! Above a translation that is older than its original.

use hustings_core::i18n::{Zone, use_locale};
use hustings_wire::Timestamp;
use leptos::prelude::*;

use super::language_switcher::LanguageLink;

/// Says since when the original says something else, and leads to it.
#[component]
pub fn TranslationNote(
    /// When the original was changed.
    changed_at: Timestamp,
    /// The original; without a URL its place is not told.
    original: Option<LanguageLink>,
    /// Whose clock the date is told by.
    #[prop(into)]
    zone: Signal<Zone>,
) -> impl IntoView {
    let locale = use_locale();
    let words = move || locale.t_with("translation_outdated", &[("date", &locale.date(changed_at, zone.get()))]);
    let link = original.map(|LanguageLink { lang, dir, label, href, .. }| {
        view! {
            <a class="translation-note__link" href=href hreflang=lang.clone() lang=lang dir=dir>{label}</a>
        }
    });
    view! {
        <p class="translation-note" role="note">
            <span>{words}</span>
            " "
            {link}
        </p>
    }
}
