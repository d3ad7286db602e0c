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

const ERROR: &str = "error";

/// Receives events, and `None` at the end of the stream.
pub type Hear = Rc<dyn Fn(Option<Event>)>;

/// An event stream that is open or connecting. Dropping it closes it.
pub trait Live: Sized {
    /// Starts to connect; events go to `hear` from then on.
    ///
    /// # Errors
    /// When the browser refuses outright.
    fn open(api: &Api, topics: &Topics, hear: Hear) -> Result<Self, ApiError>;

    /// Whether it is connected. It may be lost without an event, so this has to be checked from time to time.
    fn is_open(&self) -> bool;
}

/// A connection of one's own. Once it is closed, the browser tells nobody anything more.
pub struct LiveStream {
    source: EventSource,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl LiveStream {
    /// Starts to connect; `more` goes into the URL.
    ///
    /// # Errors
    /// When the browser refuses the URL outright.
    pub(super) fn connect(api: &Api, topics: &Topics, more: &str, hear: &Hear) -> Result<Self, ApiError> {
        let mut url = api.url("/events?");
        for (name, ids) in [("poll=", &topics.polls), ("article=", &topics.articles)] {
            for id in ids {
                url.push_str(name);
                url.push_str(id);
                url.push('&');
            }
        }
        url.push_str(more);
        let settings = EventSourceInit::new();
        settings.set_with_credentials(!url.starts_with('/'));
        let source = EventSource::new_with_event_source_init_dict(&url, &settings)
            .map_err(|_| ApiError::Unreachable("an address of events is refused".to_owned()))?;
        let (hear, from) = (Rc::clone(hear), source.clone());
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| match event.type_() {
            // It has no data, and the browser may be about to connect again by itself.
            name if name == ERROR => {
                if from.ready_state() == EventSource::CLOSED {
                    hear(None);
                }
            }
            name => hear(Some((name, event.data().as_string().unwrap_or_default()))),
        });
        for name in ["poll", "rating", "heartbeat", ERROR] {
            let _ = source.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        }
        Ok(Self { source, _heard: heard })
    }
}

impl Live for LiveStream {
    fn open(api: &Api, topics: &Topics, hear: Hear) -> Result<Self, ApiError> {
        Self::connect(api, topics, "", &hear)
    }

    /// The browser reconnects on its own, without an event.
    fn is_open(&self) -> bool {
        self.source.ready_state() == EventSource::OPEN
    }
}

impl Drop for LiveStream {
    fn drop(&mut self) {
        self.source.close();
    }
}
