//! What a case is given: the client, what it is about, and readers who vote. What they said is taken back at the end.

use std::{
    cell::{Cell, RefCell},
    hash::{BuildHasher as _, RandomState},
    time::Duration,
};

use hustings_wire::Poll;

use crate::{
    answer::Answer,
    client::{Ask, Client},
    event_stream::EventStream,
    options::Options,
    outcome::Stop,
    reader::Reader,
    subjects::{Subjects, poll_path},
};

/// What a case is given.
pub(crate) struct Context {
    pub(crate) client: Client,
    pub(crate) subjects: Subjects,
    /// The origin whose pages may use the API; empty where none was named.
    pub(crate) origin: String,
    /// How long the stream may be silent.
    pub(crate) silence: Duration,
    /// How long to wait for what is to come at once.
    pub(crate) soon: Duration,
    /// Opened at the beginning, so that the wait for its heartbeat passes while other cases ask.
    heartbeat: Cell<Option<Result<EventStream, Stop>>>,
    /// Requests that take back what was said.
    undo: RefCell<Vec<Ask>>,
}

impl Context {
    pub(crate) fn new(client: Client, subjects: Subjects, options: &Options) -> Self {
        let heartbeat = Cell::new(Some(EventStream::open(&client, &Ask::get("/api/v1/events"))));
        let origin = options.origin.clone().unwrap_or_default();
        let Options { heartbeat: silence, soon, .. } = *options;
        Self { client, subjects, origin, silence, soon, heartbeat, undo: RefCell::default() }
    }

    /// Gets a path as a stranger.
    pub(crate) fn get(&self, path: impl Into<String>) -> Result<Answer, Stop> {
        self.client.send(&Ask::get(path))
    }

    /// A poll as a stranger sees it.
    pub(crate) fn poll(&self, id: &str) -> Result<Poll, Stop> {
        self.get(poll_path(id))?.json()
    }

    /// The live stream as a stranger opens it.
    pub(crate) fn stream(&self, query: &str) -> Result<EventStream, Stop> {
        EventStream::open(&self.client, &Ask::get(format!("/api/v1/events?{query}")))
    }

    /// The stream that was opened at the beginning.
    pub(crate) fn heartbeat_stream(&self) -> Result<EventStream, Stop> {
        self.heartbeat.take().unwrap_or_else(|| EventStream::open(&self.client, &Ask::get("/api/v1/events")))
    }

    /// A reader without a cookie and without a client id.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader::new(&self.client, &self.undo, None)
    }

    /// A reader with a client id of its own, as the app makes one.
    pub(crate) fn reader_with_client_id(&self) -> Reader<'_> {
        Reader::new(&self.client, &self.undo, Some(random_name()))
    }

    /// Takes back what readers of this check said, as far as the backend lets them.
    pub(crate) fn take_back(&self) {
        for ask in self.undo.take() {
            // What cannot be taken back, such as a final vote, stays; the report says that before it begins.
            let _ = self.client.exchange(&ask);
        }
    }
}

/// 32 random hexadecimal digits: a client id, and a name that nothing has.
pub(crate) fn random_name() -> String {
    let random = || RandomState::new().hash_one("hustings");
    format!("{:016x}{:016x}", random(), random())
}
