//! One live connection for all frames of the publication that one page, or several pages of the same site,
//! show: browsers allow six connections to a host over HTTP/1.1, and eight polls on a page are to be live.
//!
//! Whoever holds a Web Lock leads: it connects for everybody and passes on what it hears through a
//! BroadcastChannel. When it goes, be it by closing, hiding or losing the connection, the lock goes to the
//! next. Where the browser has neither, everybody connects for themselves.
//!
//! When to open and give up is `state::live`'s, as for any other connection.

mod locks;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::{
    StreamExt,
    future::{Either, select},
    pin_mut,
};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use super::{
    Api, ApiError,
    events::{Live, LiveEvent, LiveStream, RawEvent, Topics, read},
};
use locks::Lock;

/// Name of the channel and of the lock.
const NAME: &str = "hustings.live";
/// Milliseconds that a new leader waits for the others to say what they want.
const GATHER_MS: u32 = 60;
/// Topics that the backend takes in one connection.
const TOPICS: usize = 32;

/// What frames say to each other: a line with a word, and behind it what belongs to it.
const WHO: &str = "who";
const WANT: &str = "want";
const LOST: &str = "lost";
const EVENT: &str = "event";

enum Heard {
    Message(String),
    /// The lock is ours.
    Leading,
    /// There are no locks to be had.
    Alone,
}

/// A connection that may be another frame's.
pub struct SharedStream {
    api: Api,
    own: Topics,
    channel: Option<Channel>,
    heard: UnboundedReceiver<Heard>,
    lead: Option<Lead>,
    // Held for its end: whoever leads no longer leaves the lock to the next.
    _lock: Option<Lock>,
}

/// What the leader has.
struct Lead {
    stream: LiveStream,
    topics: Topics,
    /// The last event of each topic, for those who come later.
    last: Vec<(String, RawEvent)>,
}

impl Live for SharedStream {
    fn open(api: &Api, topics: &Topics) -> Result<Self, ApiError> {
        let (sender, heard) = unbounded();
        let channel = Channel::open(&sender);
        let lock = channel.is_some().then(|| Lock::request(NAME, sender.clone())).flatten();
        if lock.is_none() {
            // Nobody to share with: this frame leads itself.
            let _ = sender.unbounded_send(Heard::Alone);
        }
        let stream = Self { api: api.clone(), own: topics.clone(), channel, heard, lead: None, _lock: lock };
        stream.want();
        Ok(stream)
    }

    async fn next(&mut self) -> Option<LiveEvent> {
        loop {
            let heard = match &mut self.lead {
                None => Either::Left(self.heard.next().await?),
                Some(lead) => {
                    let (event, heard) = (lead.stream.next_raw(), self.heard.next());
                    pin_mut!(event, heard);
                    match select(event, heard).await {
                        Either::Left((event, _)) => Either::Right(event),
                        Either::Right((heard, _)) => Either::Left(heard?),
                    }
                }
            };
            match heard {
                Either::Left(Heard::Alone) => {
                    self.channel = None;
                    self.connect(self.own.clone())?;
                }
                Either::Left(Heard::Leading) => self.begin_to_lead(self.own.clone()).await?,
                Either::Left(Heard::Message(message)) => {
                    let (word, rest) = message.split_once('\n').unwrap_or((&message, ""));
                    match word {
                        WHO => self.want(),
                        WANT => self.serve(rest)?,
                        LOST if self.lead.is_none() => return None,
                        EVENT if self.lead.is_none() => {
                            let (name, data) = rest.split_once('\n')?;
                            return Some(read(name, data));
                        }
                        _ => {}
                    }
                }
                Either::Right(event) => return self.pass_on(event?),
            }
        }
    }

    fn is_open(&self) -> bool {
        self.lead.as_ref().is_none_or(|lead| lead.stream.is_open())
    }
}

impl SharedStream {
    fn say(&self, word: &str, rest: &str) {
        if let Some(channel) = &self.channel {
            channel.say(&format!("{word}\n{rest}"));
        }
    }

    /// Says what this frame wants to be told about. Frames show polls alone.
    fn want(&self) {
        self.say(WANT, &self.own.polls.join(" "));
    }

    /// Connects for everybody, as soon as it is known what everybody wants.
    async fn begin_to_lead(&mut self, mut topics: Topics) -> Option<()> {
        self.say(WHO, "");
        TimeoutFuture::new(GATHER_MS).await;
        while let Ok(heard) = self.heard.try_recv() {
            if let Heard::Message(message) = heard
                && let Some(wanted) = message.strip_prefix("want\n")
            {
                add(&mut topics, wanted);
            }
        }
        self.connect(topics)
    }

    fn connect(&mut self, topics: Topics) -> Option<()> {
        let stream = LiveStream::connect(&self.api, &topics, "&framed=1").ok()?;
        self.lead = Some(Lead { stream, topics, last: Vec::new() });
        Some(())
    }

    /// Tells another frame how things stand, and connects anew when it wants to know more than is known.
    fn serve(&mut self, wanted: &str) -> Option<()> {
        let Some(lead) = &self.lead else { return Some(()) };
        let mut topics = lead.topics.clone();
        if add(&mut topics, wanted) {
            return self.connect(topics);
        }
        for (id, (name, data)) in &lead.last {
            if wanted.split(' ').any(|wanted| wanted == id) {
                self.say(EVENT, &format!("{name}\n{data}"));
            }
        }
        Some(())
    }

    /// Passes an event on to the other frames.
    fn pass_on(&mut self, (name, data): RawEvent) -> Option<LiveEvent> {
        let event = read(&name, &data);
        self.say(EVENT, &format!("{name}\n{data}"));
        if let (LiveEvent::Poll(frame), Some(lead)) = (&event, &mut self.lead) {
            lead.last.retain(|(id, _)| *id != frame.id);
            lead.last.push((frame.id.clone(), (name, data)));
        }
        Some(event)
    }
}

impl Drop for SharedStream {
    fn drop(&mut self) {
        if self.lead.is_some() {
            self.say(LOST, "");
        }
    }
}

/// Adds polls, as many as one connection carries. Returns whether any was new.
fn add(topics: &mut Topics, wanted: &str) -> bool {
    let before = topics.polls.len();
    for id in wanted.split(' ').filter(|id| !id.is_empty()) {
        if topics.polls.len() < TOPICS && !topics.polls.iter().any(|known| known == id) {
            topics.polls.push(id.to_owned());
        }
    }
    topics.polls.len() > before
}

/// The way to the other frames. It ends when it is dropped.
struct Channel {
    channel: BroadcastChannel,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    fn open(sender: &UnboundedSender<Heard>) -> Option<Self> {
        let channel = BroadcastChannel::new(NAME).ok()?;
        let sender = sender.clone();
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(message) = event.data().as_string() {
                // The frame may be about to end; then nobody listens any more.
                let _ = sender.unbounded_send(Heard::Message(message));
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Self { channel, _heard: heard })
    }

    fn say(&self, message: &str) {
        let _ = self.channel.post_message(&message.into());
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
