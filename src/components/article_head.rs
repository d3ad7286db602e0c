//! The head of an article: title, dek, byline, and the picture.

use hustings_wire::{Article, Picture, Timestamp, digits::digits};
use leptos::prelude::*;

use super::section_links::{SectionLink, SectionLinks};
use crate::{
    dom::markup::{Markup, Reading, el},
    i18n::{Locale, Zone, use_locale},
};

/// Title, dek, author with role, dates, reading time and picture of an article.
#[component]
pub fn ArticleHead(
    /// The article.
    article: Article,
    /// Address before the path of its picture; empty for the page's own origin.
    media_base: String,
    /// Sections of the audiences it is meant for.
    audiences: Vec<SectionLink>,
    /// Whose clock its dates are told by.
    #[prop(into)]
    zone: Reading<Zone>,
) -> Markup {
    let locale = use_locale();
    let minutes = locale.t_count("reading_minutes", u64::from(article.reading_minutes), &[]);
    let role =
        (!article.author.role.is_empty()).then(|| el("span").class("article-head__role").child(article.author.role));
    let updated = article.updated_at.map(|at| {
        el("span").class("article-head__fact").child(locale.t("updated")).child(" ").child(date_text(
            &locale,
            at,
            zone.clone(),
        ))
    });
    let byline = el("p")
        .class("article-head__byline")
        .child(el("span").class("article-head__author").child(article.author.name))
        .child(" ")
        .child(role);
    let facts = el("p")
        .class("article-head__facts")
        .child(el("span").class("article-head__fact").child(date_text(&locale, article.published_at, zone.clone())))
        .child(" ")
        .child(updated)
        .child(" ")
        .child(el("span").class("article-head__fact").child(minutes));
    el("header")
        .class("article-head")
        .child(view! { <SectionLinks sections=audiences/> })
        .child(el("h1").class("article-head__title").attr("tabindex", "-1").child(article.title))
        .child(el("p").class("article-head__dek").child(article.dek))
        .child(byline)
        .child(facts)
        .child(article.image.map(|image| figure(image, media_base)))
        .into()
}

/// A date in words, with the instant for machines.
#[component]
pub fn DateText(
    /// The instant.
    at: Timestamp,
    /// Whose clock it is told by.
    #[prop(into)]
    zone: Reading<Zone>,
) -> Markup {
    date_text(&use_locale(), at, zone)
}

pub(super) fn date_text(locale: &Locale, at: Timestamp, zone: Reading<Zone>) -> Markup {
    let locale = locale.clone();
    el("time").attr("datetime", at.text()).words(move || locale.date(at, zone.get())).into()
}

fn figure(image: Picture, media_base: String) -> Markup {
    let caption =
        (!image.caption.is_empty()).then(|| el("figcaption").class("article-head__caption").child(image.caption));
    let picture = el("img")
        .class("article-head__image")
        .attr("src", media_base + &image.src)
        .attr("width", digits(image.width.into()))
        .attr("height", digits(image.height.into()))
        .attr("alt", image.alt)
        .attr("fetchpriority", "high");
    el("figure").class("article-head__figure").child(picture).child(caption).into()
}
