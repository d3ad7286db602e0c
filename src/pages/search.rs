//! The search: a field, and what was found.

use leptos::prelude::*;

use crate::{
    components::{search_form::SearchForm, search_result::SearchResult},
    dom::markup::{Element, Markup, el},
    model::{
        page::search_words,
        route::Route,
        search::{Found, Hit, MAX_HITS, Query},
    },
    state::{Shown, Site},
};

/// The sheets of this page, which nobody else needs: below the app's files.
const SHEETS: [&str; 3] = ["search_form", "search_page", "search_result"];

/// The field with what was typed, what that has come to, and the articles.
pub(super) fn search_page(site: &Site, shown: &Shown, query: &str, found: Option<&Found>) -> Markup {
    let locale = &shown.locale;
    let sheet = |name: &str| {
        let href = [&site.base, "style/", name, ".css"].concat();
        el("link").attr("rel", "stylesheet").attr("href", href)
    };
    let sheets: Vec<Element> = SHEETS.into_iter().map(sheet).collect();
    let action = site.href(&Route::Search { lang: shown.page.lang.clone(), query: String::new() });
    let (searching, asked) = (site.clone(), query.to_owned());
    let on_search = Callback::new(move |typed: String| searching.search(&typed));
    let outcome = match found {
        None if query.is_empty() => locale.t("search_hint"),
        None => locale.t("search_short"),
        Some(_) => search_words(locale, query, found),
    };
    let words = Query::parse(query);
    let hits = found.map(|found| found.hits.as_slice()).unwrap_or_default();
    let results = words.map(|words| hits.iter().map(|hit| result(site, shown, hit, &words)).collect::<Vec<_>>());
    let more = found.is_some_and(|found| found.total > MAX_HITS as u64);
    el("div")
        .class("search-page")
        .child(sheets)
        .child(el("h1").class("search-page__title").attr("tabindex", "-1").child(locale.t("search")))
        .child(view! { <SearchForm action=action query=asked on_search=on_search/> })
        .child(el("p").class("search-page__outcome").attr("role", "status").child(outcome))
        .child(el("div").class("search-page__results").child(results))
        .child(
            more.then(|| el("p").child(locale.t_with("search_first", &[("count", &locale.number(MAX_HITS as u64))]))),
        )
        .into()
}

fn result(site: &Site, shown: &Shown, hit: &Hit, words: &Query) -> Markup {
    let route = Route::Article { lang: shown.page.lang.clone(), slug: hit.slug.clone() };
    view! {
        <SearchResult
            href=site.href(&route)
            title=words.marked(&hit.title)
            dek=words.marked(&hit.dek)
            snippet=words.marked(&hit.snippet)
        />
    }
    .into()
}
