//! What stands around the cards of a list, of articles or of polls.

use hustings_core::{
    i18n::Locale,
    model::{page::View, route::Route},
};
use leptos::{ev, prelude::*, task::spawn_local};

use crate::state::Site;

/// The pages of a list that were fetched after the first one.
pub(super) type MorePages = ArcRwSignal<Vec<View>>;

/// What a list says beside its cards.
pub(super) struct ListFrame<'a> {
    /// Its title.
    pub(super) title: String,
    /// The publication's sentence, on its front page.
    pub(super) tagline: Option<String>,
    /// What a section is about.
    pub(super) intro: Option<String>,
    /// Whether there is nothing in it.
    pub(super) is_empty: bool,
    /// Its route.
    pub(super) here: Route,
    /// Where it goes on, if it does.
    pub(super) next_cursor: Option<&'a str>,
    /// The message of the button that goes on.
    pub(super) more_words: &'static str,
}

/// The page with these cards. What comes after them is fetched into `more`. Not generic, and in the WASM once.
#[inline(never)]
pub(super) fn list_frame(
    site: &Site,
    locale: &Locale,
    frame: ListFrame<'_>,
    cards: AnyView,
    more: &MorePages,
) -> AnyView {
    let ListFrame { title, tagline, intro, is_empty, here, next_cursor, more_words } = frame;
    view! {
        <div class="list-page">
            <h1 class="list-page__title" tabindex="-1">{title}</h1>
            {tagline.map(|tagline| view! { <p class="list-page__tagline">{tagline}</p> })}
            {intro.map(|intro| view! { <p class="list-page__intro">{intro}</p> })}
            {is_empty.then(|| view! { <p class="list-page__empty">{locale.t("list_empty")}</p> })}
            {cards}
            {next_cursor.map(|cursor| more_button(site, here, cursor, more, locale.t(more_words)))}
        </div>
    }
    .into_any()
}

/// Fetches what comes after `next_cursor` in the list `here` into `more`, and so on until its end.
fn more_button(site: &Site, here: Route, next_cursor: &str, more: &MorePages, words: String) -> impl IntoView + use<> {
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
