//! The live stream as a browser's `EventSource` reads it (WHATWG HTML, section 9.2), on a thread of its own, so that a case
//! can wait for an event with a bound.

use std::{
    io::Read as _,
    mem,
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::{Duration, Instant},
};

use http::Response;
use serde::de::DeserializeOwned;
use ureq::Body;

use crate::{
    answer::Answer,
    client::{Ask, Client},
    outcome::Stop,
};

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Event {
    /// Its name; `message` where it has none.
    pub(crate) name: String,
    /// The last id that the stream gave.
    pub(crate) id: String,
    pub(crate) data: String,
}

/// An open stream.
pub(crate) struct EventStream {
    pub(crate) answer: Answer,
    events: Receiver<Event>,
}

impl EventStream {
    /// Opens the stream that `ask` asks for.
    pub(crate) fn open(client: &Client, ask: &Ask) -> Result<Self, Stop> {
        let (answer, response) = client.open(ask)?;
        let (sender, events) = channel();
        if answer.status == 200 {
            thread::spawn(move || listen(response, &sender));
        }
        Ok(Self { answer, events })
    }

    /// The next event named `name` of which `wanted` is true, within `patience`; what else comes is passed over.
    pub(crate) fn next(&self, name: &str, patience: Duration, wanted: impl Fn(&Event) -> bool) -> Result<Event, Stop> {
        let end = Instant::now() + patience;
        let mut others = Vec::new();
        while let Ok(event) = self.events.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if event.name == name && wanted(&event) {
                return Ok(event);
            }
            others.push(format!("{} {}", event.name, event.data.chars().take(120).collect::<String>()));
        }
        let others = if others.is_empty() { "nothing else".to_owned() } else { others.join("; ") };
        let came = format!("no such event `{name}` within {} seconds, but {others}", patience.as_secs_f32());
        Err(self.answer.broken(came, format!("Send the event `{name}` as the contract says, and flush it at once.")))
    }

    /// The data of an event as a type of the contract.
    pub(crate) fn data<T: DeserializeOwned>(&self, event: &Event) -> Result<T, Stop> {
        serde_json::from_str(&event.data).map_err(|error| {
            let todo = "Give the event's data the shape that /api/v1/openapi.json describes.";
            self.answer.broken(format!("{error}, in `{}`", event.data), todo)
        })
    }
}

fn listen(mut response: Response<Body>, sender: &Sender<Event>) {
    let (mut reader, mut parser, mut bytes) = (response.body_mut().as_reader(), Parser::default(), [0; 4096]);
    while let Ok(read @ 1..) = reader.read(&mut bytes) {
        for event in parser.read(&bytes[..read]) {
            if sender.send(event).is_err() {
                return;
            }
        }
    }
}

/// Reads lines that end in CR, LF or both, and fields of them.
#[derive(Default)]
struct Parser {
    line: Vec<u8>,
    after_cr: bool,
    begun: bool,
    name: String,
    id: String,
    data: Vec<String>,
}

impl Parser {
    fn read(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for byte in bytes {
            let after_cr = mem::take(&mut self.after_cr);
            match byte {
                b'\n' if after_cr => {}
                b'\n' | b'\r' => {
                    self.after_cr = *byte == b'\r';
                    let line = mem::take(&mut self.line);
                    events.extend(self.end_line(&String::from_utf8_lossy(&line)));
                }
                other => self.line.push(*other),
            }
        }
        events
    }

    fn end_line(&mut self, line: &str) -> Option<Event> {
        let line = if mem::replace(&mut self.begun, true) { line } else { line.trim_start_matches('\u{feff}') };
        if line.is_empty() {
            let (name, data) = (mem::take(&mut self.name), mem::take(&mut self.data));
            let name = if name.is_empty() { "message".to_owned() } else { name };
            return (!data.is_empty()).then(|| Event { name, id: self.id.clone(), data: data.join("\n") });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => self.data.push(value.to_owned()),
            "id" => value.clone_into(&mut self.id),
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_however_lines_end_and_bytes_are_cut() {
        let event = |name: &str, id: &str, data: &str| Event {
            name: name.to_owned(),
            id: id.to_owned(),
            data: data.to_owned(),
        };
        let expected = [event("poll", "k.1", "{}\né"), event("message", "k.1", "x"), event("heartbeat", "k.1", "")];
        let text = "\u{feff}retry: 5\n\nevent: poll\nid: k.1\ndata: {}\ndata: é\n\n: comment\ndata:x\n\nevent:heartbeat\ndata\n\n";
        for end in ["\n", "\r", "\r\n"] {
            let bytes = text.replace('\n', end).into_bytes();
            for cut in [1, 2, 3, 7, bytes.len()] {
                let mut parser = Parser::default();
                let events: Vec<Event> = bytes.chunks(cut).flat_map(|part| parser.read(part)).collect();
                assert_eq!(events, expected, "{end:?} {cut}");
            }
        }
    }
}
