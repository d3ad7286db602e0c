//! A poll on a page, joined to its state.

use leptos::prelude::*;

use super::{poll_parts::poll_parts, share_targets::share_targets};
use crate::{
    components::{poll_card::PollCard, problem_words, share_buttons::ShareButtons, star_rating::FormPaths},
    dom::markup::Markup,
    model::{route::Route, share::Subject},
    state::{Shown, Site},
};

/// The poll of this id, if it is known. `back` is where a form without scripts comes back to.
pub(super) fn poll_section(site: &Site, shown: &Shown, id: &str, heading: u8, back: &Route) -> Option<Markup> {
    let (signals, events) = poll_parts(site, id)?;
    let route = Route::Poll { lang: shown.page.lang.clone(), id: id.to_owned() };
    let question = signals.ballot.with_untracked(|ballot| ballot.poll.question.clone());
    let subject = Subject { url: site.url(&route), title: question };
    let on = format!("poll-{id}");
    let notice = shown.page.notice.as_ref().filter(|notice| notice.on == on);
    let problem = notice.map(|notice| problem_words(&shown.locale, notice.code));
    let form = FormPaths { action: format!("{}{}/vote", site.api.backend(), route.path()), back: back.path() };
    let (targets, share_label) = (share_targets(&site.config), shown.locale.t("share_poll"));
    let card = view! {
        <PollCard signals=signals events=events form=form problem=problem heading=heading>
            <ShareButtons subject=subject name=format!("share-{on}") targets=targets label=share_label/>
        </PollCard>
    };
    Some(card.into())
}
