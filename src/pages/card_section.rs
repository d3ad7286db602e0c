//! A card on a page, with its URLs and names.

use hustings_core::model::route::Route;
use hustings_wire::{ArticleCard as Card, Audience};
use leptos::prelude::*;

use crate::{
    components::{article_card::ArticleCard, section_links::SectionLink},
    state::Site,
};

/// The card of an article, with its audiences by their names.
pub(super) fn card_section(site: &Site, audiences: &[Audience], card: &Card) -> impl IntoView + use<> {
    let route = Route::Article { lang: card.lang.clone(), slug: card.slug.clone() };
    let audiences = section_links(site, audiences, &card.lang, &card.audiences);
    view! {
        <ArticleCard
            href=site.href(&route)
            media_base=site.media_base().to_owned()
            audiences=audiences
            zone=site.zone.clone()
            card=card
        />
    }
}

/// Links to the sections of these audiences, by their names.
pub(super) fn section_links(site: &Site, audiences: &[Audience], lang: &str, ids: &[String]) -> Vec<SectionLink> {
    let link = |id: &String| {
        let known = audiences.iter().find(|audience| audience.id == *id)?;
        let route = Route::List { lang: lang.to_owned(), audience: Some(id.clone()) };
        Some(SectionLink { href: site.href(&route), label: known.label.clone() })
    };
    ids.iter().filter_map(link).collect()
}
