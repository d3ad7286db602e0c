//! The head of an article: title, dek, byline, and the picture.

use hustings_core::i18n::{Zone, use_locale};
use hustings_wire::{Article, Author, Picture, Timestamp};
use leptos::prelude::*;

use super::section_links::{SectionLink, SectionLinks};

/// What the head of an article says. Its texts and lists stay where they are: to copy a whole article would bring the code for all
/// of it into the WASM.
pub struct Headline {
    title: String,
    dek: String,
    author: Author,
    published_at: Timestamp,
    updated_at: Option<Timestamp>,
    reading_minutes: u32,
    image: Option<Picture>,
}

impl From<&Article> for Headline {
    fn from(article: &Article) -> Self {
        Self {
            title: article.title.clone(),
            dek: article.dek.clone(),
            author: article.author.clone(),
            published_at: article.published_at,
            updated_at: article.updated_at,
            reading_minutes: article.reading_minutes,
            image: article.image.clone(),
        }
    }
}

/// Title, dek, author with role, dates, reading time and picture of an article.
#[component]
pub fn ArticleHead(
    /// The article.
    #[prop(into)]
    article: Headline,
    /// URL before the path of its picture; empty for the page's own origin.
    media_base: String,
    /// Sections of the audiences it is meant for.
    audiences: Vec<SectionLink>,
    /// Whose clock its dates are told by.
    #[prop(into)]
    zone: Signal<Zone>,
) -> impl IntoView {
    let locale = use_locale();
    let minutes = locale.t_count("reading_minutes", u64::from(article.reading_minutes), &[]);
    let Author { name, role } = article.author;
    let role = (!role.is_empty()).then(|| view! { <span class="article-head__role">{role}</span> });
    let updated = article.updated_at.map(|at| {
        view! {
            <span class="article-head__fact">{locale.t("updated")} " " <DateText at=at zone=zone/></span>
        }
    });
    view! {
        <header class="article-head">
            <SectionLinks sections=audiences/>
            <h1 class="article-head__title" tabindex="-1">{article.title}</h1>
            <p class="article-head__dek">{article.dek}</p>
            <p class="article-head__byline">
                <span class="article-head__author">{name}</span>
                " "
                {role}
            </p>
            <p class="article-head__facts">
                <span class="article-head__fact"><DateText at=article.published_at zone=zone/></span>
                " "
                {updated}
                " "
                <span class="article-head__fact">{minutes}</span>
            </p>
            {article.image.map(|picture| view! { <Figure picture=picture media_base=media_base/> })}
        </header>
    }
}

/// A date in words, with the instant for machines.
#[component]
pub fn DateText(
    /// The instant.
    at: Timestamp,
    /// Whose clock it is told by.
    #[prop(into)]
    zone: Signal<Zone>,
) -> impl IntoView {
    let locale = use_locale();
    view! { <time datetime=at.text()>{move || locale.date(at, zone.get())}</time> }
}

#[component]
fn Figure(picture: Picture, media_base: String) -> impl IntoView {
    let Picture { src, width, height, alt, caption } = picture;
    let caption =
        (!caption.is_empty()).then(|| view! { <figcaption class="article-head__caption">{caption}</figcaption> });
    view! {
        <figure class="article-head__figure">
            <img
                class="article-head__image"
                src=media_base + &src
                width=width
                height=height
                alt=alt
                fetchpriority="high"
            />
            {caption}
        </figure>
    }
}
