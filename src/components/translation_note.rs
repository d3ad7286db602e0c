//! Above a translation that is older than its original.

use hustings_wire::Timestamp;
use leptos::prelude::*;

use super::language_switcher::LanguageLink;
use crate::{
    dom::markup::{Markup, Reading, el},
    i18n::{Zone, use_locale},
};

/// Says since when the original says something else, and leads to it.
#[component]
pub fn TranslationNote(
    /// When the original was changed.
    changed_at: Timestamp,
    /// The original; without an address its place is not told.
    original: Option<LanguageLink>,
    /// Whose clock the date is told by.
    #[prop(into)]
    zone: Reading<Zone>,
) -> Markup {
    let locale = use_locale();
    let words = move || locale.t_with("translation_outdated", &[("date", &locale.date(changed_at, zone.get()))]);
    let link = original.map(|original| {
        el("a")
            .class("translation-note__link")
            .attr("href", original.href)
            .attr("hreflang", original.lang.clone())
            .attr("lang", original.lang)
            .attr("dir", original.dir)
            .child(original.label)
    });
    el("p").class("translation-note").attr("role", "note").child(el("span").words(words)).child(" ").child(link).into()
}
