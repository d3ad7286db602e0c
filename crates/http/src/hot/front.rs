//! Answers that go out again as they went out before, until they are a second old: before any route is looked for, since a
//! route, and all that stands around it, costs more than the answer.
//!
//! Only what `hot` has made is kept, and goes to requests alone that say nothing by which answers differ: no cookie where it
//! depends on one, no tag, no part.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, Method, Request, StatusCode, Uri, header, uri::PathAndQuery},
    response::Response,
};
use bytes::Bytes;
use prometheus_client::metrics::counter::Counter;
use tokio::time::Instant;

use super::{ANSWERS, FRESH, KEY};
use crate::{coding::Coding, etag};

/// By these, too, an answer may be another one.
const OTHERWISE: [HeaderName; 3] = [header::AUTHORIZATION, header::IF_NONE_MATCH, header::EXPECT];

/// By headers of our own a reader says who they are.
const OURS: &str = "hustings-";

/// The body of an answer that is everybody's, when it was made, and for what request. `hot` leaves it with its answers.
#[derive(Clone, Debug)]
pub(crate) struct Everybodys {
    body: Bytes,
    made_at: Instant,
    coding: Coding,
    /// What the request says.
    names: Vec<HeaderName>,
}

impl Everybodys {
    pub(crate) fn new(body: Bytes, made_at: Instant, request: &HeaderMap) -> Self {
        Self { body, made_at, coding: Coding::preferred(request), names: request.keys().cloned().collect() }
    }
}

/// Whole answers, by what was asked for.
#[derive(Debug, Default)]
pub struct Front(RwLock<HashMap<String, Forms>>);

/// One for each coding that is preferred.
type Forms = [Option<Arc<Kept>>; 3];

#[derive(Debug)]
struct Kept {
    headers: HeaderMap,
    body: Bytes,
    made_at: Instant,
    /// What a request must not say.
    varies_by: Vec<HeaderName>,
    counter: Counter,
}

/// What a request asks for whose answer may be kept.
#[derive(Debug)]
pub struct Asked(Uri);

impl Asked {
    /// `None` for what is never answered from here.
    pub fn of<B>(request: &Request<B>) -> Option<Self> {
        key(request).map(|_| Self(request.uri().clone()))
    }
}

impl Front {
    /// The answer that went out to somebody else within the last second.
    pub fn again<B>(&self, request: &Request<B>) -> Option<Response> {
        let key = key(request)?;
        let kept = {
            let answers = self.0.read().unwrap_or_else(PoisonError::into_inner);
            let kept = answers.get(key)?[Coding::preferred(request.headers()) as usize].as_ref()?;
            Arc::clone(kept)
        };
        let is_for_them = !kept.varies_by.iter().any(|name| request.headers().contains_key(name));
        if !is_for_them || kept.made_at.elapsed() >= FRESH {
            return None;
        }
        kept.counter.inc();
        let mut response = Response::new(Body::from(kept.body.clone()));
        response.headers_mut().clone_from(&kept.headers);
        Some(response)
    }

    /// Keeps an answer that is finished, if it is everybody's. `counter` counts those that go out again.
    pub fn keep(&self, asked: Asked, response: &Response, counter: impl FnOnce() -> Counter) {
        let Some(Everybodys { body, made_at, coding, names }) = response.extensions().get().cloned() else { return };
        let Some(key) = asked.0.path_and_query().map(PathAndQuery::as_str) else { return };
        let Some(varies_by) = varies_by(response.headers()) else { return };
        let cache =
            response.headers().get(header::CACHE_CONTROL).and_then(|cache| cache.to_str().ok()).unwrap_or_default();
        let is_private = cache.split(',').any(|word| word.trim() == "private" || word.trim() == "no-store");
        if response.status() != StatusCode::OK || is_private || varies_by.iter().any(|name| names.contains(name)) {
            return;
        }
        let (headers, counter) = (response.headers().clone(), counter());
        let kept = Arc::new(Kept { headers, body, made_at, varies_by, counter });
        let mut answers = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= ANSWERS {
            answers.retain(|_, forms| forms.iter().flatten().any(|kept| kept.made_at.elapsed() < FRESH));
        }
        if answers.len() < ANSWERS || answers.contains_key(key) {
            answers.entry(key.to_owned()).or_default()[coding as usize] = Some(kept);
        }
    }
}

/// What tells the answer to a request from others.
fn key<B>(request: &Request<B>) -> Option<&str> {
    let key = request.uri().path_and_query()?.as_str();
    let is_simple = *request.method() == Method::GET && key.len() <= KEY;
    let is_otherwise = |name: &HeaderName| OTHERWISE.contains(name) || name.as_str().starts_with(OURS);
    let is_otherwise = request.headers().keys().any(is_otherwise) || etag::wants_more(request.headers());
    (is_simple && !is_otherwise).then_some(key)
}

