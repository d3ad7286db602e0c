//! The list of articles, of all or of one audience.

use hustings_wire::ArticleCard as Card;
use leptos::{prelude::*, task::spawn_local};

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
    let locale = shown.locale.clone();
    let audiences = &shown.page.publication.audiences;
    let title = match audience {
        None => shown.page.publication.name.clone(),
        Some(id) => audiences.iter().find(|a| a.id == id).map_or(id, |a| &a.label).to_owned(),
    };
    let tagline = audience.is_none().then(|| shown.page.publication.tagline.clone());
    let empty = items.is_empty().then(|| view! { <p class="list-page__empty">{locale.t("list_empty")}</p> });
    let more = ArcRwSignal::new(Vec::<Card>::new());
    let cursor = ArcRwSignal::new(next_cursor.map(str::to_owned));
    let first = items.iter().cloned().map(|card| card_section(site, audiences, card)).collect_view();
    let later = {
        let (more, site, audiences) = (more.clone(), site.clone(), audiences.clone());
        move || more.get().into_iter().map(|card| card_section(&site, &audiences, card)).collect_view()
    };
    view! {
        <div class="list-page">
            <h1 class="list-page__title" tabindex="-1">
                {title}
            </h1>
            {tagline.map(|tagline| view! { <p class="list-page__tagline">{tagline}</p> })}
            {empty}
            <div class="list-page__cards">
                {first}
                {later}
            </div>
            {more_button(site, shown, audience, &more, &cursor)}
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
    let (api, lang, audience) = (site.api.clone(), shown.page.lang.clone(), audience.map(str::to_owned));
    let (more, next) = (more.clone(), cursor.clone());
    let fetch = move |_| {
        let (api, lang, audience) = (api.clone(), lang.clone(), audience.clone());
        let (more, next) = (more.clone(), next.clone());
        let Some(from) = next.get_untracked() else { return };
        spawn_local(async move {
            match api.articles(&lang, audience.as_deref(), Some(&from)).await {
                // Two quick clicks ask for the same page: it is added once.
                Ok(page) if next.get_untracked().as_deref() == Some(&from) => {
                    more.update(|cards| cards.extend(page.items));
                    next.set(page.next_cursor);
                }
                Ok(_) => {}
                Err(error) => crate::dom::document::log_error(&error.to_string()),
            }
        });
    };
    let cursor = cursor.clone();
    view! {
        <button class="button list-page__more" type="button" hidden=move || cursor.get().is_none() on:click=fetch>
            {shown.locale.t("list_more")}
        </button>
    }
}
