//! One viewer's connection as a stream of bytes: current snapshots at once, then changes and heartbeats, until the
//! server shuts down.

use std::{convert::Infallible, mem, pin::Pin, time::Duration};

use bytes::Bytes;
use futures_util::{
    future::{FutureExt, pending, select_all},
    stream::{self, Stream},
};
use hustings_domain::ReaderKeys;
use hustings_limits::admission::Place;
use hustings_store::StoreError;
use hustings_wire::Heartbeat;
use tokio::{
    sync::watch,
    time::{Instant, Sleep, sleep, sleep_until},
};

use crate::{
    hub::{Hub, Topic, Watched},
    snapshot::event,
};

/// Seconds between heartbeats. A page notices after two of them that its connection has died without a word, and a reader
/// waits so long for bars that are right; a heartbeat costs what a snapshot costs to send.
const HEARTBEAT_SECONDS: u32 = 3;
const HEARTBEAT: Duration = Duration::from_secs(HEARTBEAT_SECONDS as u64);
/// Bounds of the time after which a viewer comes back, in milliseconds. It differs from viewer to
/// viewer, so that they do not all come back at once.
const RETRY: std::ops::Range<u64> = 1_000..5_000;

/// A connection that is subscribed to some topics.
pub struct Viewer {
    hub: Hub,
    /// Seconds over which streams end, once the server is shutting down.
    drain_seconds: u64,
    topics: Vec<Watched>,
    /// Where the search for changes continues, so that a busy topic does not starve the others.
    turn: usize,
    greeted: bool,
    next_heartbeat: Pin<Box<Sleep>>,
    draining: watch::Receiver<bool>,
    /// When the stream ends, once the server is shutting down.
    end: Option<Instant>,
    /// Its place among the streams, which it gives back when it ends.
    _place: Option<Place>,
}

/// What woke a viewer.
enum Woken {
    News,
    Heartbeat,
    Draining,
    End,
}

impl Viewer {
    /// A viewer of `topics`, each with the reader's keys in it where results show to voters. `draining` says that the
    /// server is shutting down, within `drain_seconds`. `place` is the stream's own, where places are counted.
    ///
    /// # Errors
    /// When the store cannot read them.
    pub async fn join(
        hub: &Hub,
        topics: Vec<(Topic, Option<ReaderKeys>)>,
        draining: watch::Receiver<bool>,
        drain_seconds: u64,
        place: Option<Place>,
    ) -> Result<Self, StoreError> {
        let mut watched = Vec::with_capacity(topics.len());
        for (topic, reader) in &topics {
            watched.push(hub.watch(topic, reader.as_ref()).await?);
        }
        hub.metrics().viewers.inc();
        Ok(Self {
            topics: watched,
            turn: 0,
            greeted: false,
            next_heartbeat: Box::pin(sleep(HEARTBEAT)),
            draining,
            end: None,
            _place: place,
            hub: hub.clone(),
            drain_seconds,
        })
    }

    /// The body of the response.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static {
        stream::unfold(self, |mut viewer| async move {
            let bytes = viewer.next().await?;
            Some((Ok(bytes), viewer))
        })
    }

    async fn next(&mut self) -> Option<Bytes> {
        if !self.greeted {
            self.greeted = true;
            let mut greeting = format!("retry: {}\n\n", rand::random_range(RETRY)).into_bytes();
            // At once, so that the page knows from the first moment on how long a silence may last.
            greeting.extend_from_slice(&self.heartbeat());
            return Some(Bytes::from(greeting));
        }
        loop {
            if let Some(bytes) = self.news() {
                self.hub.metrics().snapshots_sent.inc();
                return Some(bytes);
            }
            match self.woken().await {
                Woken::News => {}
                Woken::Heartbeat => {
                    self.next_heartbeat.as_mut().reset(Instant::now() + HEARTBEAT);
                    return Some(self.heartbeat());
                }
                Woken::Draining => {
                    // Streams end at different times within the drain time, so that viewers do not all reconnect at
                    // the same instant.
                    let most = self.drain_seconds * 800;
                    let wait = Duration::from_millis(rand::random_range(0..=most));
                    self.end = Some(Instant::now() + wait);
                }
                Woken::End => return None,
            }
        }
    }

    fn heartbeat(&self) -> Bytes {
        event("heartbeat", None, &Heartbeat { at: self.hub.clock().now(), interval: Some(HEARTBEAT_SECONDS) })
    }

    /// The newest snapshot of a topic that has one this viewer was not sent.
    fn news(&mut self) -> Option<Bytes> {
        for _ in 0..self.topics.len() {
            let turn = self.turn;
            self.turn = (turn + 1) % self.topics.len();
            let topic = &mut self.topics[turn];
            let mut is_new = mem::take(&mut topic.snapshots_woke) || topic.snapshots.has_changed().unwrap_or(false);
            let snapshot = topic.snapshots.borrow_and_update().clone();
            if let Some(voter) = &mut topic.voter
                && (mem::take(&mut topic.voter_woke) || voter.has_changed().unwrap_or(false))
            {
                let answered = *voter.borrow_and_update();
                is_new |= snapshot.as_ref().is_some_and(|snapshot| snapshot.differs(topic.answered, answered));
                topic.answered = answered;
            }
            if let (true, Some(snapshot)) = (is_new, snapshot) {
                return Some(snapshot.bytes(topic.answered));
            }
        }
        None
    }

    async fn woken(&mut self) -> Woken {
        // A receiver that has waited marks its value as seen, so the change is recorded here. A sender
        // lives as long as its topic has subscribers, so `changed` cannot fail.
        let news = self.topics.iter_mut().flat_map(|topic| {
            let Watched { snapshots, voter, snapshots_woke, voter_woke, .. } = topic;
            let snapshots = async move { *snapshots_woke = snapshots.changed().await.is_ok() };
            let voter = voter.as_mut().map(|voter| async move { *voter_woke = voter.changed().await.is_ok() }.boxed());
            std::iter::once(snapshots.boxed()).chain(voter)
        });
        let news: Vec<_> = news.collect();
        let any_news = async {
            match news.is_empty() {
                true => pending().await,
                false => select_all(news).await,
            }
        };
        let end = self.end;
        tokio::select! {
            _ = any_news => Woken::News,
            () = self.next_heartbeat.as_mut() => Woken::Heartbeat,
            () = sleep_until(end.unwrap_or_else(Instant::now)), if end.is_some() => Woken::End,
            _ = self.draining.wait_for(|draining| *draining), if end.is_none() => Woken::Draining,
        }
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        self.hub.metrics().viewers.dec();
    }
}
