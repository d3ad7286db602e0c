//! A reader who votes and rates: a browser that keeps cookies, whatever their names, and sends them back.

use std::{cell::RefCell, collections::BTreeMap};

use hustings_wire::Poll;
use serde_json::json;

use crate::{
    answer::Answer,
    client::{Ask, Client},
    event_stream::EventStream,
    outcome::Stop,
    proof::challenge,
    subjects::{poll_path, rating_path, vote_path},
};

/// A reader's browser.
pub(crate) struct Reader<'c> {
    client: &'c Client,
    /// Requests that take back what readers said.
    undo: &'c RefCell<Vec<Ask>>,
    client_id: Option<String>,
    cookies: RefCell<BTreeMap<String, String>>,
    /// Headers of every request.
    headers: Vec<(String, String)>,
}

impl<'c> Reader<'c> {
    pub(crate) fn new(client: &'c Client, undo: &'c RefCell<Vec<Ask>>, client_id: Option<String>) -> Self {
        Self { client, undo, client_id, cookies: RefCell::default(), headers: Vec::new() }
    }

    /// Sends this header with every request.
    pub(crate) fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The cookies as a request sends them; empty without any.
    pub(crate) fn cookie(&self) -> String {
        let cookies = self.cookies.borrow();
        let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    /// Forgets its cookies, as when an answer was lost.
    pub(crate) fn forget_cookies(&self) {
        self.cookies.borrow_mut().clear();
    }

    /// Has the cookies of another.
    pub(crate) fn take_cookies(&self, other: &Self) {
        self.cookies.replace(other.cookies.borrow().clone());
    }

    /// Changes the values of its cookies to ones that no backend has given.
    pub(crate) fn forge_cookies(&self) {
        for value in self.cookies.borrow_mut().values_mut() {
            let other = if value.starts_with('A') { "B" } else { "A" };
            let rest: String = value.chars().skip(1).collect();
            *value = format!("{other}{rest}");
        }
    }

    fn dressed(&self, mut ask: Ask) -> Ask {
        for (name, value) in &self.headers {
            ask = ask.header(name, value);
        }
        if let Some(id) = &self.client_id {
            ask = ask.header("hustings-reader", id);
        }
        let cookie = self.cookie();
        if cookie.is_empty() { ask } else { ask.header("cookie", cookie) }
    }

    /// Sends a request as this reader and keeps the cookies of the answer.
    pub(crate) fn send(&self, ask: Ask) -> Result<Answer, Stop> {
        let answer = self.client.send(&self.dressed(ask))?;
        for line in answer.set_cookies() {
            let pair = line.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.borrow_mut().insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
        Ok(answer)
    }

    /// Sends what is to be taken back at the end by a DELETE of the same path.
    pub(crate) fn say(&self, ask: Ask, path: &str) -> Result<Answer, Stop> {
        let answer = self.send(ask)?;
        if answer.status == 200 {
            self.undo.borrow_mut().push(self.dressed(Ask::delete(path)));
        }
        Ok(answer)
    }

    /// Votes, and in a guarded poll answers its challenge.
    pub(crate) fn vote(&self, poll: &str, options: &[&str]) -> Result<Answer, Stop> {
        let answer = self.vote_with(poll, options, None)?;
        match challenge(&answer) {
            Some(challenge) => self.vote_with(poll, options, Some(&challenge.answer())),
            None => Ok(answer),
        }
    }

    /// Votes with this proof, or with none.
    pub(crate) fn vote_with(&self, poll: &str, options: &[&str], proof: Option<&str>) -> Result<Answer, Stop> {
        let path = vote_path(poll);
        let ask = Ask::put(&path, json!({ "options": options }).to_string());
        self.say(if let Some(proof) = proof { ask.header("hustings-proof", proof) } else { ask }, &path)
    }

    /// Abstains, and in a guarded poll answers its challenge.
    pub(crate) fn abstain(&self, poll: &str) -> Result<Answer, Stop> {
        let path = vote_path(poll);
        let ask = || Ask::put(&path, json!({ "abstain": true }).to_string());
        let answer = self.say(ask(), &path)?;
        match challenge(&answer) {
            Some(challenge) => self.say(ask().header("hustings-proof", challenge.answer()), &path),
            None => Ok(answer),
        }
    }

    /// Answers in the reader's own words, and in a guarded poll answers its challenge.
    pub(crate) fn write_in(&self, poll: &str, words: &str) -> Result<Answer, Stop> {
        let path = vote_path(poll);
        let ask = || Ask::put(&path, json!({ "write_in": words }).to_string());
        let answer = self.say(ask(), &path)?;
        match challenge(&answer) {
            Some(challenge) => self.say(ask().header("hustings-proof", challenge.answer()), &path),
            None => Ok(answer),
        }
    }

    /// Votes where that must be taken: the poll of the answer.
    pub(crate) fn voted(&self, poll: &str, options: &[&str]) -> Result<Poll, Stop> {
        self.vote(poll, options)?.json()
    }

    /// Takes its vote back.
    pub(crate) fn withdraw(&self, poll: &str) -> Result<Answer, Stop> {
        self.send(Ask::delete(vote_path(poll)))
    }

    /// Rates.
    pub(crate) fn rate(&self, slug: &str, stars: u8) -> Result<Answer, Stop> {
        let path = rating_path(slug);
        self.say(Ask::put(&path, json!({ "stars": stars }).to_string()), &path)
    }

    /// The poll as this reader sees it.
    pub(crate) fn poll(&self, id: &str) -> Result<Poll, Stop> {
        self.send(Ask::get(poll_path(id)))?.json()
    }

    /// The live stream as this reader opens it. An `EventSource` sends cookies and no other header of the reader's.
    pub(crate) fn stream(&self, query: &str) -> Result<EventStream, Stop> {
        let ask = Ask::get(format!("/api/v1/events?{query}")).header("cookie", self.cookie());
        EventStream::open(self.client, &ask)
    }
}
