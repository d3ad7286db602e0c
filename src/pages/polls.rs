//! The list of polls: open ones, those to come, and closed ones.

use std::sync::Arc;

use hustings_core::model::{page::View, poll_times::PollTimes, route::Route};
use hustings_wire::{PollCard, PollState};
use leptos::prelude::*;

use super::{
    asking_articles::asking_articles,
    more_button::{MorePages, more_button},
};
use crate::{
    components::poll_time::poll_date,
    state::{Shown, Site},
};

/// The parts of the list, in order, by their titles.
const PARTS: [&str; 3] = ["polls_open", "polls_scheduled", "polls_closed"];

/// All polls in their parts, and more of them on demand.
pub(super) fn polls_page(
    site: &Site,
    shown: &Arc<Shown>,
    is_empty: bool,
    next_cursor: Option<&str>,
) -> impl IntoView + use<> {
    let locale = &shown.locale;
    let empty = is_empty.then(|| view! { <p class="list-page__empty">{locale.t("list_empty")}</p> });
    let more = MorePages::default();
    let parts = {
        let (more, site, shown) = (more.clone(), site.clone(), Arc::clone(shown));
        move || {
            more.with(|pages| {
                let items = std::iter::once(&shown.page.view).chain(pages).filter_map(|page| match page {
                    View::Polls { items, .. } => Some(items),
                    _ => None,
                });
                let all: Vec<&PollCard> = items.flatten().collect();
                (0..PARTS.len()).map(|index| part(&site, &shown, index, &all)).collect_view()
            })
        }
    };
    let here = Route::Polls { lang: shown.page.lang.clone() };
    let words = locale.t("polls_more");
    view! {
        <div class="list-page">
            <h1 class="list-page__title" tabindex="-1">{locale.t("all_polls")}</h1>
            {empty}
            {parts}
            {next_cursor.map(|cursor| more_button(site, here, cursor, &more, words))}
        </div>
    }
}

/// Those of `all` that are in a part now; nothing without any.
fn part(site: &Site, shown: &Arc<Shown>, index: usize, all: &[&PollCard]) -> Option<impl IntoView + use<>> {
    let now = site.now.get_untracked();
    let is_in = |card: &PollCard| {
        index
            == match PollTimes::from(card).state_at(now) {
                PollState::Open => 0,
                PollState::Scheduled => 1,
                PollState::Closed | PollState::Other => 2,
            }
    };
    let polls = all.iter().filter(|card| is_in(card)).map(|card| entry(site, shown, card)).collect_view();
    (!polls.is_empty()).then(|| {
        view! {
            <section class="polls-page">
                <h2 class="polls-page__part">{shown.locale.t(PARTS[index])}</h2>
                <ul>{polls}</ul>
            </section>
        }
    })
}

fn entry(site: &Site, shown: &Arc<Shown>, card: &PollCard) -> impl IntoView + use<> {
    let route = Route::Poll { lang: shown.page.lang.clone(), id: card.id.clone() };
    let times = PollTimes::from(card);
    // Of one that stays open there is nothing to say.
    let when = (card.state != PollState::Open || card.closes_at.is_some()).then(|| {
        let (now, zone, locale) = (site.now.clone(), site.zone.clone(), shown.locale.clone());
        let words = move || poll_date(&locale, times, now.get(), zone.get());
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
}
