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

/// An open, or opening, connection. Dropping it closes it.
pub struct LiveStream {
    source: EventSource,
    events: LocalBoxStream<'static, Option<LiveEvent>>,
}

impl LiveStream {
    /// Starts to connect.
    ///
    /// # Errors
    /// When the browser refuses the address outright.
    pub fn open(api: &Api, topics: &Topics) -> Result<Self, ApiError> {
        let polls = topics.polls.iter().map(|id| format!("poll={id}"));
        let articles = topics.articles.iter().map(|slug| format!("article={slug}"));
        let query: Vec<String> = polls.chain(articles).collect();
        let url = api.url(&format!("/events?{}", query.join("&")));
        let refused = |e: gloo_utils::errors::JsError| ApiError::Unreachable(e.to_string());
        let mut source =
            EventSourceBuilder::new().with_credentials(!url.starts_with('/')).build(&url).map_err(refused)?;
        let mut subscribe = |name: &str| source.subscribe(name).map_err(refused);
        let (polls, ratings, heartbeats) = (subscribe("poll")?, subscribe("rating")?, subscribe("heartbeat")?);
        let events = futures_util::stream::select(futures_util::stream::select(polls, ratings), heartbeats)
            .map(|message| message.ok().map(|(name, event)| read(&name, event.data().as_string())))
            .boxed_local();
        Ok(Self { source, events })
    }

    /// The next event; `None` when the connection has ended for good.
    pub async fn next(&mut self) -> Option<LiveEvent> {
        self.events.next().await.flatten()
    }

    /// Whether the connection stands. The browser reconnects by itself and in silence, so this has
    /// to be asked from time to time.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.source.state() == State::Open
    }
}

fn read(name: &str, data: Option<String>) -> LiveEvent {
    let data = data.unwrap_or_default();
    match name {
        "poll" => decode(&data).map_or(LiveEvent::Other, LiveEvent::Poll),
        "rating" => decode(&data).map_or(LiveEvent::Other, LiveEvent::Rating),
        "heartbeat" => decode(&data).map_or(LiveEvent::Other, LiveEvent::Heartbeat),
        _ => LiveEvent::Other,
    }
}
