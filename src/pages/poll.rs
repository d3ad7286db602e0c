//! A poll on a page of its own.

use hustings_wire::Poll;

use super::poll_section::poll_section;
use crate::{
    dom::markup::{Markup, el},
    model::route::Route,
    state::{Shown, Site},
};

/// The poll, with its question as the page's title.
pub(super) fn poll_page(site: &Site, shown: &Shown, poll: &Poll) -> Markup {
    let back = Route::Poll { lang: shown.page.lang.clone(), id: poll.id.clone() };
    el("div").class("poll-page").child(poll_section(site, shown, &poll.id, 1, &back)).into()
}
