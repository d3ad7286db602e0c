//! The live stream, one connection at a time. `state::live` decides when to open, close and reopen it.

use std::rc::Rc;

use any_spawner::Executor;
use futures_util::StreamExt;
use gloo_net::eventsource::{
    State,
    futures::{EventSource, EventSourceBuilder},
};

use super::{Api, ApiError};

/// The topics that a page subscribes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topics {
    /// Ids of polls.
    pub polls: Vec<String>,
    /// Slugs of articles, for their ratings.
    pub articles: Vec<String>,
}

impl Topics {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.polls.is_empty() && self.articles.is_empty()
    }
}

/// An event as it came: its name, and its data as JSON.
pub type Event = (String, String);

/// Receives events, and `None` at the end of the stream.
pub type Hear = Rc<dyn Fn(Option<Event>)>;

/// An event stream that is open or connecting. Dropping it closes it.
pub trait Live: Sized {
    /// Starts to connect; events go to `hear` from then on.
    ///
    /// # Errors
    /// When the browser refuses outright.
    fn open(api: &Api, topics: &Topics, hear: Hear) -> Result<Self, ApiError>;

    /// Connects anew, since the backend may know by now who the reader is. Returns false where it takes another stream.
    fn renew(&self) -> bool {
        false
    }

    /// Whether it is connected. It may be lost without an event, so this has to be checked from time to time.
    fn is_open(&self) -> bool;
}

/// A connection of one's own.
pub struct LiveStream(EventSource);

impl LiveStream {
    /// Starts to connect.
    ///
    /// # Errors
    /// When the browser refuses the URL outright.
    pub(super) fn connect(api: &Api, topics: &Topics, hear: &Hear) -> Result<Self, ApiError> {
        let mut url = api.url("/events?");
        for (name, ids) in [("poll=", &topics.polls), ("article=", &topics.articles)] {
            for id in ids {
                url.push_str(name);
                url.push_str(id);
                url.push('&');
            }
        }
        let refused = |_| ApiError::Unreachable("an address of events is refused".to_owned());
        let mut source =
            EventSourceBuilder::new().with_credentials(!url.starts_with('/')).build(&url).map_err(refused)?;
        for name in ["poll", "rating", "heartbeat"] {
            let mut events = source.subscribe(name).map_err(refused)?;
            let hear = Rc::clone(hear);
            // It ends with the connection: closing one is an error that all who hear it are told.
            Executor::spawn_local(async move {
                while let Some(Ok((name, event))) = events.next().await {
                    hear(Some((name, event.data().as_string().unwrap_or_default())));
                }
                hear(None);
            });
        }
        Ok(Self(source))
    }
}

impl Live for LiveStream {
    fn open(api: &Api, topics: &Topics, hear: Hear) -> Result<Self, ApiError> {
        Self::connect(api, topics, &hear)
    }

    /// The browser reconnects on its own, without an event.
    fn is_open(&self) -> bool {
        self.0.state() == State::Open
    }
}
