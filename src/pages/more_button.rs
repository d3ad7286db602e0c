//! Goes on with a list, of articles or of polls.

use hustings_core::model::{page::View, route::Route};
use leptos::{ev, prelude::*, task::spawn_local};

use crate::state::Site;

/// The pages of a list that were fetched after the first one.
pub(super) type MorePages = ArcRwSignal<Vec<View>>;

/// Fetches what comes after `next_cursor` in the list `here` into `more`, and so on until its end.
pub(super) fn more_button(
    site: &Site,
    here: Route,
    next_cursor: &str,
    more: &MorePages,
    words: String,
) -> impl IntoView + use<> {
    let cursor = ArcRwSignal::new(Some(next_cursor.to_owned()));
    let (asking, list) = (site.clone(), here.clone());
    let (more, next) = (more.clone(), cursor.clone());
    let fetch = move || {
        let (site, list) = (asking.clone(), list.clone());
        let (more, next) = (more.clone(), next.clone());
        let Some(from) = next.get_untracked() else { return };
        spawn_local(async move {
            match site.more(&list, &from).await {
                // Two quick clicks ask for the same page: it is added once.
                Ok(page) if next.get_untracked().as_deref() == Some(&from) => {
                    next.set(match &page {
                        View::List { next_cursor, .. } | View::Polls { next_cursor, .. } => next_cursor.clone(),
                        _ => None,
                    });
                    more.update(|pages| pages.push(page));
                }
                Ok(_) => {}
                Err(error) => crate::dom::document::log_error(&error.text()),
            }
        });
    };
    let last = cursor.clone();
    let site = site.clone();
    // A link, so that the list goes on without scripts, too.
    let href = move || cursor.get().map(|cursor| site.more_href(&here, &cursor));
    let press = move |event: ev::MouseEvent| {
        event.prevent_default();
        fetch();
    };
    view! {
        <a class="button list-page__more" href=href hidden=move || last.get().is_none() on:click=press>
            {words}
        </a>
    }
}
