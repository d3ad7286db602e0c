//! Polls, and whatever keeps them true: what a page with answers on it needs, be it a page of the
//! reader app or the frame on a partner's page. It knows nothing of pages.

use std::{
    ops::Deref,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use hustings_wire::Timestamp;
use leptos::prelude::*;

use super::{outbox::Deliveries, registry::Registry};
use crate::{
    api::{Api, ApiError, Request, events::Topics},
    i18n::Zone,
    model::{
        ballot::{Ballot, Delivery},
        live_status::LiveStatus,
        outbox::Wish,
        poll_frame::PollFrame,
    },
};

/// Everything known of polls, and whatever belongs to a page besides. Clones are the same.
#[derive(Clone)]
pub struct Answers(Arc<Known>);

/// What [`Answers`] give access to.
pub struct Known {
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
    /// What the page has besides polls.
    pub(super) besides: Option<Box<dyn Besides>>,
    /// The language in which polls are asked for.
    lang: Mutex<String>,
    topics: Mutex<Topics>,
    pub(super) deliveries: Deliveries,
    pub(super) rereads: Rereads,
}

impl Deref for Answers {
    type Target = Known;

    fn deref(&self) -> &Known {
        &self.0
    }
}

/// What a page is told and sends besides polls: the reader app's ratings. A poll's frame has nothing of the kind,
/// and since it never names what implements this, does not carry it either
/// (`docs/adr/0014-the-bytes-of-the-frame.md`).
pub trait Besides: Send + Sync {
    /// Takes over an event of the live stream.
    fn hear(&self, name: &str, data: &str);
    /// Asks for what the stream would have told.
    fn ask(&self, answers: &Answers, topics: &Topics);
    /// Lays an unacknowledged wish over what it is about.
    fn show_pending(&self, slug: &str, wish: &Wish);
    /// What to send for a wish.
    fn request(&self, api: &Api, slug: &str, wish: &Wish) -> Request;
    /// Takes over the answer to a wish that has settled.
    ///
    /// # Errors
    /// When the answer cannot be read.
    fn acknowledge(&self, slug: &str, answer: &str) -> Result<(), ApiError>;
    /// Shows what became of a wish.
    fn set_delivery(&self, slug: &str, delivery: Delivery);
}

/// Polls that are being asked for, each with whether it is to be asked for once more.
#[derive(Default)]
pub(super) struct Rereads(Mutex<Vec<(String, bool)>>);

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
    /// Nothing is known yet but the time, in `lang`; `besides` is what the page has besides polls.
    #[must_use]
    pub fn new(api: Api, lang: &str, now: Timestamp, besides: Option<Box<dyn Besides>>) -> Self {
        Self(Arc::new(Known {
            api,
            now: ArcRwSignal::new(now),
            zone: ArcRwSignal::default(),
            live: ArcRwSignal::default(),
            ballots: Registry::default(),
            besides,
            lang: Mutex::new(lang.to_owned()),
            topics: Mutex::default(),
            deliveries: Deliveries::default(),
            rereads: Rereads::default(),
        }))
    }

    /// What a poll's frame has been served: its poll is known and followed.
    #[must_use]
    pub fn of_frame(api: Api, frame: &PollFrame) -> Self {
        let answers = Self::new(api, &frame.poll.lang, frame.now, None);
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

/// What the mutex holds. Nobody panics while holding one of these, and nothing goes on after a panic in the browser:
/// asking whether somebody did would only cost bytes.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
