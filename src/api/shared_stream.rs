//! One live connection for all frames of the publication that one page, or several pages of the same site,
//! show: browsers allow six connections to a host over HTTP/1.1, and eight polls on a page are to be live.
//!
//! The frame that holds a Web Lock is the leader: it connects for all and relays events through a BroadcastChannel.
//! When it closes, is hidden or loses its connection, the lock passes to another frame. Where the browser has neither
//! API, each frame connects by itself.
//!
//! `state::live` decides when to open and close it, as for any other connection.

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use gloo_timers::callback::Timeout;
use hustings_core::{
    json::decode,
    model::tally::SnapshotOf,
    text::{split, split_once},
};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use super::{
    Api, ApiError,
    events::{Event, Hear, Live, LiveStream, Topics},
};
use crate::dom::lock::Lock;

/// Name of the channel and of the lock.
const NAME: &str = "hustings.live";
/// Milliseconds that a new leader waits for the others to say what they want.
const GATHER_MS: u32 = 60;
/// Topics that the backend takes in one connection.
const TOPICS: usize = 32;

/// Messages between frames: a line with a keyword, then its payload.
const WHO: &str = "who";
const WANT: &str = "want";
const LOST: &str = "lost";
const RENEW: &str = "renew";
const EVENT: &str = "event";

enum Heard {
    Message(String),
    /// The lock is ours.
    Leading,
    /// What the others want is known.
    Gathered,
    /// There are no Web Locks.
    Alone,
    /// Our own connection says something, or that it has ended.
    Own(u32, Option<Event>),
}

/// Hears whatever a frame is told.
type Tell = Rc<dyn Fn(Heard)>;

/// A connection that may be relayed by another frame.
pub struct SharedStream(Rc<RefCell<Frame>>);

struct Frame {
    api: Api,
    own: Topics,
    tell: Tell,
    channel: Option<Channel>,
    lead: Lead,
    // Dropped with the leader, so that the lock passes to another frame.
    lock: Option<Lock>,
}

/// The leader's state.
#[derive(Default)]
struct Lead {
    /// None in frames that do not lead.
    stream: Option<LiveStream>,
    /// The topics of all frames.
    topics: Topics,
    /// Which of our connections it is: an earlier one may still say that it has ended.
    number: u32,
    /// The last event of each topic, for frames that join later.
    last: Vec<(String, Event)>,
    is_gathering: bool,
}

/// The stream has ended.
struct Ended;

impl From<ApiError> for Ended {
    fn from(_: ApiError) -> Self {
        Self
    }
}

impl Live for SharedStream {
    fn open(api: &Api, topics: &Topics, hear: Hear) -> Result<Self, ApiError> {
        let frame = Rc::new_cyclic(|frame: &Weak<RefCell<Frame>>| {
            let frame = frame.clone();
            // Handlers run after the frame's borrow ends, since they may drop it.
            let tell: Tell = Rc::new(move |heard| {
                let Some(frame) = frame.upgrade() else { return };
                let told = frame.borrow_mut().take(heard);
                match told {
                    Ok(None) => {}
                    Ok(event) => hear(event),
                    Err(Ended) => hear(None),
                }
            });
            let (api, own) = (api.clone(), topics.clone());
            RefCell::new(Frame { api, own, tell, channel: None, lead: Lead::default(), lock: None })
        });
        frame.borrow_mut().begin()?;
        Ok(Self(frame))
    }

    /// All frames of a site are one reader, who has voted in one of them.
    fn renew(&self) -> bool {
        let mut frame = self.0.borrow_mut();
        match &frame.lead.stream {
            // What cannot connect is not open, which is looked after elsewhere.
            Some(_) => frame.connect().unwrap_or_default(),
            None => frame.say(RENEW, ""),
        }
        true
    }

    fn is_open(&self) -> bool {
        self.0.borrow().lead.stream.as_ref().is_none_or(Live::is_open)
    }
}

impl Frame {
    fn begin(&mut self) -> Result<(), ApiError> {
        self.channel = Channel::open(&self.tell);
        let tell = Rc::clone(&self.tell);
        let led = move |is_ours| tell(if is_ours { Heard::Leading } else { Heard::Alone });
        self.lock = self.channel.as_ref().and_then(|_| Lock::request(NAME, Rc::new(led)));
        if self.lock.is_none() {
            // Without the APIs this frame leads itself.
            return self.lead_alone();
        }
        self.want();
        Ok(())
    }

