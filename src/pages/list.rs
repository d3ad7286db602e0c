//! The list of articles, of all or of one audience.

use hustings_wire::ArticleCard as Card;
use leptos::{prelude::*, task::spawn_local};

use super::card_section::card_section;
use crate::{
    dom::markup::{Element, Markup, el, region},
    model::route::Route,
    state::{Shown, Site},
};

/// Cards, newest first, and more of them on demand.
pub(super) fn list_page(
    site: &Site,
    shown: &Shown,
    audience: Option<&str>,
    items: &[Card],
    next_cursor: Option<&str>,
) -> Markup {
    let locale = shown.locale.clone();
    let audiences = &shown.page.publication.audiences;
    let publication = &shown.page.publication;
    let section = audience.map(|id| audiences.iter().find(|a| a.id == id));
    let title = match section {
        None => publication.name.clone(),
        Some(section) => section.map(|a| a.label.clone()).unwrap_or_default(),
    };
    let tagline = audience.is_none().then(|| publication.tagline.clone());
    let intro = section.flatten().map(|a| a.intro.clone()).filter(|intro| !intro.is_empty());
    let empty = items.is_empty().then(|| el("p").class("list-page__empty").child(locale.t("list_empty")));
    let more = ArcRwSignal::new(Vec::<Card>::new());
    let cursor = ArcRwSignal::new(next_cursor.map(str::to_owned));
    let first: Vec<Markup> = items.iter().cloned().map(|card| card_section(site, audiences, card)).collect();
    let later = {
        let (more, site, audiences) = (more.clone(), site.clone(), audiences.clone());
        move || -> Markup {
            let cards = more.get().into_iter().map(|card| card_section(&site, &audiences, card));
            cards.collect::<Vec<_>>().into()
        }
    };
    el("div")
        .class("list-page")
        .child(el("h1").class("list-page__title").attr("tabindex", "-1").child(title))
        .child(tagline.map(|tagline| el("p").class("list-page__tagline").child(tagline)))
        .child(intro.map(|intro| el("p").class("list-page__intro").child(intro)))
        .child(empty)
        .child(el("div").class("list-page__cards").child(first).child(region(later)))
        .child(next_cursor.map(|_| more_button(site, shown, audience, &more, &cursor)))
        .into()
}

fn more_button(
    site: &Site,
    shown: &Shown,
    audience: Option<&str>,
    more: &ArcRwSignal<Vec<Card>>,
    cursor: &ArcRwSignal<Option<String>>,
) -> Element {
    // A link, so that the list goes on without scripts, too.
    let here = Route::List { lang: shown.page.lang.clone(), audience: audience.map(str::to_owned) };
    let (asking, list) = (site.clone(), here.clone());
    let (more, next) = (more.clone(), cursor.clone());
    let fetch = move || {
        let (site, list) = (asking.clone(), list.clone());
        let (more, next) = (more.clone(), next.clone());
        let Some(from) = next.get_untracked() else { return };
        spawn_local(async move {
            match site.more(&list, &from).await {
                // Two quick clicks ask for the same page: it is added once.
                Ok((items, further)) if next.get_untracked().as_deref() == Some(&from) => {
                    more.update(|cards| cards.extend(items));
                    next.set(further);
                }
                Ok(_) => {}
                Err(error) => crate::dom::document::log_error(&error.text()),
            }
        });
    };
    let (cursor, hidden) = (cursor.clone(), cursor.clone());
    let site = site.clone();
    let href = move || cursor.get().map(|cursor| site.more_href(&here, &cursor));
    el("a")
        .class("button list-page__more")
        .live("href", href)
        .live_if("hidden", move || hidden.get().is_none())
        .on("click", move |event| {
            event.prevent_default();
            fetch();
        })
        .child(shown.locale.t("list_more"))
}
