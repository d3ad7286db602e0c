//! The list of articles, of all or of one audience.

use hustings_core::model::route::Route;
use hustings_wire::ArticleCard as Card;
use leptos::{ev, prelude::*, task::spawn_local};

use super::card_section::card_section;
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
    let more = ArcRwSignal::new(Vec::<Card>::new());
    let cursor = ArcRwSignal::new(next_cursor.map(str::to_owned));
    let first = items.iter().map(|card| card_section(site, audiences, card.clone())).collect_view();
    let later = {
        let (more, site, audiences) = (more.clone(), site.clone(), audiences.clone());
        move || more.get().into_iter().map(|card| card_section(&site, &audiences, card)).collect_view()
    };
    view! {
        <div class="list-page">
            <h1 class="list-page__title" tabindex="-1">{title}</h1>
            {tagline.map(|tagline| view! { <p class="list-page__tagline">{tagline}</p> })}
            {intro.map(|intro| view! { <p class="list-page__intro">{intro}</p> })}
            {empty}
            <div class="list-page__cards">{first} {later}</div>
            {next_cursor.map(|_| more_button(site, shown, audience, &more, &cursor))}
        </div>
    }
}

fn more_button(
    site: &Site,
    shown: &Shown,
    audience: Option<&str>,
    more: &ArcRwSignal<Vec<Card>>,
    cursor: &ArcRwSignal<Option<String>>,
) -> impl IntoView + use<> {
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
    let (cursor, last) = (cursor.clone(), cursor.clone());
    let site = site.clone();
    let href = move || cursor.get().map(|cursor| site.more_href(&here, &cursor));
    let press = move |event: ev::MouseEvent| {
        event.prevent_default();
        fetch();
    };
    view! {
        <a class="button list-page__more" href=href hidden=move || last.get().is_none() on:click=press>
            {shown.locale.t("list_more")}
        </a>
    }
}
