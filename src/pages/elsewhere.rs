//! Pages for when the wanted one cannot be shown: what happened, and a way on.

use hustings_wire::ErrorCode;
use leptos::prelude::*;

use crate::{
    components::{
        problem_words,
        way_on::{Way, WayOn},
    },
    model::route::Route,
    state::{Shown, Site},
};

/// There is no such page.
pub(super) fn not_found_page(site: &Site, shown: &Shown) -> impl IntoView + use<> {
    let locale = &shown.locale;
    view! {
        <WayOn
            title=locale.t("not_found_title")
            explanation=locale.t("not_found_explanation")
            ways=vec![way_home(site, shown)]
        />
    }
}

/// There is such a page in other languages.
pub(super) fn translation_missing_page(
    site: &Site,
    shown: &Shown,
    available: &[String],
    path: &str,
) -> impl IntoView + use<> {
    let locale = &shown.locale;
    let languages = &shown.page.publication.languages;
    let label = |lang: &String| languages.iter().find(|l| l.lang == *lang).map_or(lang, |l| &l.switch_label).clone();
    let mut ways: Vec<Way> = available
        .iter()
        .map(|lang| Way {
            href: format!("{}{}", site.base.trim_end_matches('/'), path.replace("{lang}", lang)),
            label: label(lang),
            lang: Some(lang.clone()),
        })
        .collect();
    ways.push(way_home(site, shown));
    view! {
        <WayOn
            title=locale.t("translation_missing_title")
            explanation=locale.t("translation_missing_explanation")
            ways=ways
        />
    }
}

/// The backend could not be reached, or failed.
pub(super) fn failed_page(site: &Site, shown: &Shown, code: ErrorCode) -> impl IntoView + use<> {
    let locale = &shown.locale;
    let retrying = site.clone();
    let on_retry = Callback::new(move |()| retrying.retry());
    view! {
        <WayOn
            title=locale.t("failed_title")
            explanation=problem_words(locale, code)
            ways=vec![way_home(site, shown)]
            on_retry=(locale.t("retry"), on_retry)
        />
    }
}

fn way_home(site: &Site, shown: &Shown) -> Way {
    let route = Route::List { lang: shown.page.lang.clone(), audience: None };
    Way { href: site.href(&route), label: shown.locale.t("to_all_articles"), lang: None }
}
