//! An article that was found.

use leptos::prelude::*;

use crate::{
    dom::markup::{Markup, el},
    model::search::Piece,
};

/// Title, dek and a part of the text, each in pieces of which those that were searched for are marked.
#[component]
pub fn SearchResult(
    /// The article's address.
    href: String,
    /// Its title.
    title: Vec<Piece>,
    /// The sentence under it; may be empty.
    dek: Vec<Piece>,
    /// Where in its text the words are; may be empty.
    snippet: Vec<Piece>,
) -> Markup {
    let link = el("a").class("search-result__link").attr("href", href).child(marked(title));
    el("article")
        .class("search-result")
        .child(el("h2").class("search-result__title").child(link))
        .child(el("p").class("search-result__dek").child(marked(dek)))
        .child(el("p").class("search-result__snippet").child(marked(snippet)))
        .into()
}

fn marked(pieces: Vec<Piece>) -> Vec<Markup> {
    let piece = |Piece { text, is_match }| if is_match { el("mark").child(text).into() } else { text.into() };
    pieces.into_iter().map(piece).collect()
}
