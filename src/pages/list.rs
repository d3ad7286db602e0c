//! The list of articles, of all or of one audience.

use hustings_core::model::{page::View, route::Route};
use hustings_wire::ArticleCard as Card;
use leptos::prelude::*;

use super::{
    card_section::card_section,
    more_button::{MorePages, more_button},
};
use crate::state::{Shown, Site};

/// Cards, newest first, and more of them on demand.
pub(super) fn list_page(
    site: &Site,
    shown: &Shown,
    audience: Option<&str>,
    items: &[Card],
    next_cursor: Option<&str>,
) -> impl IntoView + use<> {
    let locale = &shown.locale;
    let audiences = &shown.page.publication.audiences;
    let publication = &shown.page.publication;
    let section = audience.map(|id| audiences.iter().find(|a| a.id == id));
    let title = match section {
        None => publication.name.clone(),
        Some(section) => section.map(|a| a.label.clone()).unwrap_or_default(),
    };
    let tagline = audience.is_none().then(|| publication.tagline.clone());
    let intro = section.flatten().map(|a| a.intro.clone()).filter(|intro| !intro.is_empty());
    let empty = items.is_empty().then(|| view! { <p class="list-page__empty">{locale.t("list_empty")}</p> });
    let more = ArcRwSignal::default();
    let first = items.iter().map(|card| card_section(site, audiences, card.clone())).collect_view();
    let later = {
        let (more, site, audiences): (MorePages, _, _) = (more.clone(), site.clone(), audiences.clone());
        move || {
            more.with(|pages| {
                let items = pages.iter().filter_map(|page| match page {
                    View::List { items, .. } => Some(items),
                    _ => None,
                });
                items.flatten().map(|card| card_section(&site, &audiences, card.clone())).collect_view()
            })
        }
    };
    let here = Route::List { lang: shown.page.lang.clone(), audience: audience.map(str::to_owned) };
    let words = shown.locale.t("list_more");
    view! {
        <div class="list-page">
            <h1 class="list-page__title" tabindex="-1">{title}</h1>
            {tagline.map(|tagline| view! { <p class="list-page__tagline">{tagline}</p> })}
            {intro.map(|intro| view! { <p class="list-page__intro">{intro}</p> })}
            {empty}
            <div class="list-page__cards">{first} {later}</div>
            {next_cursor.map(|cursor| more_button(site, here, cursor, &more, words))}
        </div>
    }
}
