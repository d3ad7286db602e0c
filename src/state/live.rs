//! Keeps the live stream open: one connection for all polls and ratings of the page.
//!
//! The browser's own reconnecting is silent and gives up for good on some answers, so every lost
//! connection is closed and opened anew here, after a backoff with full jitter. While the page is
//! hidden there is no connection. When connections keep failing, snapshots are fetched instead.
//!
//! Events come by themselves; the supervisor looks at the connection once a second, and whenever something has
//! changed. Each look is a plain function that says how long to wait for the next one.

use std::{cell::Cell, rc::Rc, sync::atomic::Ordering};

use hustings_core::{
    json::decode,
    model::{
        backoff::full_jitter_ms,
        live_status::LiveStatus,
        tally::{SnapshotOf, Tally},
    },
};
use hustings_wire::Heartbeat;
use leptos::{prelude::*, task::spawn_local};

use super::{
    Polls,
    wake::{nap, wake_all},
};
use crate::{
    api::events::{Event, Live, Topics},
    dom::{
        document::{clock_ms, is_online, is_visible, log_error, random},
        host,
        timer::Sleeper,
    },
};

/// How often a connection without events is checked, in milliseconds.
const CHECK_MS: u32 = 1_000;
/// Timeout of the first attempt to connect, in milliseconds. Each of the next two has twice as long.
const CONNECT_MS: u32 = 4_000;
/// After this many failed attempts in a row, snapshots are fetched instead.
const ATTEMPTS_BEFORE_POLLING: u32 = 3;
/// Until something changes, in milliseconds.
const LONG_MS: u32 = u32::MAX >> 1;

/// The state of a connection, from its events.
#[derive(Default)]
struct Pulse {
    heard_at: Cell<f64>,
    was_open: Cell<bool>,
    has_ended: Cell<bool>,
    /// Wakes the supervisor when the connection ends.
    looking: Cell<Option<Rc<Sleeper>>>,
}

/// Supervises the page's one connection.
struct Supervisor<S> {
    polls: Polls,
    failures: u32,
    topics: Topics,
    connection: Option<(S, Rc<Pulse>)>,
    has_renewed: bool,
}

impl Polls {
    /// Starts the live stream and keeps it open. Call once, in the browser.
    pub fn start_live<S: Live + 'static>(&self) {
        let polls = self.clone();
        let mut supervisor =
            Supervisor::<S> { polls, failures: 0, topics: Topics::default(), connection: None, has_renewed: false };
        spawn_local(async move {
            loop {
                let nap = nap(supervisor.look());
                if let Some((_, pulse)) = &supervisor.connection {
                    pulse.looking.set(Some(Rc::clone(&nap.sleeper)));
                }
                nap.await;
            }
        });
    }

    /// Fetches these from the backend, for this reader.
    pub(super) fn ask(&self, topics: &Topics) {
        for poll in &topics.polls {
            self.refetch(poll);
        }
        if let Some(extension) = self.extension() {
            extension.ask(&self.api, topics);
        }
    }

    pub(super) fn set_live(&self, status: LiveStatus) {
        if self.live.get_untracked() != status {
            self.live.set(status);
            // The backend can be reached: what waits for that has waited long enough.
            if status == LiveStatus::Live {
                wake_all();
            }
        }
    }

    /// A poll is none any longer that this program knows, unless it is that of another frame: those of a page share one stream.
    fn hear_of_other_kind(&self, snapshot: &str) {
        if decode(snapshot).is_ok_and(|SnapshotOf { id }| self.ballots.get(&id).is_some()) {
            host::load_anew();
        }
    }

    fn apply_event(&self, (name, data): &Event) {
        match name.as_str() {
            "poll" => match decode::<Tally>(data) {
                Ok(tally) => self.apply_live(tally),
                Err(fault) if fault.is_of_other_kind() => self.hear_of_other_kind(data),
                Err(_) => {}
            },
            "heartbeat" => {
                if let Ok(heartbeat) = decode::<Heartbeat>(data) {
                    self.now.set(heartbeat.at);
                    if let Some(seconds) = heartbeat.interval {
                        self.heartbeat_seconds.store(seconds.clamp(1, 15), Ordering::Relaxed);
                    }
                }
            }
            _ => {
                if let Some(extension) = self.extension() {
                    extension.hear(name, data);
                }
            }
        }
    }
}

impl<S: Live> Supervisor<S> {
    /// Opens, keeps or closes the connection. Returns the milliseconds until the next check.
    fn look(&mut self) -> u32 {
        let topics = self.polls.topics();
        let is_visible = is_visible();
        if self.topics != topics || !is_visible {
            self.connection = None;
            self.topics = topics;
        }
        // A first vote brings the cookie by which the stream knows the reader; a browser that takes none is not asked again.
        if self.polls.is_unknown.load(Ordering::Relaxed) && !self.has_renewed {
            self.has_renewed = true;
            if !self.connection.as_ref().is_some_and(|(stream, _)| stream.renew()) {
                self.connection = None;
            }
        }
        if self.topics.is_empty() || !is_visible {
            if self.topics.is_empty() {
                self.polls.set_live(LiveStatus::Off);
            }
            return LONG_MS;
        }
        let stands = match &self.connection {
            Some((stream, pulse)) => {
                let was_open = pulse.was_open.get();
                if was_open {
                    self.failures = 0;
                }
                let silence = clock_ms() - pulse.heard_at.get();
                let is_closed = was_open && !stream.is_open();
                let patience = match was_open {
                    // Two heartbeats are missing.
                    true => self.polls.heartbeat_seconds.load(Ordering::Relaxed) * 2_000,
                    false => CONNECT_MS << self.failures.min(2),
                };
                let is_silent = silence > f64::from(patience);
                !(pulse.has_ended.get() || is_closed || is_silent) && is_online()
            }
            None => self.open(),
        };
        if stands { CHECK_MS } else { self.lose() }
    }

    /// Starts to connect. Returns false when the browser refuses.
    fn open(&mut self) -> bool {
        let pulse = Rc::new(Pulse { heard_at: Cell::new(clock_ms()), ..Pulse::default() });
        let (polls, felt) = (self.polls.clone(), Rc::clone(&pulse));
        let hear = move |event: Option<Event>| match event {
            Some(event) => {
                felt.heard_at.set(clock_ms());
                felt.was_open.set(true);
                polls.set_live(LiveStatus::Live);
                polls.apply_event(&event);
            }
            None => {
                felt.has_ended.set(true);
                if let Some(looking) = felt.looking.take() {
                    looking.wake();
                }
            }
        };
        match S::open(&self.polls.api, &self.topics, Rc::new(hear)) {
            Ok(stream) => {
                self.connection = Some((stream, pulse));
                true
            }
            Err(error) => {
                log_error(&error.text());
                false
            }
        }
    }

    /// Closes the connection. Returns the milliseconds until the next attempt.
    fn lose(&mut self) -> u32 {
        self.connection = None;
        let has_given_up = self.failures >= ATTEMPTS_BEFORE_POLLING;
        let unreachable = !is_online() || has_given_up;
        self.polls.set_live(if unreachable { LiveStatus::Offline } else { LiveStatus::Reconnecting });
        if has_given_up {
            // The fallback: polling for what the stream would have sent.
            self.polls.ask(&self.topics);
        }
        let wait = full_jitter_ms(self.failures, random());
        self.failures += 1;
        wait
    }
}
