//! A poll on a page, joined to its state.

use hustings_core::model::{ballot::Ballot, live_status::LiveStatus, route::Route, share::Subject};
use hustings_wire::{PollState, moment::poll_of};
use leptos::prelude::*;

use super::{poll_flow::poll_flow, poll_parts::poll_parts, share_targets::share_targets};
use crate::{
    components::{
        as_of::AsOf, form_problem_words, poll_card::PollCard, share_buttons::ShareButtons, star_rating::FormPaths,
    },
    state::{Shown, Site},
};

/// How old figures are that come from the page's file, while `is_static` says so, or from what this device has kept;
/// nothing where pages are no files.
pub(super) fn as_of(site: &Site, shown: &Shown, is_static: Signal<bool>) -> Option<impl IntoView + use<>> {
    let (api, live, made) = (site.api.clone(), site.live.clone(), shown.page.now);
    let at = move || {
        let kept = || api.kept().filter(|_| live.get() != LiveStatus::Live);
        if is_static.get() { Some(made) } else { kept() }
    };
    site.config.is_static().then(|| view! { <AsOf at=at made=made zone=site.zone.clone()/> })
}

/// The poll of this id, if it is known. `back` is where a form without scripts comes back to.
pub(super) fn poll_section(site: &Site, shown: &Shown, id: &str, heading: u8, back: &Route) -> Option<AnyView> {
    let (signals, events) = poll_parts(site, id)?;
    let poll_id = poll_of(id);
    let route = Route::Poll { lang: shown.page.lang.clone(), id: poll_id.to_owned() };
    let (question, kind, is_frozen, is_open) = signals.ballot.with_untracked(|Ballot { poll, .. }| {
        (poll.question.clone(), poll.kind, poll.is_frozen(), poll.state == PollState::Open)
    });
    let subject = Subject { url: site.url(&route), title: question };
    let on = ["poll-", id].concat();
    let notice = shown.page.notice.as_ref().filter(|notice| notice.on == on);
    let problem = notice.map(|notice| form_problem_words(&shown.locale, notice.code, kind));
    let here = [site.api.backend(), &route.path()].concat();
    // That of a result which is a file is one, too.
    let is_there = site.has_server_pages() || (is_frozen && site.config.reading_features.held);
    let is_later = poll_id == id;
    let passport = (is_there && is_later).then(|| {
        let href = if is_frozen { site.href(&route) + "passport/" } else { [&*here, "/passport"].concat() };
        view! { <a class="poll-card__facts" href=href>{shown.locale.t("passport")}</a> }
    });
    let place = id.strip_prefix(poll_id).unwrap_or_default();
    let form = FormPaths { action: [&*here, place, "/vote"].concat(), back: back.path() };
    let ballot = signals.ballot;
    let flow = poll_flow(&shown.locale, ballot, site.media_base());
    let age = as_of(site, shown, Signal::derive(move || ballot.with(|ballot| ballot.seq().is_static())));
    // What is in its place `public/notice.js` draws, which asks whether this browser can be told at all.
    let notice = (is_open && is_later).then(|| id.to_owned());
    let (targets, label) = (share_targets(&site.config), shown.locale.t("share_poll"));
    let share = is_later.then(|| view! { <ShareButtons subject=subject targets=targets label=label/> });
    let card = view! {
        <PollCard
            signals=signals
            events=events
            form=form
            problem=problem
            media_base=site.media_base().to_owned()
            heading=heading
        >
            {age}
            {flow}
            {passport}
            <div data-notice=notice></div>
            {share}
        </PollCard>
    };
    Some(card.into_any())
}
