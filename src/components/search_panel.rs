//! The search: a field, what the search has come to, and the articles. Without scripts it is a form like any
//! other.

use hustings_core::{i18n::use_locale, model::search::Piece};
use leptos::{ev, prelude::*};

use crate::dom::document;

/// An article that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundArticle {
    /// Its URL.
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
) -> impl IntoView {
    let locale = use_locale();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        on_search.run(document::typed(".search-panel__field"));
    };
    let articles = articles.into_iter().map(|article| view! { <Found article=article/> }).collect_view();
    view! {
        <div class="search-panel">
            <h1 class="search-panel__title" tabindex="-1">{locale.t("search")}</h1>
            <form class="search-panel__form" role="search" action=action on:submit=submit>
                <label class="search-panel__label" for="search">{locale.t("search_label")}</label>
                <input
                    class="search-panel__field"
                    id="search"
                    type="search"
                    name="q"
                    value=query
                    maxlength="100"
                    autocomplete="off"
                    dir="auto"
                />
                <button class="button">{locale.t("search")}</button>
            </form>
            <p class="search-panel__outcome" role="status">{outcome}</p>
            {articles}
        </div>
    }
}

#[component]
fn Found(article: FoundArticle) -> impl IntoView {
    let FoundArticle { href, texts: [title, dek, text] } = article;
    view! {
        <article class="search-panel__article">
            <h2><a href=href>{marked(title)}</a></h2>
            <p>{marked(dek)}</p>
            <p>{marked(text)}</p>
        </article>
    }
}

fn marked(pieces: Vec<Piece>) -> Vec<AnyView> {
    let piece =
        |Piece { text, is_match }| if is_match { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() };
    pieces.into_iter().map(piece).collect()
}
