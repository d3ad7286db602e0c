//! A poll on a page of its own.

use hustings_core::model::route::Route;
use hustings_wire::{AskingArticle, Poll};
use leptos::prelude::*;

use super::{asking_articles::asking_articles, poll_section::poll_section};
use crate::state::{Shown, Site};

/// The poll, with its question as the page's title, and the articles that ask it.
pub(super) fn poll_page(site: &Site, shown: &Shown, poll: &Poll, articles: &[AskingArticle]) -> impl IntoView + use<> {
    let back = Route::Poll { lang: shown.page.lang.clone(), id: poll.id.clone() };
    view! {
        <div class="poll-page">
            {poll_section(site, shown, &poll.id, 1, &back)}
            {asking_articles(site, shown, articles)}
        </div>
    }
}
