//! Polls and ratings, and whatever keeps them true: what a page with answers on it needs, be it a page of the
//! reader app or the frame on a partner's page. It knows nothing of pages.

use std::sync::{Arc, Mutex, MutexGuard};

use hustings_wire::Timestamp;
use leptos::prelude::*;

use super::{outbox::Deliveries, registry::Registry};
use crate::{
    api::{Api, events::Topics},
    i18n::Zone,
    model::{ballot::Ballot, live_status::LiveStatus, poll_frame::PollFrame, stars::Stars},
};

/// Everything known of polls and ratings. Clones are the same.
#[derive(Clone)]
pub struct Answers {
    /// The way to the backend.
    pub api: Api,
    /// The time by the server's clock.
    pub now: ArcRwSignal<Timestamp>,
    /// Whose clock dates are told by.
    pub zone: ArcRwSignal<Zone>,
    /// How the live stream does.
    pub live: ArcRwSignal<LiveStatus>,
    /// Polls by id.
    pub ballots: Registry<Ballot>,
    /// Ratings by slug.
    pub stars: Registry<Stars>,
    /// The language in which polls are asked for.
    lang: Arc<Mutex<String>>,
    topics: Arc<Mutex<Topics>>,
    pub(super) deliveries: Deliveries,
    pub(super) rereads: Rereads,
}

/// Polls that are being asked for, each with whether it is to be asked for once more.
#[derive(Clone, Default)]
pub(super) struct Rereads(Arc<Mutex<Vec<(String, bool)>>>);

impl Rereads {
    /// Notes that a poll is to be asked for. Returns whether nobody does yet.
    pub(super) fn begin(&self, poll: &str) -> bool {
        let mut under_way = locked(&self.0);
        let known = under_way.iter_mut().find(|(id, _)| id == poll);
        match known {
            Some((_, again)) => {
                *again = true;
                false
            }
            None => {
                under_way.push((poll.to_owned(), false));
                true
            }
        }
    }

    /// Ends it, unless it was asked for meanwhile. Returns whether it has ended.
    pub(super) fn end(&self, poll: &str) -> bool {
        let mut under_way = locked(&self.0);
        under_way.retain(|(id, again)| id != poll || *again);
        let known = under_way.iter_mut().find(|(id, _)| id == poll);
        known.is_none_or(|(_, again)| !std::mem::take(again))
    }
}

impl Answers {
    /// Nothing is known yet but the time, in `lang`.
    #[must_use]
    pub fn new(api: Api, lang: &str, now: Timestamp) -> Self {
        Self {
            api,
            now: ArcRwSignal::new(now),
            zone: ArcRwSignal::default(),
            live: ArcRwSignal::default(),
            ballots: Registry::default(),
            stars: Registry::default(),
            lang: Arc::new(Mutex::new(lang.to_owned())),
            topics: Arc::default(),
            deliveries: Deliveries::default(),
            rereads: Rereads::default(),
        }
    }

    /// What a poll's frame has been served: its poll is known and followed.
    #[must_use]
    pub fn of_frame(api: Api, frame: &PollFrame) -> Self {
        let answers = Self::new(api, &frame.poll.lang, frame.now);
        answers.know_poll(&frame.poll);
        answers.follow(Topics { polls: vec![frame.poll.id.clone()], articles: Vec::new() });
        answers
    }

    /// The language in which polls are asked for.
    #[must_use]
    pub fn lang(&self) -> String {
        locked(&self.lang).clone()
    }

    /// Asks for polls in another language from now on.
    pub fn speak_in(&self, lang: &str) {
        lang.clone_into(&mut locked(&self.lang));
    }

    /// What the live stream tells about.
    #[must_use]
    pub fn topics(&self) -> Topics {
        locked(&self.topics).clone()
    }

    /// Follows these from now on, and nothing else.
    pub fn follow(&self, topics: Topics) {
        *locked(&self.topics) = topics;
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("nobody panics while holding this lock")
}
