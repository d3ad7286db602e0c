//! A small backend of its own, which keeps the contract in memory and shares nothing with the reference backend; and which
//! does one thing wrong when it is told to.

mod answers;
mod content;
mod fault;
mod log;
mod notices;
mod ratings;
mod readers;
mod runoff;
mod stream;

use std::{
    collections::BTreeSet,
    future::IntoFuture as _,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use hustings_wire::{ErrorCode, PollState};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::watch};

use answers::{Asked, Refusal};
use content::{LANGUAGES, OPTIONS, POLLS, Poll};
pub(crate) use fault::Fault;
use notices::Notices;
use ratings::Ratings;
use readers::{Readers, Votes};

/// The origin whose pages may use it.
pub(crate) const ORIGIN: &str = "https://app.example";
/// The most bytes of a body.
const BODY: usize = 16 * 1024;

/// What everybody has said.
struct Said {
    readers: Readers,
    votes: [Votes; POLLS.len()],
    ratings: Ratings,
    notices: Notices,
    /// Tokens of challenges that nobody has answered, and how many there were.
    tokens: BTreeSet<String>,
    challenges: u32,
}

/// The backend.
pub(crate) struct Backend {
    fault: Option<Fault>,
    said: Mutex<Said>,
    changes: watch::Sender<u64>,
    streams: AtomicUsize,
    methods: Mutex<BTreeSet<String>>,
    url: String,
}

