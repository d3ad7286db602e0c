//! An article in a list.

use hustings_wire::ArticleCard as Card;
use hustings_wire::digits::digits;
use leptos::prelude::*;

use super::{
    article_head::date_text,
    section_links::{SectionLink, SectionLinks},
};
use crate::{
    dom::markup::{Markup, Reading, el},
    i18n::{Zone, use_locale},
};

/// Picture, title, dek, date, reading time and rating of an article, leading to it.
#[component]
pub fn ArticleCard(
    /// The article.
    card: Card,
    /// Its address.
    href: String,
    /// Address before the path of its picture; empty for the page's own origin.
    media_base: String,
    /// Sections of the audiences it is meant for.
    audiences: Vec<SectionLink>,
    /// Whose clock its date is told by.
    #[prop(into)]
    zone: Reading<Zone>,
) -> Markup {
    let locale = use_locale();
    let minutes = locale.t_count("reading_minutes", u64::from(card.reading_minutes), &[]);
    let rating = card.rating.mean.map(|mean| {
        let votes = locale.number(card.rating.votes);
        let words = locale.t_with("rating_summary", &[("votes", &votes), ("mean", &locale.decimal(mean))]);
        el("span").class("article-card__rating").child(words)
    });
    let outdated =
        card.outdated.then(|| el("span").class("article-card__outdated").child(locale.t("translation_outdated_mark")));
    // Decoration here: the article shows it with its words.
    let picture = card.image.map(|image| {
        el("img")
            .class("article-card__image")
            .attr("src", media_base + &image.src)
            .attr("width", digits(image.width.into()))
            .attr("height", digits(image.height.into()))
            .attr("alt", "")
            .attr("loading", "lazy")
            .attr("decoding", "async")
    });
    let title = el("a").class("article-card__link").attr("href", href).child(card.title);
    let facts = el("p")
        .class("article-card__facts")
        .child(el("span").child(date_text(&locale, card.published_at, zone)))
        .child(" ")
        .child(el("span").child(minutes))
        .child(" ")
        .child(rating)
        .child(" ")
        .child(outdated);
    let words = el("div")
        .class("article-card__words")
        .child(view! { <SectionLinks sections=audiences/> })
        .child(el("h2").class("article-card__title").child(title))
        .child(el("p").class("article-card__dek").child(card.dek))
        .child(facts);
    el("article").class("article-card").child(picture).child(words).into()
}
