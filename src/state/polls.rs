//! The state of polls, for pages of the reader app and for the frame on a partner's page. Knows nothing of pages.
//!
//! Its methods are in the files beside this one, one concern in each: `ballots`, `outbox`, `live`, `clock`. They import
//! this file, and this file none of them.

use std::{
    ops::Deref,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32},
    },
};

use hustings_core::{
    i18n::Zone,
    kinds::every_kind,
    model::{ballot::Ballot, live_status::LiveStatus},
};
use hustings_wire::{Poll, Timestamp};
use leptos::prelude::*;

use super::{deliveries::Deliveries, feedback_extension::FeedbackExtension, lock::locked, registry::Registry};
use crate::api::{Api, events::Topics};

/// The state of all polls, and of other feedback on the page. Clones share it.
#[derive(Clone)]
pub struct Polls(Arc<Inner>);

/// The parts of [`Polls`].
pub struct Inner {
    /// The API client.
    pub api: Api,
    /// The time by the server's clock.
    pub now: ArcRwSignal<Timestamp>,
    /// Whose clock dates are told by.
    pub zone: ArcRwSignal<Zone>,
    /// The status of the live stream.
    pub live: ArcRwSignal<LiveStatus>,
    /// Polls by id.
    pub ballots: Registry<Ballot>,
    extension: Option<Box<dyn FeedbackExtension>>,
    /// The language in which polls are fetched.
    lang: Mutex<String>,
    topics: Mutex<Topics>,
    pub(super) deliveries: Deliveries,
    /// Whether the stream does not know that its reader has voted.
    pub(super) is_unknown: AtomicBool,
    /// Seconds between the stream's heartbeats: what the contract promises, until the backend says less.
    pub(super) heartbeat_seconds: AtomicU32,
}

impl Deref for Polls {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Polls {
    /// Empty, with the time and `lang`; `extension` is for other feedback on the page.
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
            is_unknown: AtomicBool::default(),
            heartbeat_seconds: AtomicU32::new(15),
        }))
    }

    /// The state of a poll's frame, with the poll that was served at `now`.
    pub fn of_frame(api: Api, poll: Poll, now: Timestamp) -> Self {
        let polls = Self::new(api, &poll.lang, now, None);
        polls.follow(Topics { polls: vec![poll.id.clone()], articles: Vec::new() });
        polls.know(poll);
        polls
    }

    /// Other feedback on the page. A program for plain polls alone is that of a frame, which has none.
    pub(super) fn extension(&self) -> Option<&dyn FeedbackExtension> {
        self.extension.as_deref().filter(|_| every_kind())
    }

    /// Applies a poll's snapshot.
    pub(super) fn know(&self, poll: Poll) {
        match self.ballots.get(&poll.id) {
            Some(ballot) => ballot.update(|ballot| ballot.apply_snapshot(poll)),
            None => {
                let id = poll.id.clone();
                self.ballots.insert(&id, Ballot::new(poll));
            }
        }
    }

    /// The language in which polls are fetched.
    pub fn lang(&self) -> String {
        locked(&self.lang).clone()
    }

    /// Fetches polls in another language from now on.
    pub fn speak_in(&self, lang: &str) {
        lang.clone_into(&mut locked(&self.lang));
    }

    /// The topics of the live stream.
    pub fn topics(&self) -> Topics {
        locked(&self.topics).clone()
    }

    /// Replaces the topics of the live stream.
    pub fn follow(&self, topics: Topics) {
        *locked(&self.topics) = topics;
    }
}
