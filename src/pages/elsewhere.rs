//! The page for errors: what happened, and links to go on.

use hustings_core::{
    model::{page::View, route::Route},
    text::replace,
};
use leptos::prelude::*;

use crate::{
    components::{
        problem_words,
        way_on::{Way, WayOn},
    },
    state::{Shown, Site},
};

/// There is no such page, or not in this language, or it could not be loaded.
pub(super) fn elsewhere_page(site: &Site, shown: &Shown) -> impl IntoView + use<> {
    let locale = &shown.locale;
    let mut ways = Vec::new();
    let mut retry = None;
    let (title, explanation) = match &shown.page.view {
        View::TranslationMissing { available, path } => {
            ways.extend(available.iter().map(|lang| translation(site, shown, lang, path)));
            (locale.t("translation_missing_title"), locale.t("translation_missing_explanation"))
        }
        View::Failed { code } => {
            let site = site.clone();
            retry = Some((locale.t("retry"), Callback::new(move |()| site.retry())));
            (locale.t("failed_title"), problem_words(locale, *code))
        }
        _ => (locale.t("not_found_title"), locale.t("not_found_explanation")),
    };
    let home = Route::List { lang: shown.page.lang.clone(), audience: None };
    ways.push(Way { href: site.href(&home), label: locale.t("to_all_articles"), lang: None });
    view! { <WayOn title=title explanation=explanation ways=ways on_retry=retry/> }
}

fn translation(site: &Site, shown: &Shown, lang: &str, path: &str) -> Way {
    let known = shown.page.publication.languages.iter().find(|language| language.lang == lang);
    let path = replace(path, "{lang}", lang);
    let href = match Route::parse(&path, "") {
        Some(route) => site.href(&route),
        None => [site.root(), &path].concat(),
    };
    Way { href, label: known.map_or(lang, |language| &language.switch_label).to_owned(), lang: Some(lang.to_owned()) }
}
