//! One viewer's connection as a stream of bytes: current snapshots at once, then what each round of the hub changed, in one
//! piece, and heartbeats, until the server shuts down.
//!
//! It is polled by hand and has one timer: there are as many as there are readers.

use std::{
    collections::HashSet,
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_util::{stream::Stream, task::AtomicWaker};
use hustings_domain::ReaderKeys;
use hustings_limits::admission::Place;
use hustings_store::StoreError;
use hustings_wire::Heartbeat;
use tokio::time::{Instant, Sleep, sleep};

use crate::{
    followed::Following,
    hub::{Hub, Topic},
    snapshot::event,
    watched::Watched,
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
    topics: Box<[Watched]>,
    /// Whether the server is shutting down.
    draining: Following<bool>,
    /// By which all of these wake it.
    waker: Arc<AtomicWaker>,
    /// Seconds over which streams end, once the server is shutting down.
    drain_seconds: u64,
    greeted: bool,
    /// The next heartbeat, or the end where that comes before.
    timer: Pin<Box<Sleep>>,
    next_heartbeat: Instant,
    /// When the stream ends, once the server is shutting down.
    end: Option<Instant>,
    /// Its place among the streams, which it gives back when it ends.
    _place: Option<Place>,
}

impl Viewer {
    /// A viewer of `topics`, each with the reader's keys in it where results show to voters. Once [`Hub::drain`] was called, it
    /// ends within `drain_seconds`. `place` is the stream's own, where places are counted.
    ///
    /// # Errors
    /// When the store cannot read them.
    pub async fn join(
        hub: &Hub,
        mut topics: Vec<(Topic, Option<ReaderKeys>)>,
        drain_seconds: u64,
        place: Option<Place>,
    ) -> Result<Self, StoreError> {
        let waker = Arc::<AtomicWaker>::default();
        let draining = hub.watch_draining(&waker);
        // One waker follows a value once: the end of one of two would be that of both.
        let mut named = HashSet::new();
        topics.retain(|(topic, _)| named.insert(topic.clone()));
        let mut watched = Vec::with_capacity(topics.len());
        for (topic, reader) in &topics {
            watched.push(hub.watch(topic, reader.as_ref(), &waker).await?);
        }
        hub.metrics().viewers.inc();
        Ok(Self {
            topics: watched.into(),
            draining,
            waker,
            drain_seconds,
            greeted: false,
            timer: Box::pin(sleep(HEARTBEAT)),
            next_heartbeat: Instant::now() + HEARTBEAT,
            end: None,
            _place: place,
            hub: hub.clone(),
        })
    }

    fn greeting(&self) -> Bytes {
        let mut greeting = format!("retry: {}\n\n", rand::random_range(RETRY)).into_bytes();
        // At once, so that the page knows from the first moment on how long a silence may last.
        greeting.extend_from_slice(&self.heartbeat());
        Bytes::from(greeting)
    }

    fn heartbeat(&self) -> Bytes {
        event("heartbeat", None, &Heartbeat { at: self.hub.clock().now(), interval: Some(HEARTBEAT_SECONDS) })
    }

    /// The newest snapshots of all topics that have one this viewer was not sent, in one piece: that of a single one is everybody's.
    fn news(&mut self) -> Option<Bytes> {
        let Self { hub, topics, .. } = self;
        // No half of a round.
        let _whole = hub.whole_rounds();
        let sent = &hub.metrics().snapshots_sent;
        let mut news = topics.iter_mut().filter_map(Watched::news).inspect(|_| {
            sent.inc();
        });
        let first = news.next()?;
        let Some(second) = news.next() else { return Some(first) };
        let mut all = BytesMut::from(first);
        all.extend_from_slice(&second);
        news.for_each(|bytes| all.extend_from_slice(&bytes));
        Some(all.freeze())
    }

    /// Streams end at different times within the drain time, so that viewers do not all reconnect at the same instant.
    fn drain(&mut self) {
        let most = self.drain_seconds * 800;
        self.end = Some(Instant::now() + Duration::from_millis(rand::random_range(0..=most)));
        self.set_timer();
    }

    fn set_timer(&mut self) {
        let next = self.end.map_or(self.next_heartbeat, |end| end.min(self.next_heartbeat));
        self.timer.as_mut().reset(next);
    }
}

/// The body of the response.
impl Stream for Viewer {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.greeted {
            self.greeted = true;
            return Poll::Ready(Some(Ok(self.greeting())));
        }
        // Before it looks: whatever is said from now on wakes it.
        self.waker.register(cx.waker());
        if let Some(bytes) = self.news() {
            return Poll::Ready(Some(Ok(bytes)));
        }
        if self.end.is_none() && self.draining.look(|draining| *draining) {
            self.drain();
        }
        ready!(self.timer.as_mut().poll(cx));
        let now = Instant::now();
        if self.end.is_some_and(|end| end <= now) {
            return Poll::Ready(None);
        }
        self.next_heartbeat = now + HEARTBEAT;
        self.set_timer();
        Poll::Ready(Some(Ok(self.heartbeat())))
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        self.hub.metrics().viewers.dec();
    }
}
