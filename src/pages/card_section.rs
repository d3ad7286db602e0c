//! A card on a page, joined to addresses and names.

use hustings_wire::{ArticleCard as Card, Audience};
use leptos::prelude::*;

use crate::{components::article_card::ArticleCard, dom::markup::Markup, model::route::Route, state::Site};

/// The card of an article, with its audiences by their names.
pub(super) fn card_section(site: &Site, audiences: &[Audience], card: Card) -> Markup {
    let route = Route::Article { lang: card.lang.clone(), slug: card.slug.clone() };
    let label = |id: &String| audiences.iter().find(|a| a.id == *id).map_or(id, |a| &a.label).clone();
    let audiences = card.audiences.iter().map(label).collect();
    view! {
        <ArticleCard
            href=site.href(&route)
            media_base=site.media_base().to_owned()
            audiences=audiences
            zone=site.zone.clone()
            card=card
        />
    }
    .into()
}
