//! The field of a search. Without scripts it is a form like any other.

use leptos::prelude::*;

use crate::{
    dom::{
        document,
        markup::{Markup, el},
    },
    i18n::use_locale,
    model::search::MAX_QUERY,
};

/// A field for words, and a button.
#[component]
pub fn SearchForm(
    /// Where the form leads without scripts.
    action: String,
    /// What was searched for; may be empty.
    query: String,
    /// Reported with what is typed.
    on_search: Callback<String>,
) -> Markup {
    let locale = use_locale();
    let field = el("input")
        .class("search-form__field")
        .attr("id", "search-field")
        .attr("type", "search")
        .attr("name", "q")
        .attr("value", query)
        .attr("maxlength", MAX_QUERY.to_string())
        .attr("autocomplete", "off")
        .attr("enterkeyhint", "search")
        .attr("dir", "auto");
    el("form")
        .class("search-form")
        .attr("role", "search")
        .attr("action", action)
        .on("submit", move |event| {
            event.prevent_default();
            on_search.run(document::typed(".search-form__field"));
        })
        .child(el("label").class("search-form__label").attr("for", "search-field").child(locale.t("search_label")))
        .child(field)
        .child(el("button").class("button").child(locale.t("search")))
        .into()
}
