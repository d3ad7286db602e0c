//! The list of articles, of all or of one audience.

use hustings_core::model::{page::View, route::Route};
use hustings_wire::ArticleCard as Card;
use leptos::prelude::*;

use super::{
    card_section::card_section,
    list_frame::{ListFrame, MorePages, list_frame},
};
use crate::state::{Shown, Site};

/// Cards, newest first, and more of them on demand.
pub(super) fn list_page(
    site: &Site,
    shown: &Shown,
    audience: Option<&str>,
    items: &[Card],
    next_cursor: Option<&str>,
) -> AnyView {
    let audiences = &shown.page.publication.audiences;
    let publication = &shown.page.publication;
    let section = audience.map(|id| audiences.iter().find(|a| a.id == id));
    let title = match section {
        None => publication.name.clone(),
        Some(section) => section.map(|a| a.label.clone()).unwrap_or_default(),
    };
    let tagline = audience.is_none().then(|| publication.tagline.clone());
    let intro = section.flatten().map(|a| a.intro.clone()).filter(|intro| !intro.is_empty());
    let more = MorePages::default();
    let first = items.iter().map(|card| card_section(site, audiences, card)).collect_view();
    let later = {
        let (more, site, audiences) = (more.clone(), site.clone(), audiences.clone());
        move || {
            more.with(|pages| {
                let mut cards = Vec::new();
                for page in pages {
                    if let View::List { items, .. } = page {
                        cards.extend(items.iter().map(|card| card_section(&site, &audiences, card).into_any()));
                    }
                }
                cards
            })
        }
    };
    let frame = ListFrame {
        title,
        tagline,
        intro,
        is_empty: items.is_empty(),
        here: Route::List { lang: shown.page.lang.clone(), audience: audience.map(str::to_owned) },
        next_cursor,
        more_words: "list_more",
    };
    let cards = view! { <div class="list-page__cards">{first} {later}</div> };
    list_frame(site, &shown.locale, frame, cards.into_any(), &more)
}
