//! The state of polls, for pages of the reader app and for the frame on a partner's page. Knows nothing of pages.
//!
//! Its methods are in the files beside this one, one concern in each: `ballots`, `outbox`, `live`, `clock`. They import
//! this file, and this file none of them.

use std::{
    ops::Deref,
    sync::{Arc, Mutex},
};

use hustings_core::{
    i18n::Zone,
    model::{ballot::Ballot, live_status::LiveStatus, poll_frame::PollFrame},
};
use hustings_wire::{Poll, Timestamp};
use leptos::prelude::*;

use super::{
    deliveries::Deliveries, feedback_extension::FeedbackExtension, lock::locked, refetches::Refetches,
    registry::Registry,
};
use crate::api::{Api, events::Topics};

/// Everything known of polls, and whatever readers say on the page besides. Clones are the same.
#[derive(Clone)]
pub struct Polls(Arc<Inner>);

/// What [`Polls`] give access to.
pub struct Inner {
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
    /// What readers say on the page besides.
    pub(super) extension: Option<Box<dyn FeedbackExtension>>,
    /// The language in which polls are asked for.
    lang: Mutex<String>,
    topics: Mutex<Topics>,
    pub(super) deliveries: Deliveries,
    pub(super) refetches: Refetches,
}

impl Deref for Polls {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Polls {
    /// Nothing is known yet but the time, in `lang`; `extension` is what readers say on the page besides.
    pub fn new(api: Api, lang: &str, now: Timestamp, extension: Option<Box<dyn FeedbackExtension>>) -> Self {
        Self(Arc::new(Inner {
            api,
            now: ArcRwSignal::new(now),
            zone: ArcRwSignal::default(),
            live: ArcRwSignal::default(),
            ballots: Registry::default(),
            extension,
            lang: Mutex::new(lang.to_owned()),
            topics: Mutex::default(),
            deliveries: Deliveries::default(),
            refetches: Refetches::default(),
        }))
    }

    /// What a poll's frame has been served: its poll is known and followed.
    pub fn of_frame(api: Api, frame: &PollFrame) -> Self {
        let polls = Self::new(api, &frame.poll.lang, frame.now, None);
        polls.know(&frame.poll);
        polls.follow(Topics { polls: vec![frame.poll.id.clone()], articles: Vec::new() });
        polls
    }

    /// Takes over a poll's snapshot.
    pub(super) fn know(&self, poll: &Poll) {
        match self.ballots.get(&poll.id) {
            Some(ballot) => ballot.update(|ballot| ballot.apply_snapshot(poll.clone())),
            None => {
                self.ballots.insert(&poll.id, Ballot::new(poll.clone()));
            }
        }
    }

    /// The language in which polls are asked for.
    pub fn lang(&self) -> String {
        locked(&self.lang).clone()
    }

    /// Asks for polls in another language from now on.
    pub fn speak_in(&self, lang: &str) {
        lang.clone_into(&mut locked(&self.lang));
    }

    /// What the live stream tells about.
    pub fn topics(&self) -> Topics {
        locked(&self.topics).clone()
    }

    /// Follows these from now on, and nothing else.
    pub fn follow(&self, topics: Topics) {
        *locked(&self.topics) = topics;
    }
}
