//! An article in a list.

use hustings_core::i18n::{Zone, use_locale};
use hustings_wire::{ArticleCard as Card, RatingSummary, Timestamp};
use leptos::prelude::*;

use super::{
    article_head::DateText,
    section_links::{SectionLink, SectionLinks},
};

/// What a card says of its article.
pub struct Teaser {
    title: String,
    dek: String,
    published_at: Timestamp,
    reading_minutes: u32,
    rating: RatingSummary,
    outdated: bool,
    /// URL below `media_base`, width and height of its picture.
    image: Option<(String, u32, u32)>,
}

impl From<&Card> for Teaser {
    fn from(card: &Card) -> Self {
        Self {
            title: card.title.clone(),
            dek: card.dek.clone(),
            published_at: card.published_at,
            reading_minutes: card.reading_minutes,
            rating: card.rating,
            outdated: card.outdated,
            image: card.image.as_ref().map(|image| (image.src.clone(), image.width, image.height)),
        }
    }
}

/// Picture, title, dek, date, reading time and rating of an article, leading to it.
#[component]
pub fn ArticleCard(
    /// The article.
    #[prop(into)]
    card: Teaser,
    /// Its URL.
    href: String,
    /// URL before the path of its picture; empty for the page's own origin.
    media_base: String,
    /// Sections of the audiences it is meant for.
    audiences: Vec<SectionLink>,
    /// Whose clock its date is told by.
    #[prop(into)]
    zone: Signal<Zone>,
) -> impl IntoView {
    let locale = use_locale();
    let minutes = locale.t_count("reading_minutes", u64::from(card.reading_minutes), &[]);
    let rating = card.rating.mean.map(|mean| {
        let votes = locale.number(card.rating.votes);
        let words = locale.t_with("rating_summary", &[("votes", &votes), ("mean", &locale.decimal(mean))]);
        view! { <span class="article-card__rating">{words}</span> }
    });
    let outdated = card.outdated.then(|| {
        view! { <span class="article-card__outdated">{locale.t("translation_outdated_mark")}</span> }
    });
    // Decoration here: the article shows it with its words.
    let picture = card.image.map(|(src, width, height)| {
        let src = media_base + &src;
        view! {
            <img class="article-card__image" src=src width=width height=height alt="" loading="lazy" decoding="async"/>
        }
    });
    view! {
        <article class="article-card">
            {picture}
            <div class="article-card__words">
                <SectionLinks sections=audiences/>
                <h2 class="article-card__title">
                    <a class="article-card__link" href=href>{card.title}</a>
                </h2>
                <p class="article-card__dek">{card.dek}</p>
                <p class="article-card__facts">
                    <span><DateText at=card.published_at zone=zone/></span>
                    " "
                    <span>{minutes}</span>
                    " "
                    {rating}
                    " "
                    {outdated}
                </p>
            </div>
        </article>
    }
}