/// What an answer depends on beside the coding; `None` where nobody can say.
fn varies_by(headers: &HeaderMap) -> Option<Vec<HeaderName>> {
    let mut names = Vec::new();
    for line in headers.get_all(header::VARY) {
        for name in line.to_str().ok()?.split(',').map(str::trim) {
            let name = HeaderName::try_from(name).ok().filter(|name| name != "*")?;
            if name != header::ACCEPT_ENCODING {
                names.push(name);
            }
        }
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::{body::to_bytes, http::HeaderValue};
    use tokio::time::advance;

    use super::*;

    fn request(path: &str, headers: &[(HeaderName, &'static str)]) -> Request<()> {
        let mut request = Request::get(path).body(()).expect("a request");
        request
            .headers_mut()
            .extend(headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))));
        request
    }

    /// What `hot` answers with this word.
    fn answer(word: &'static str, vary: &'static str, request: &Request<()>) -> Response {
        let mut response = Response::new(Body::from(word));
        response.headers_mut().insert(header::VARY, HeaderValue::from_static(vary));
        let everybodys = Everybodys::new(Bytes::from(word), Instant::now(), request.headers());
        response.extensions_mut().insert(everybodys);
        response
    }

    fn keep(front: &Front, request: &Request<()>, response: &Response) {
        front.keep(Asked::of(request).expect("it may be kept"), response, Counter::default);
    }

    async fn again(front: &Front, request: &Request<()>) -> Option<Bytes> {
        let response = front.again(request)?;
        Some(to_bytes(response.into_body(), usize::MAX).await.expect("a body"))
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_goes_out_again_for_a_second_to_whoever_says_nothing_else() {
        let front = Front::default();
        let plain = request("/en/?a=b", &[]);
        keep(&front, &plain, &answer("everybody's", "cookie, accept-encoding", &plain));
        assert_eq!(again(&front, &plain).await.as_deref(), Some(&b"everybody's"[..]));
        for (name, value) in [
            (header::COOKIE, "hustings_reader=x"),
            (header::ACCEPT_ENCODING, "br"),
            (header::IF_NONE_MATCH, "\"x\""),
            (header::RANGE, "bytes=0-1"),
        ] {
            assert_eq!(again(&front, &request("/en/?a=b", &[(name.clone(), value)])).await, None, "{name}");
        }
        assert_eq!(again(&front, &request("/en/", &[])).await, None);
        let other = request("/en/?a=b", &[(header::USER_AGENT, "somebody's")]);
        assert!(again(&front, &other).await.is_some(), "it depends on nothing of that");
        advance(Duration::from_millis(999)).await;
        assert!(again(&front, &plain).await.is_some());
        advance(Duration::from_millis(1)).await;
        assert_eq!(again(&front, &plain).await, None, "it is a second old");
    }

    #[tokio::test]
    async fn what_is_somebodys_own_or_no_page_is_never_kept() {
        let front = Front::default();
        let plain = request("/en/", &[]);
        keep(&front, &plain, &Response::new(Body::from("made for this request")));
        keep(&front, &plain, &answer("anything", "*", &plain));
        let mut own = answer("a reader's own", "accept-encoding", &plain);
        own.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        keep(&front, &plain, &own);
        let mut refused = answer("refused", "cookie", &plain);
        *refused.status_mut() = StatusCode::NOT_MODIFIED;
        keep(&front, &plain, &refused);
        let theirs = request("/en/", &[(header::COOKIE, "hustings_reader=x")]);
        keep(&front, &theirs, &answer("theirs", "cookie", &theirs));
        assert_eq!(again(&front, &plain).await, None);
        assert!(Asked::of(&request("/en/", &[(HeaderName::from_static("hustings-receipt"), "x")])).is_none());
        assert!(Asked::of(&Request::put("/en/").body(()).expect("a request")).is_none());
    }

    #[tokio::test]
    async fn there_is_room_for_so_many_and_what_is_old_makes_it() {
        let front = Front::default();
        tokio::time::pause();
        for number in 0..=ANSWERS {
            let asking = request(&format!("/{number}"), &[]);
            keep(&front, &asking, &answer("a", "accept-encoding", &asking));
        }
        assert_eq!(front.0.read().expect("whole").len(), ANSWERS);
        advance(FRESH).await;
        let asking = request("/new", &[]);
        keep(&front, &asking, &answer("a", "accept-encoding", &asking));
        assert_eq!(front.0.read().expect("whole").len(), 1);
    }
}