    fn take(&mut self, heard: Heard) -> Result<Option<Event>, Ended> {
        match heard {
            Heard::Alone => self.lead_alone()?,
            Heard::Leading => self.begin_to_lead(),
            Heard::Gathered => {
                self.lead.is_gathering = false;
                self.connect()?;
            }
            Heard::Own(number, event) if number == self.lead.number => return self.pass_on(event.ok_or(Ended)?),
            Heard::Own(..) => {}
            Heard::Message(message) => {
                let (word, rest) = split_once(&message, "\n").unwrap_or((&message, ""));
                let leads = self.lead.stream.is_some();
                let follows = !leads && !self.lead.is_gathering;
                match word {
                    WHO => self.want(),
                    WANT if self.lead.is_gathering => {
                        add(&mut self.lead.topics, rest);
                    }
                    WANT if leads => self.serve(rest)?,
                    RENEW if leads => self.connect()?,
                    LOST if follows => return Err(Ended),
                    EVENT if follows => {
                        let (name, data) = split_once(rest, "\n").ok_or(Ended)?;
                        return Ok(Some((name.to_owned(), data.to_owned())));
                    }
                    _ => {}
                }
            }
        }
        Ok(None)
    }

    fn say(&self, word: &str, rest: &str) {
        if let Some(channel) = &self.channel {
            channel.say(&[word, "\n", rest].concat());
        }
    }

    /// Sends this frame's topics to the others. Frames have polls only.
    fn want(&self) {
        let mut wanted = String::new();
        for poll in &self.own.polls {
            wanted.push_str(poll);
            wanted.push(' ');
        }
        self.say(WANT, &wanted);
    }

    fn lead_alone(&mut self) -> Result<(), ApiError> {
        self.channel = None;
        self.lead.topics = self.own.clone();
        self.connect()
    }

    /// Connects for all frames, once their topics are known.
    fn begin_to_lead(&mut self) {
        self.lead.topics = self.own.clone();
        self.lead.is_gathering = true;
        self.say(WHO, "");
        let tell = Rc::clone(&self.tell);
        Timeout::new(GATHER_MS, move || tell(Heard::Gathered)).forget();
    }

    fn connect(&mut self) -> Result<(), ApiError> {
        let lead = &mut self.lead;
        lead.number += 1;
        lead.last.clear();
        let (tell, number) = (Rc::clone(&self.tell), lead.number);
        let hear: Hear = Rc::new(move |event| tell(Heard::Own(number, event)));
        lead.stream = Some(LiveStream::connect(&self.api, &lead.topics, &hear)?);
        Ok(())
    }

    /// Sends the last events to another frame, and reconnects when it has new topics.
    fn serve(&mut self, wanted: &str) -> Result<(), ApiError> {
        if add(&mut self.lead.topics, wanted) {
            return self.connect();
        }
        for (id, event) in &self.lead.last {
            if split(wanted, " ").iter().any(|wanted| wanted == id) {
                self.pass(event);
            }
        }
        Ok(())
    }

    /// Passes an event on to the other frames.
    fn pass_on(&mut self, event: Event) -> Result<Option<Event>, Ended> {
        self.pass(&event);
        if event.0 == "poll"
            // Its poll may be one that this frame's program does not know.
            && let Ok(SnapshotOf { id }) = decode(&event.1)
        {
            self.lead.last.retain(|(known, _)| *known != id);
            self.lead.last.push((id, event.clone()));
        }
        Ok(Some(event))
    }

    fn pass(&self, (name, data): &Event) {
        self.say(EVENT, &[name, "\n", data].concat());
    }
}

impl Drop for SharedStream {
    fn drop(&mut self) {
        let frame = self.0.borrow();
        if frame.lead.stream.is_some() {
            frame.say(LOST, "");
        }
    }
}

/// Adds polls, as many as one connection carries. Returns whether any was new.
fn add(topics: &mut Topics, wanted: &str) -> bool {
    let before = topics.polls.len();
    for id in split(wanted, " ") {
        if !id.is_empty() && topics.polls.len() < TOPICS && !topics.polls.iter().any(|known| known == id) {
            topics.polls.push(id.to_owned());
        }
    }
    topics.polls.len() > before
}

/// The channel to the other frames. Dropping it closes it.
struct Channel {
    channel: BroadcastChannel,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    fn open(tell: &Tell) -> Option<Self> {
        let channel = BroadcastChannel::new(NAME).ok()?;
        let tell = Rc::clone(tell);
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(message) = event.data().as_string() {
                tell(Heard::Message(message));
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
