//! The head of an article: title, dek, byline, and the picture.

use hustings_wire::{Article, Picture, Timestamp};
use leptos::prelude::*;

use crate::i18n::{Zone, use_locale};

/// Title, dek, author with role, dates, reading time and picture of an article.
#[component]
pub fn ArticleHead(
    /// The article.
    article: Article,
    /// Address before the path of its picture; empty for the page's own origin.
    media_base: String,
    /// Whose clock its dates are told by.
    #[prop(into)]
    zone: Signal<Zone>,
) -> impl IntoView {
    let locale = use_locale();
    let minutes = locale.t_count("reading_minutes", u64::from(article.reading_minutes), &[]);
    let role = (!article.author.role.is_empty())
        .then(|| view! { <span class="article-head__role">{article.author.role}</span> });
    let updated = article.updated_at.map(|at| {
        view! {
            <span class="article-head__fact">
                {locale.t("updated")} " " <DateText at=at zone=zone/>
            </span>
        }
    });
    view! {
        <header class="article-head">
            <h1 class="article-head__title" tabindex="-1">
                {article.title}
            </h1>
            <p class="article-head__dek">{article.dek}</p>
            <p class="article-head__byline">
                <span class="article-head__author">{article.author.name}</span>
                " "
                {role}
            </p>
            <p class="article-head__facts">
                <span class="article-head__fact">
                    <DateText at=article.published_at zone=zone/>
                </span>
                " "
                {updated}
                " "
                <span class="article-head__fact">{minutes}</span>
            </p>
            {article.image.map(|image| figure(&image, &media_base))}
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
    view! { <time datetime=at.to_string()>{move || locale.date(at, zone.get())}</time> }
}

fn figure(image: &Picture, media_base: &str) -> impl IntoView + use<> {
    let caption = (!image.caption.is_empty())
        .then(|| view! { <figcaption class="article-head__caption">{image.caption.clone()}</figcaption> });
    view! {
        <figure class="article-head__figure">
            <img
                class="article-head__image"
                src=format!("{media_base}{}", image.src)
                width=image.width.to_string()
                height=image.height.to_string()
                alt=image.alt.clone()
                fetchpriority="high"
            />
            {caption}
        </figure>
    }
}
