//! The live stream, one connection at a time. When to open, give up and reopen is `state::live`'s.

use futures_util::{StreamExt, stream::LocalBoxStream};
use gloo_net::eventsource::{
    State,
    futures::{EventSource, EventSourceBuilder},
};
use hustings_wire::{Heartbeat, PollFrame, RatingFrame};

use super::{Api, ApiError};
use crate::json::decode;

/// What a page wants to be told about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topics {
    /// Ids of polls.
    pub polls: Vec<String>,
    /// Slugs of articles, for their ratings.
    pub articles: Vec<String>,
}

impl Topics {
    /// Whether there is nothing to be told about.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.polls.is_empty() && self.articles.is_empty()
    }
}

/// Something the stream said.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveEvent {
    /// A poll's whole tally.
    Poll(PollFrame),
    /// An article's whole rating.
    Rating(RatingFrame),
    /// The server is there.
    Heartbeat(Heartbeat),
    /// Something that this version does not know or cannot read.
    Other,
}

/// An open, or opening, way for events. Dropping it closes it.
pub trait Live: Sized {
    /// Starts to connect.
    ///
    /// # Errors
    /// When the browser refuses outright.
    fn open(api: &Api, topics: &Topics) -> Result<Self, ApiError>;

    /// The next event; `None` when there will be none any more.
    fn next(&mut self) -> impl Future<Output = Option<LiveEvent>>;

    /// Whether it stands. It may fall in silence, so this has to be asked from time to time.
    fn is_open(&self) -> bool;
}

/// A connection of one's own.
pub struct LiveStream {
    source: EventSource,
    events: LocalBoxStream<'static, Option<RawEvent>>,
}

/// An event as it came: its name, and its data as JSON.
pub(super) type RawEvent = (String, String);

impl LiveStream {
    /// Starts to connect; `more` goes into the address.
    ///
    /// # Errors
    /// When the browser refuses the address outright.
    pub(super) fn connect(api: &Api, topics: &Topics, more: &str) -> Result<Self, ApiError> {
        let polls = topics.polls.iter().map(|id| format!("poll={id}"));
        let articles = topics.articles.iter().map(|slug| format!("article={slug}"));
        let query: Vec<String> = polls.chain(articles).collect();
        let url = api.url(&format!("/events?{}{more}", query.join("&")));
        let refused = |e: gloo_utils::errors::JsError| ApiError::Unreachable(e.to_string());
        let mut source =
            EventSourceBuilder::new().with_credentials(!url.starts_with('/')).build(&url).map_err(refused)?;
        let mut subscribe = |name: &str| source.subscribe(name).map_err(refused);
        let (polls, ratings, heartbeats) = (subscribe("poll")?, subscribe("rating")?, subscribe("heartbeat")?);
        let events = futures_util::stream::select(futures_util::stream::select(polls, ratings), heartbeats)
            .map(|message| message.ok().map(|(name, event)| (name, event.data().as_string().unwrap_or_default())))
            .boxed_local();
        Ok(Self { source, events })
    }

    /// The next event as it came; `None` when the connection has ended for good.
    pub(super) async fn next_raw(&mut self) -> Option<RawEvent> {
        self.events.next().await.flatten()
    }
}

impl Live for LiveStream {
    fn open(api: &Api, topics: &Topics) -> Result<Self, ApiError> {
        Self::connect(api, topics, "")
    }

    async fn next(&mut self) -> Option<LiveEvent> {
        let (name, data) = self.next_raw().await?;
        Some(read(&name, &data))
    }

    /// The browser reconnects by itself and says nothing of it.
    fn is_open(&self) -> bool {
        self.source.state() == State::Open
    }
}

/// What an event says.
pub(super) fn read(name: &str, data: &str) -> LiveEvent {
    match name {
        "poll" => decode(data).map_or(LiveEvent::Other, LiveEvent::Poll),
        "rating" => decode(data).map_or(LiveEvent::Other, LiveEvent::Rating),
        "heartbeat" => decode(data).map_or(LiveEvent::Other, LiveEvent::Heartbeat),
        _ => LiveEvent::Other,
    }
}
