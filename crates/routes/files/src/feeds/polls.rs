//! The feed of polls: those that have opened, the latest first, and again when they have closed.

use std::{cmp::Reverse, collections::BTreeMap};

use hustings_content::Content;
use hustings_core::model::route::Route;
use hustings_domain::{PollDefinition, Schedule};
use hustings_render::{Addresses, absolute};
use hustings_store::PollStanding;
use hustings_wire::{PollState, Publication, Timestamp};

use super::atom::{Entry, Feed, MAX_ENTRIES};

/// Where the feed is, and what it says of itself.
pub(super) struct About<'a> {
    pub(super) publication: &'a Publication,
    pub(super) lang: &'a str,
    /// The name of the list.
    pub(super) subject: &'a str,
    pub(super) origin: &'a str,
    pub(super) addresses: &'a Addresses,
}

/// The feed of the polls that can be read in a language and have opened by `now`, of which `standing` says what operators have
/// decided. One that neither says when it opens nor is asked by an article has no date, and so no place.
pub(super) fn feed(
    content: &Content,
    about: &About<'_>,
    standing: &BTreeMap<String, PollStanding>,
    now: Timestamp,
) -> String {
    let About { publication, lang, subject, origin, addresses } = *about;
    let entry = |poll: &PollDefinition| {
        let title = poll.question.get(lang)?.clone();
        let forced = standing.get(&poll.id).and_then(|standing| standing.forced);
        let state = Schedule::from(poll).state_at(now, forced);
        if state == PollState::Scheduled {
            return None;
        }
        let published = opened_at(content, poll, now)?;
        let ended = poll.closes_at.filter(|at| state == PollState::Closed && *at <= now);
        let page = Route::Poll { lang: lang.to_owned(), id: poll.id.clone() };
        let labels: Vec<&str> =
            poll.options.iter().filter_map(|option| Some(option.label.get(lang)?.as_str())).collect();
        Some(Entry {
            address: absolute(origin, &addresses.path(&page)),
            title,
            published,
            updated: ended.map_or(published, |at| at.max(published)),
            author: None,
            categories: Vec::new(),
            summary: labels.join(" · "),
        })
    };
    let mut entries: Vec<Entry> = content.polls.values().filter_map(|poll| entry(poll)).collect();
    entries.sort_by_key(|entry| Reverse(entry.published));
    entries.truncate(MAX_ENTRIES);
    let path = format!("/{lang}/polls/feed.xml");
    let page = addresses.path(&Route::Polls { lang: lang.to_owned() });
    Feed { publication, lang, origin, subject, path, page }.xml(&entries)
}

/// When a poll that is not to come any more opened: as it says, else with the first article that asks it.
fn opened_at(content: &Content, poll: &PollDefinition, now: Timestamp) -> Option<Timestamp> {
    let asked = || content.articles_asking(&poll.id).map(|article| article.published_at).min();
    poll.opens_at.filter(|at| *at <= now).or_else(asked)
}
