//! The language switcher: the languages of a page, each named in itself.

use hustings_core::i18n::{Locale, use_locale};
use leptos::prelude::*;

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
    /// The page's URL in it; `None` when there is no such translation.
    pub href: Option<String>,
}

/// Links to the same page in other languages; the current language is marked and is no link, and a
/// language without a translation says so.
#[component]
pub fn LanguageSwitcher(
    /// The languages, in the order of the switcher.
    languages: Vec<LanguageLink>,
) -> impl IntoView {
    let locale = use_locale();
    let items = languages.into_iter().map(|language| item(&locale, language)).collect_view();
    view! {
        <nav class="language-switcher" aria-label=locale.t("languages")>
            <ul class="language-switcher__list">{items}</ul>
        </nav>
    }
}

fn item(locale: &Locale, language: LanguageLink) -> impl IntoView + use<> {
    let LanguageLink { lang, dir, name, label, href } = language;
    let here = locale.lang().to_owned();
    let content = match href {
        _ if lang == here => {
            view! { <span class="language-switcher__current" aria-current="true" tabindex="-1">{name}</span> }
                .into_any()
        }
        Some(href) => {
            view! { <a class="language-switcher__link" href=href hreflang=lang.clone()>{label}</a> }.into_any()
        }
        None => {
            let missing = locale.t_with("language_missing", &[("language", &name)]);
            // The title is in the language of the page, the name within in its own.
            view! {
                <span class="language-switcher__missing" title=missing lang=here dir=locale.dir().as_str()>
                    <s lang=lang.clone() dir=dir>{name}</s>
                </span>
            }
            .into_any()
        }
    };
    view! { <li class="language-switcher__item" lang=lang dir=dir>{content}</li> }
}
