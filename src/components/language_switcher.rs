//! The languages of a page, each named in itself: in the header, at the end of an article, and in its bar.

use hustings_core::i18n::use_locale;
use leptos::prelude::*;

/// A page in more languages than these has them folded: they would push away what is to be read.
const FEW: usize = 8;

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

/// The languages as a landmark, of which a page has one.
#[component]
pub fn LanguageSwitcher(
    /// The languages, in the order of the switcher.
    languages: Vec<LanguageLink>,
) -> impl IntoView {
    let label = use_locale().t("languages");
    view! {
        <nav class="language-switcher" aria-label=label>
            <FoldedLanguages languages=languages/>
        </nav>
    }
}

/// The languages, folded where there are many of them. Without scripts they unfold, too.
#[component]
pub fn FoldedLanguages(
    /// The languages, in the order of the switcher.
    languages: Vec<LanguageLink>,
) -> impl IntoView {
    let locale = use_locale();
    let many = languages.iter().filter(|language| language.href.is_some()).count() > FEW;
    let current = languages.iter().find(|language| language.lang == locale.lang()).map(|here| here.name.clone());
    let list = view! { <LanguageList languages=languages/> }.into_any();
    if !many {
        return list;
    }
    view! {
        <details class="language-switcher__fold">
            <summary class="language-switcher__open">
                {locale.t("languages")}
                " "
                <span class="language-switcher__current">{current}</span>
            </summary>
            {list}
        </details>
    }
    .into_any()
}

/// Links to the same page in other languages; the current language is marked and is no link. Languages without a
/// translation are folded into one line that says how many they are.
#[component]
pub fn LanguageList(
    /// The languages, in the order of the switcher.
    languages: Vec<LanguageLink>,
) -> impl IntoView {
    let locale = use_locale();
    let (mut items, mut missing) = (Vec::new(), Vec::new());
    for LanguageLink { lang, dir, name, label, href } in languages {
        let (list, content) = if lang == locale.lang() {
            let here =
                view! { <span class="language-switcher__current" aria-current="true" tabindex="-1">{name}</span> };
            (&mut items, here.into_any())
        } else if let Some(href) = href {
            let link = view! { <a class="language-switcher__link" href=href hreflang=lang.clone()>{label}</a> };
            (&mut items, link.into_any())
        } else {
            (&mut missing, name.into_any())
        };
        list.push(view! { <li class="language-switcher__item" lang=lang dir=dir>{content}</li> });
    }
    let count = missing.len() as u64;
    let missing = (count > 0).then(|| {
        view! {
            <details class="language-switcher__missing">
                <summary class="language-switcher__count">{locale.t_count("languages_missing", count, &[])}</summary>
                <ul class="language-switcher__list">{missing}</ul>
            </details>
        }
    });
    view! {
        <ul class="language-switcher__list" aria-label=locale.t("languages")>{items}</ul>
        {missing}
    }
}
