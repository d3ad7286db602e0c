//! An article in a list.

use hustings_wire::ArticleCard as Card;
use leptos::prelude::*;

use super::article_head::DateText;
use crate::i18n::{Zone, use_locale};

/// Picture, title, dek, date, reading time and rating of an article, leading to it.
#[component]
pub fn ArticleCard(
    /// The article.
    card: Card,
    /// Its address.
    href: String,
    /// Address before the path of its picture; empty for the page's own origin.
    media_base: String,
    /// Names of the audiences it is meant for.
    audiences: Vec<String>,
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
    // Decoration here: the article shows it with its words.
    let picture = card.image.map(|image| {
        view! {
            <img
                class="article-card__image"
                src=format!("{media_base}{}", image.src)
                width=image.width.to_string()
                height=image.height.to_string()
                alt=""
                loading="lazy"
                decoding="async"
            />
        }
    });
    let audiences =
        (!audiences.is_empty()).then(|| view! { <p class="article-card__audiences">{audiences.join(" · ")}</p> });
    view! {
        <article class="article-card">
            {picture}
            <div class="article-card__words">
                {audiences}
                <h2 class="article-card__title">
                    <a class="article-card__link" href=href>
                        {card.title}
                    </a>
                </h2>
                <p class="article-card__dek">{card.dek}</p>
                <p class="article-card__facts">
                    <span>
                        <DateText at=card.published_at zone=zone/>
                    </span>
                    " "
                    <span>{minutes}</span>
                    " "
                    {rating}
                </p>
            </div>
        </article>
    }
}
