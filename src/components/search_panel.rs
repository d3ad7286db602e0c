//! The search: a field, what the search has come to, and the articles. Without scripts it is a form like any
//! other.

use leptos::prelude::*;

use crate::{
    dom::{
        document,
        markup::{Element, Markup, el},
    },
    i18n::use_locale,
    model::search::Piece,
};

/// An article that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundArticle {
    /// Its address.
    pub href: String,
    /// Title, dek and a part of its text, in pieces of which those that were searched for are marked. Dek and
    /// text may be empty.
    pub texts: [Vec<Piece>; 3],
}

/// The field, a sentence, and articles.
#[component]
pub fn SearchPanel(
    /// Where the form leads without scripts.
    action: String,
    /// What was searched for; may be empty.
    query: String,
    /// What that has come to, or what can be searched.
    outcome: String,
    /// The articles, best first.
    articles: Vec<FoundArticle>,
    /// Reported with what is typed.
    on_search: Callback<String>,
) -> Markup {
    let locale = use_locale();
    let field = el("input")
        .class("search-panel__field")
        .attr("id", "search")
        .attr("type", "search")
        .attr("name", "q")
        .attr("value", query)
        .attr("maxlength", "100")
        .attr("autocomplete", "off")
        .attr("dir", "auto");
    let form = el("form")
        .class("search-panel__form")
        .attr("role", "search")
        .attr("action", action)
        .on("submit", move |event| {
            event.prevent_default();
            on_search.run(document::typed(".search-panel__field"));
        })
        .child(el("label").class("search-panel__label").attr("for", "search").child(locale.t("search_label")))
        .child(field)
        .child(el("button").class("button").child(locale.t("search")));
    let articles: Vec<Element> = articles.into_iter().map(article).collect();
    el("div")
        .class("search-panel")
        .child(el("h1").class("search-panel__title").attr("tabindex", "-1").child(locale.t("search")))
        .child(form)
        .child(el("p").class("search-panel__outcome").attr("role", "status").child(outcome))
        .child(articles)
        .into()
}

fn article(FoundArticle { href, texts: [title, dek, text] }: FoundArticle) -> Element {
    let link = el("a").attr("href", href).child(marked(title));
    el("article")
        .class("search-panel__article")
        .child(el("h2").child(link))
        .child(el("p").child(marked(dek)))
        .child(el("p").child(marked(text)))
}

fn marked(pieces: Vec<Piece>) -> Vec<Markup> {
    let piece = |Piece { text, is_match }| if is_match { el("mark").child(text).into() } else { text.into() };
    pieces.into_iter().map(piece).collect()
}
