//! The search page: its panel, with URLs and messages.

use hustings_core::model::{
    page::search_words,
    route::Route,
    search::{Found, MAX_HITS, Query},
};
use leptos::prelude::*;

use crate::{
    components::search_panel::{FoundArticle, SearchPanel},
    state::{Shown, Site},
};

/// The field with what was typed, what that has come to, and the articles.
pub(super) fn search_page(site: &Site, shown: &Shown, query: &str, found: Option<&Found>) -> impl IntoView + use<> {
    let locale = &shown.locale;
    let lang = &shown.page.lang;
    let mut outcome = match found {
        None if query.is_empty() => locale.t("search_hint"),
        None => locale.t("search_short"),
        Some(_) => search_words(locale, query, found),
    };
    let mut articles = Vec::new();
    if let (Some(found), Some(words)) = (found, Query::parse(query)) {
        let more = match found.total {
            0 => "search_hint",
            total if total > MAX_HITS as u64 => "search_first",
            _ => "",
        };
        if !more.is_empty() {
            outcome = [&outcome, ". ", &locale.t(more)].concat();
        }
        for hit in &found.hits {
            let route = Route::Article { lang: lang.clone(), slug: hit.slug.clone() };
            let texts = [&hit.title, &hit.dek, &hit.text].map(|text| words.marked(text));
            articles.push(FoundArticle { href: site.href(&route), texts });
        }
    }
    let action = site.href(&Route::Search { lang: lang.clone(), query: String::new() });
    let (searching, query) = (site.clone(), query.to_owned());
    let on_search = Callback::new(move |typed: String| searching.search(typed));
    let sheet = [&site.base, "style/search_panel.css"].concat();
    view! {
        // The one page whose sheet is not in every page.
        <link rel="stylesheet" href=sheet/>
        <SearchPanel action=action query=query outcome=outcome articles=articles on_search=on_search/>
    }
}
