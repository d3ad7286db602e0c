//! The live stream, one connection at a time. `state::live` decides when to open, close and reopen it.

use std::rc::Rc;

use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{EventSource, EventSourceInit, MessageEvent};

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
pub struct LiveStream {
    source: EventSource,
    heard: Closure<dyn Fn(MessageEvent)>,
}

/// Events that are heard: those of the contract, and the browser's own of a connection that is lost.
const EVENTS: [&str; 4] = ["poll", "rating", "heartbeat", "error"];

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
        let init = EventSourceInit::new();
        init.set_with_credentials(!url.starts_with('/'));
        let source = EventSource::new_with_event_source_init_dict(&url, &init)
            .map_err(|_| ApiError::Unreachable("an address of events is refused".to_owned()))?;
        let (asked, hear) = (source.clone(), Rc::clone(hear));
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let name = event.type_();
            if name != "error" {
                hear(Some((name, event.data().as_string().unwrap_or_default())));
            } else if asked.ready_state() != EventSource::CONNECTING {
                hear(None);
            }
        });
        for name in EVENTS {
            let _ = source.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        }
        Ok(Self { source, heard })
    }
}

impl Drop for LiveStream {
    fn drop(&mut self) {
        self.source.close();
        for name in EVENTS {
            let _ = self.source.remove_event_listener_with_callback(name, self.heard.as_ref().unchecked_ref());
        }
    }
}

impl Live for LiveStream {
    fn open(api: &Api, topics: &Topics, hear: Hear) -> Result<Self, ApiError> {
        Self::connect(api, topics, &hear)
    }

    /// The browser reconnects on its own, without an event.
    fn is_open(&self) -> bool {
        self.source.ready_state() == EventSource::OPEN
    }
}
