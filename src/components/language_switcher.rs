//! The languages of a page, each in its own words.

use leptos::prelude::*;

use crate::{
    dom::markup::{Element, Markup, el},
    i18n::use_locale,
};

/// One language of the switcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageLink {
    /// BCP 47 tag.
    pub lang: String,
    /// Its reading direction, as HTML writes it.
    pub dir: &'static str,
    /// Its name in itself.
    pub name: String,
    /// The invitation in the language itself: "Читать на русском".
    pub label: String,
    /// The page's address in it; `None` when there is no such translation.
    pub href: Option<String>,
}

/// Links to the same page in other languages; the current language is marked and is no link, and a
/// language without a translation says so.
#[component]
pub fn LanguageSwitcher(
    /// The languages, in the order of the switcher.
    languages: Vec<LanguageLink>,
) -> Markup {
    let locale = use_locale();
    let item = |language: LanguageLink| {
        let LanguageLink { lang, dir, name, label, href } = language;
        let current = lang == locale.lang();
        let content = match href {
            _ if current => el("span")
                .class("language-switcher__current")
                .attr("aria-current", "true")
                .attr("tabindex", "-1")
                .child(name),
            Some(href) => {
                el("a").class("language-switcher__link").attr("href", href).attr("hreflang", lang.clone()).child(label)
            }
            None => {
                let missing = locale.t_with("language_missing", &[("language", &name)]);
                // The title is in the language of the page, the name within in its own.
                el("span")
                    .class("language-switcher__missing")
                    .attr("title", missing)
                    .attr("lang", locale.lang().to_owned())
                    .attr("dir", locale.dir().as_str())
                    .child(el("s").attr("lang", lang.clone()).attr("dir", dir).child(name))
            }
        };
        el("li").class("language-switcher__item").attr("lang", lang).attr("dir", dir).child(content)
    };
    let items: Vec<Element> = languages.into_iter().map(item).collect();
    el("nav")
        .class("language-switcher")
        .attr("aria-label", locale.t("languages"))
        .child(el("ul").class("language-switcher__list").child(items))
        .into()
}