impl Backend {
    /// Starts it on a free port.
    pub(crate) async fn start(fault: Option<Fault>) -> Arc<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let ratings = Ratings::new(fault);
        let votes = POLLS.map(|poll| Votes::of(&poll, fault));
        let said = Said {
            readers: Readers::default(),
            votes,
            ratings,
            notices: Notices::default(),
            tokens: BTreeSet::new(),
            challenges: 0,
        };
        let (changes, _) = watch::channel(0);
        let (streams, methods) = (AtomicUsize::new(0), Mutex::default());
        let backend = Arc::new(Self { fault, said: Mutex::new(said), changes, streams, methods, url });
        let router = Router::new().fallback(handle).with_state(Arc::clone(&backend));
        tokio::spawn(axum::serve(listener, router).into_future());
        backend
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Methods of all requests so far.
    pub(crate) fn methods(&self) -> Vec<String> {
        self.methods.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// How many have voted in a poll.
    pub(crate) fn voters(&self, id: &str) -> u64 {
        let asked = Asked::new(Request::new(Body::empty()).into_parts().0, Vec::new().into(), None);
        let (index, poll) = find(id).expect("a poll");
        self.said().votes[index].snapshot(&asked, poll, None)["voters"].as_u64().expect("a number")
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(self: &Arc<Self>, asked: &Asked) -> Result<Response, Refusal> {
        let is_reading = asked.method == Method::GET;
        if !is_reading && !self.may_change(asked) {
            return Err(Refusal::new(403, ErrorCode::OriginNotAllowed));
        }
        if is_reading && asked.path == "/media/picture.svg" {
            return content::picture(asked);
        }
        let path = asked.path.strip_prefix("/api/v1/").ok_or_else(Refusal::not_found)?;
        let parts: Vec<&str> = path.split('/').collect();
        match (asked.method.as_str(), &parts[..]) {
            ("GET", ["publication"]) => content::publication(asked),
            ("GET", ["articles"]) => content::list(asked, &self.said().ratings),
            ("GET", ["articles", slug]) => {
                let said = self.said();
                let reader = said.readers.of_cookie(asked)?;
                content::article(asked, slug, &said.ratings, reader.as_deref())
            }
            (_, ["articles", slug, "rating"]) => self.rating(asked, slug),
            ("GET", ["polls"]) if !asked.has(Fault::NoPollList) => self.polls(asked),
            ("GET", ["polls", id]) => self.poll(asked, id),
            ("GET", ["polls", id, "results.json"]) => self.poll(asked, id),
            ("GET", ["polls", id, "results.csv"]) => self.csv(asked, id),
            ("GET", ["polls", id, "log"]) => self.log(asked, id),
            ("GET", ["polls", id, "passport"]) => self.passport(asked, id),
            ("PUT" | "DELETE", ["polls", id, "vote"]) => self.vote(asked, id),
            ("GET" | "PUT" | "DELETE", ["polls", id, "notice"]) if !asked.has(Fault::NoNotices) => {
                self.notice(asked, id)
            }
            ("GET", ["events"]) => stream::open(self, asked),
            (_, ["publication" | "articles" | "events"] | ["articles" | "polls", _] | ["polls", _, "vote"]) => {
                Err(Refusal::new(405, ErrorCode::InvalidRequest))
            }
            _ => Err(Refusal::not_found()),
        }
    }

    fn may_change(&self, asked: &Asked) -> bool {
        let origin = asked.header("origin");
        origin.is_empty() || origin == ORIGIN || self.fault == Some(Fault::ForeignVoteTaken)
    }

    fn poll(&self, asked: &Asked, id: &str) -> Result<Response, Refusal> {
        let (index, poll) = find(id)?;
        let lang = asked.language(&LANGUAGES)?;
        let said = self.said();
        let reader = said.readers.seen(asked)?;
        let votes = &said.votes[index];
        let mut view = match poll.id == TWICE {
            true => votes.place(asked, poll, lang, reader.as_deref(), poll.id != id),
            false => votes.poll(asked, poll, lang, reader.as_deref()),
        };
        let is_own = !view["my_vote"].is_null();
        view["poll"] = json!(id);
        Ok(asked.json(&view, is_own))
    }

    fn polls(&self, asked: &Asked) -> Result<Response, Refusal> {
        let lang = asked.language(&LANGUAGES)?;
        let said = self.said();
        let cards = POLLS.iter().zip(&said.votes).map(|(poll, votes)| {
            let mut card = votes.poll(asked, poll, lang, None);
            card["articles"] = content::asking(lang);
            card
        });
        content::polls(asked, cards.collect())
    }

    fn csv(&self, asked: &Asked, id: &str) -> Result<Response, Refusal> {
        find(id)?;
        let rows: Vec<String> = OPTIONS.iter().map(|id| format!("{id},,,\r\n")).collect();
        Ok(asked.tagged(format!("option,label,votes,percent\r\n{}", rows.concat()), "text/csv", false))
    }

    fn log(&self, asked: &Asked, id: &str) -> Result<Response, Refusal> {
        let (index, poll) = find(id)?;
        let from = asked.value("from").map_or(Ok(0), str::parse);
        let from = from.map_err(|_| Refusal::at(400, ErrorCode::InvalidRequest, "from"))?;
        let said = self.said();
        let reader = said.readers.seen(asked)?;
        let votes = &said.votes[index];
        let (body, next) = votes.log.page(asked, from, votes.shows_log(asked, poll, reader.as_deref()));
        let mut response = asked.tagged(body, "application/x-ndjson", reader.is_some());
        if let Some(next) = next {
            let link = format!("<?from={next}>; rel=\"next\"").parse().expect("a header");
            response.headers_mut().insert(header::LINK, link);
        }
        Ok(response)
    }

    fn passport(&self, asked: &Asked, id: &str) -> Result<Response, Refusal> {
        let (index, poll) = find(id)?;
        let lang = asked.language(&LANGUAGES)?;
        Ok(asked.json(&self.said().votes[index].passport(asked, poll, lang), false))
    }

    fn vote(&self, asked: &Asked, id: &str) -> Result<Response, Refusal> {
        let (index, poll) = find(id)?;
        let lang = asked.language(&LANGUAGES)?;
        let vote = match asked.method == Method::PUT {
            true => Some(ballot(asked, poll)?),
            false => None,
        };
        if poll.signed && !asked.has(Fault::UnsignedIsTaken) {
            return Err(Refusal::new(403, ErrorCode::IdentityRequired));
        }
        match poll.state {
            PollState::Closed if !asked.has(Fault::ClosedTakesVotes) => {
                return Err(Refusal::new(409, ErrorCode::PollClosed));
            }
            PollState::Scheduled if !asked.has(Fault::ScheduledTakesVotes) => {
                return Err(Refusal::new(409, ErrorCode::PollNotOpen));
            }
            _ => {}
        }
        let mut said = self.said();
        let (reader, merged) = said.readers.saying(asked)?;
        if let Some(other) = merged {
            said.votes.iter_mut().for_each(|votes| votes.merge(&other, &reader.name));
        }
        let is_first = vote.is_some() && said.votes[index].own(Some(&reader.name)).is_none();
        if poll.guarded && is_first && !said.proves(asked) {
            return Err(said.challenge());
        }
        let votes = &mut said.votes[index];
        let held = votes.own(Some(&reader.name));
        let is_final = !poll.changeable && held.is_some() && held != vote.as_ref();
        if is_final && !asked.has(Fault::FinalIsChanged) {
            return Err(Refusal::new(409, ErrorCode::VoteNotChangeable));
        }
        let is_twice = poll.id == TWICE;
        let view = if is_twice {
            votes.put_at(asked, poll.id != id, &reader.name, vote);
            votes.place(asked, poll, lang, Some(&reader.name), poll.id != id)
        } else {
            votes.put(asked, &reader.name, vote);
            votes.poll(asked, poll, lang, Some(&reader.name))
        };
        self.changes.send_modify(|changes| *changes += 1);
        Ok(changed(&view, reader.set_cookie))
    }

    fn rating(&self, asked: &Asked, slug: &str) -> Result<Response, Refusal> {
        if !content::is_article(slug) {
            return Err(Refusal::not_found());
        }
        let mut said = self.said();
        let stars = match asked.method.as_str() {
            "GET" => {
                let reader = said.readers.of_cookie(asked)?;
                let rating = said.ratings.rating(slug, reader.as_deref());
                return Ok(asked.json(&rating, !rating["my_stars"].is_null()));
            }
            "PUT" => Some(stars(asked)?),
            "DELETE" => None,
            _ => return Err(Refusal::new(405, ErrorCode::InvalidRequest)),
        };
        let (reader, merged) = said.readers.saying(asked)?;
        assert!(merged.is_none(), "no case rates with a client id and another's cookie");
        said.ratings.put(slug, &reader.name, stars);
        let rating = said.ratings.rating(slug, Some(&reader.name));
        self.changes.send_modify(|changes| *changes += 1);
        Ok(changed(&rating, reader.set_cookie))
    }
}

impl Said {
    /// Whether the request has a proof.
    fn proves(&mut self, asked: &Asked) -> bool {
        let proof = asked.header("hustings-proof");
        let is_known = self.tokens.contains(proof);
        if !asked.has(Fault::ProofIsGoodTwice) {
            self.tokens.remove(proof);
        }
        is_known || asked.has(Fault::NoProofIsAsked)
    }

    /// A challenge that asks for no work.
    fn challenge(&mut self) -> Refusal {
        self.challenges += 1;
        let token = format!("challenge-{}", self.challenges);
        self.tokens.insert(token.clone());
        Refusal::with_challenge(token)
    }
}

/// The poll that asks before reading and after, and its first place.
const TWICE: &str = "shy";
const FIRST_PLACE: &str = "shy_before";

fn find(id: &str) -> Result<(usize, &'static Poll), Refusal> {
    static ALL: [Poll; POLLS.len()] = POLLS;
    let id = if id == FIRST_PLACE { TWICE } else { id };
    ALL.iter().enumerate().find(|(_, poll)| poll.id == id).ok_or_else(Refusal::not_found)
}

/// The body of a request as an object with one field.
fn body(asked: &Asked, field: &'static str) -> Result<Value, Refusal> {
    let value = object(asked)?;
    let fields: Vec<&String> = value.as_object().into_iter().flat_map(serde_json::Map::keys).collect();
    let is_extra = fields.iter().any(|other| *other != field) && !asked.has(Fault::UnknownFieldsTaken);
    match value.get(field) {
        Some(found) if !is_extra => Ok(found.clone()),
        _ => Err(Refusal::at(422, ErrorCode::InvalidRequest, field)),
    }
}

/// The body of a request, where it is JSON.
fn object(asked: &Asked) -> Result<Value, Refusal> {
    if asked.header("content-type") != "application/json" {
        return Err(Refusal::new(415, ErrorCode::UnsupportedMediaType));
    }
    if asked.body.len() > BODY && !asked.has(Fault::BodyUnbounded) {
        return Err(Refusal::new(413, ErrorCode::PayloadTooLarge));
    }
    let unreadable = |_| Refusal::new(400, ErrorCode::InvalidRequest);
    serde_json::from_slice(&asked.body).map_err(unreadable)
}

fn ballot(asked: &Asked, poll: &Poll) -> Result<Vec<String>, Refusal> {
    if object(asked)?["abstain"] == true {
        let may = poll.abstain || asked.has(Fault::AllMayAbstain);
        body(asked, "abstain")?;
        let refusal = Refusal::at(422, ErrorCode::InvalidRequest, "abstain");
        return if may { Ok(vec![readers::ABSTENTION.to_owned()]) } else { Err(refusal) };
    }
    if let Some(words) = object(asked)?.get("write_in") {
        body(asked, "write_in")?;
        let words = words.as_str().unwrap_or_default();
        let is_good =
            poll.write_in && words.chars().count() <= 80 && !words.trim().is_empty() && !words.contains('\u{1b}');
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        return match is_good || asked.has(Fault::AllWordsTaken) {
            true => Ok(vec![format!("{}:{words}", readers::OTHER)]),
            false => Err(Refusal::at(422, ErrorCode::InvalidRequest, "write_in")),
        };
    }
    let invalid = || Refusal::at(422, ErrorCode::InvalidRequest, "options");
    let mut ids: Vec<String> = serde_json::from_value(body(asked, "options")?).map_err(|_| invalid())?;
    if ids.iter().any(|id| !OPTIONS.contains(&id.as_str())) {
        return Err(Refusal::at(422, ErrorCode::UnknownOption, "options"));
    }
    if ids.is_empty() || ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
        return Err(invalid());
    }
    if ids.len() > poll.max as usize && !asked.has(Fault::MaxIgnored) {
        return Err(Refusal::at(422, ErrorCode::TooManyOptions, "options"));
    }
    if asked.has(Fault::OrderSorted) {
        ids.sort();
    }
    Ok(ids)
}

fn stars(asked: &Asked) -> Result<u8, Refusal> {
    let stars = body(asked, "stars")?.as_u64().filter(|stars| (1..=5).contains(stars));
    let stars = stars.and_then(|stars| u8::try_from(stars).ok());
    stars.ok_or_else(|| Refusal::at(422, ErrorCode::InvalidRequest, "stars"))
}

/// The answer to whoever has said something.
fn changed(view: &Value, set_cookie: Option<String>) -> Response {
    let mut response =
        Response::builder().header(header::CONTENT_TYPE, "application/json").header(header::CACHE_CONTROL, "no-store");
    if let Some(line) = set_cookie {
        response = response.header(header::SET_COOKIE, line);
    }
    response.body(Body::from(view.to_string())).expect("a response")
}

async fn handle(State(backend): State<Arc<Backend>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    backend.methods.lock().unwrap_or_else(PoisonError::into_inner).insert(parts.method.to_string());
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    let asked = Asked::new(parts, body, backend.fault);
    let mut response = if asked.method == Method::OPTIONS {
        Response::builder().status(StatusCode::NO_CONTENT).body(Body::empty()).expect("a response")
    } else {
        backend.answer(&asked).unwrap_or_else(|refusal| refusal.into_response(backend.fault))
    };
    allow(&asked, response.headers_mut());
    response
}

/// Says whose pages may use the answer.
fn allow(asked: &Asked, headers: &mut HeaderMap) {
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    let origin = asked.header("origin");
    if origin.is_empty() || origin != ORIGIN && !asked.has(Fault::EveryOriginEchoed) {
        return;
    }
    let mut put = |name: &'static str, value: &str| drop(headers.insert(name, value.parse().expect("a header")));
    put("access-control-allow-origin", origin);
    put("access-control-allow-credentials", "true");
    if asked.method == Method::OPTIONS {
        put("access-control-allow-methods", "GET, PUT, DELETE");
        let mut names = "content-type, if-none-match, hustings-identity".to_owned();
        if !asked.has(Fault::PreflightWithoutClientId) {
            names += ", hustings-reader";
        }
        put("access-control-allow-headers", &names);
    } else if !asked.has(Fault::NothingExposed) {
        put("access-control-expose-headers", "etag, retry-after");
    }
}

/// The next number of a stream.
fn next_stream(backend: &Backend) -> usize {
    backend.streams.fetch_add(1, Ordering::Relaxed)
}
