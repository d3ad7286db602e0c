//! Keeps the live stream open: one connection for all polls and ratings of the page.
//!
//! The browser's own reconnecting is silent and gives up for good on some answers, so every lost
//! connection is closed and opened anew here, after a backoff with full jitter. While the page is
//! hidden there is no connection. When connections keep failing, snapshots are fetched instead.

use futures_util::{
    future::{Either, select},
    pin_mut,
};
use leptos::{prelude::*, task::spawn_local};

use super::{Answers, wake::nap};
use crate::{
    api::events::{Live, LiveEvent, Topics},
    dom::document::{clock_ms, is_online, is_visible, log_error, random},
    model::{backoff::full_jitter_ms, live_status::LiveStatus},
};

/// How often a silent connection is looked at, in milliseconds.
const CHECK_MS: u32 = 1_000;
/// After this many milliseconds without any event, two heartbeats among them, a connection counts
/// as lost.
const SILENCE_MS: f64 = 35_000.0;
/// After this many milliseconds without an answer, an attempt to connect counts as failed.
const CONNECT_MS: f64 = 10_000.0;
/// After this many failed attempts in a row, snapshots are fetched instead.
const ATTEMPTS_BEFORE_POLLING: u32 = 3;

/// Why a connection ended.
enum End {
    /// Other topics, or nobody looks: not a failure.
    Changed,
    /// It broke.
    Lost,
}

impl Answers {
    /// Keeps the live stream open from now on. Call once, in the browser.
    pub fn start_live<S: Live + 'static>(&self) {
        let answers = self.clone();
        spawn_local(async move { answers.stay_live::<S>().await });
    }

    fn set_live(&self, status: LiveStatus) {
        if self.live.get_untracked() != status {
            self.live.set(status);
        }
    }

    async fn stay_live<S: Live>(&self) {
        let mut failures = 0;
        loop {
            let topics = self.topics();
            if topics.is_empty() || !is_visible() {
                if topics.is_empty() {
                    self.set_live(LiveStatus::Off);
                }
                nap(u32::MAX >> 1).await;
                continue;
            }
            match self.follow_stream::<S>(&topics, &mut failures).await {
                End::Changed => {}
                End::Lost => {
                    let unreachable = !is_online() || failures >= ATTEMPTS_BEFORE_POLLING;
                    self.set_live(if unreachable { LiveStatus::Offline } else { LiveStatus::Reconnecting });
                    if failures >= ATTEMPTS_BEFORE_POLLING {
                        self.fetch_snapshots(&topics).await;
                    }
                    nap(full_jitter_ms(failures, random())).await;
                    failures += 1;
                }
            }
        }
    }

    /// Follows one connection to its end.
    async fn follow_stream<S: Live>(&self, topics: &Topics, failures: &mut u32) -> End {
        let mut stream = match S::open(&self.api, topics) {
            Ok(stream) => stream,
            Err(error) => {
                log_error(&error.to_string());
                return End::Lost;
            }
        };
        let mut was_open = false;
        let mut heard_at = clock_ms();
        loop {
            let heard = {
                let (event, check) = (stream.next(), nap(CHECK_MS));
                pin_mut!(event, check);
                match select(event, check).await {
                    Either::Left((Some(event), _)) => Some(event),
                    Either::Left((None, _)) => return End::Lost,
                    Either::Right(_) => None,
                }
            };
            if self.topics() != *topics || !is_visible() {
                return End::Changed;
            }
            let silence = clock_ms() - heard_at;
            match heard {
                Some(event) => {
                    heard_at = clock_ms();
                    was_open = true;
                    *failures = 0;
                    self.set_live(LiveStatus::Live);
                    self.apply_event(event);
                }
                None if was_open && !stream.is_open() => return End::Lost,
                None if !is_online() => return End::Lost,
                None if silence > if was_open { SILENCE_MS } else { CONNECT_MS } => return End::Lost,
                None => {}
            }
        }
    }

    fn apply_event(&self, event: LiveEvent) {
        match event {
            LiveEvent::Poll(frame) => self.apply_poll_frame(&frame),
            LiveEvent::Rating(frame) => self.apply_rating_frame(&frame),
            LiveEvent::Heartbeat(heartbeat) => self.now.set(heartbeat.at),
            LiveEvent::Other => {}
        }
    }

    /// The last resort: asks for what the stream would have told.
    async fn fetch_snapshots(&self, topics: &Topics) {
        let lang = self.lang();
        for id in &topics.polls {
            if let Ok(poll) = self.api.poll(id, &lang).await {
                self.know_poll(&poll);
            }
        }
        for slug in &topics.articles {
            if let Ok(article) = self.api.article(slug, &lang).await {
                self.know_rating(slug, &article.rating);
            }
        }
    }
}
