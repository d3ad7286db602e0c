//! The list of polls: open ones, those to come, and closed ones.

use std::sync::Arc;

use hustings_core::model::{page::View, poll_times::PollTimes, route::Route};
use hustings_wire::{PollCard, PollState};
use leptos::prelude::*;

use super::{
    asking_articles::asking_articles,
    list_frame::{ListFrame, MorePages, list_frame},
};
use crate::{
    components::poll_time::poll_time,
    state::{Shown, Site},
};

/// The parts of the list, in order, by their titles.
const PARTS: [&str; 3] = ["polls_open", "polls_scheduled", "polls_closed"];

/// All polls in their parts, and more of them on demand.
pub(super) fn polls_page(site: &Site, shown: &Arc<Shown>, is_empty: bool, next_cursor: Option<&str>) -> AnyView {
    let frame = ListFrame {
        title: shown.locale.t("all_polls"),
        tagline: None,
        intro: None,
        is_empty,
        here: Route::Polls { lang: shown.page.lang.clone() },
        next_cursor,
        more_words: "polls_more",
    };
    let more = MorePages::default();
    let parts = {
        let (more, site, shown) = (more.clone(), site.clone(), Arc::clone(shown));
        move || more.with(|pages| (0..PARTS.len()).map(|index| part(&site, &shown, index, pages)).collect_view())
    };
    list_frame(site, &shown.locale, frame, parts.into_any(), &more)
}

/// The polls of a part, of the first page and of `later` ones; nothing without any.
fn part(site: &Site, shown: &Arc<Shown>, index: usize, later: &[View]) -> Option<AnyView> {
    let now = site.now.get_untracked();
    let mut polls = Vec::new();
    for page in std::iter::once(&shown.page.view).chain(later) {
        let View::Polls { items, .. } = page else { continue };
        for card in items {
            let own = match PollTimes::from(card).state_at(now) {
                PollState::Open => 0,
                PollState::Scheduled => 1,
                PollState::Closed | PollState::Other => 2,
            };
            if own == index {
                polls.push(entry(site, shown, card));
            }
        }
    }
    if polls.is_empty() {
        return None;
    }
    let part = view! {
        <section class="polls-page">
            <h2 class="polls-page__part">{shown.locale.t(PARTS[index])}</h2>
            <ul>{polls}</ul>
        </section>
    };
    Some(part.into_any())
}

#[inline(never)]
fn entry(site: &Site, shown: &Shown, card: &PollCard) -> AnyView {
    let route = Route::Poll { lang: shown.page.lang.clone(), id: card.id.clone() };
    let times = PollTimes::from(card);
    // Of one that stays open there is nothing to say.
    let when = (card.state != PollState::Open || card.closes_at.is_some()).then(|| {
        let (now, zone, locale) = (site.now.clone(), site.zone.clone(), shown.locale.clone());
        let words = move || poll_time(&locale, times, now.get(), zone.get());
        view! { <span>{words}</span> }
    });
    // Nobody can have voted in what is to come.
    let voters = (card.state != PollState::Scheduled).then(|| {
        view! { <span>{shown.locale.t_count("poll_voters", card.voters, &[])}</span> }
    });
    view! {
        <li class="polls-page__poll">
            <h3 class="polls-page__question">
                <a class="article-card__link" href=site.href(&route)>{card.question.clone()}</a>
            </h3>
            <p class="article-card__facts">
                {voters}
                " "
                {when}
            </p>
            {asking_articles(site, shown, &card.articles)}
        </li>
    }
    .into_any()
}
