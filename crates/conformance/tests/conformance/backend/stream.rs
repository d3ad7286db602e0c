//! The live stream of the backend: everything at once, and then at every change.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{body::Body, http::header, response::Response};
use futures_util::stream;
use hustings_wire::ErrorCode;
use serde_json::Value;
use tokio::sync::watch;

use super::{
    Backend, POLLS,
    answers::{Asked, Refusal},
    content::is_article,
    fault::Fault,
    find, next_stream,
};

/// Time between signs of life, short for the sake of the tests.
const HEARTBEAT: Duration = Duration::from_millis(200);

/// A viewer.
struct Viewer {
    backend: Arc<Backend>,
    asked: Asked,
    reader: Option<String>,
    polls: Vec<usize>,
    slugs: Vec<String>,
    changes: watch::Receiver<u64>,
    /// What was sent of each poll and article.
    sent: Vec<String>,
    starves: bool,
    begun: bool,
}

pub(super) fn open(backend: &Arc<Backend>, asked: &Asked) -> Result<Response, Refusal> {
    let topics: Vec<_> = asked.query.iter().filter(|(name, _)| name == "poll" || name == "article").collect();
    if topics.len() > 32 {
        return Err(Refusal::at(400, ErrorCode::InvalidRequest, "poll"));
    }
    let (mut polls, mut slugs) = (Vec::new(), Vec::new());
    for (name, value) in topics {
        match name.as_str() {
            "poll" => polls.push(find(value)?.0),
            _ if is_article(value) => slugs.push(value.clone()),
            _ => return Err(Refusal::not_found()),
        }
    }
    let reader = backend.said().readers.of_cookie(asked)?;
    let resumes = asked.has(Fault::ResumesSilently) && !asked.header("last-event-id").is_empty();
    let own = Asked {
        method: asked.method.clone(),
        path: asked.path.clone(),
        query: Vec::new(),
        headers: asked.headers.clone(),
        body: asked.body.clone(),
        fault: asked.fault,
    };
    let mut viewer = Viewer {
        backend: Arc::clone(backend),
        asked: own,
        reader,
        polls,
        slugs,
        changes: backend.changes.subscribe(),
        sent: Vec::new(),
        starves: next_stream(backend) % 2 == 1 && asked.has(Fault::SecondSubscriberStarves),
        begun: false,
    };
    if resumes {
        viewer.sent = viewer.events();
    }
    let body = stream::unfold(viewer, |mut viewer| async move {
        let text = viewer.next().await;
        Some((Ok::<_, Infallible>(text), viewer))
    });
    let mut response =
        Response::builder().header(header::CONTENT_TYPE, "text/event-stream").header(header::CACHE_CONTROL, "no-store");
    if asked.has(Fault::CookieFromTheStream) {
        response = response.header(header::SET_COOKIE, "who=nobody; Path=/; HttpOnly; SameSite=Lax");
    }
    Ok(response.body(Body::from_stream(body)).expect("a response"))
}

fn event(name: &str, data: &Value) -> String {
    format!("event: {name}\nid: {}\ndata: {data}\n\n", data["seq"].as_str().unwrap_or_default())
}

impl Viewer {
    /// The present event of every poll and article.
    fn events(&self) -> Vec<String> {
        let said = self.backend.said();
        let polls = self.polls.iter().map(|index| {
            event("poll", &said.votes[*index].snapshot(&self.asked, &POLLS[*index], self.reader.as_deref()))
        });
        let ratings = self.slugs.iter().map(|slug| event("rating", &said.ratings.snapshot(slug)));
        polls.chain(ratings).collect()
    }

    async fn next(&mut self) -> String {
        loop {
            self.changes.mark_unchanged();
            let events = self.events();
            let news: String = events.iter().filter(|event| !self.sent.contains(event)).cloned().collect();
            let is_starved = self.starves && self.begun;
            if !is_starved && !news.is_empty() {
                self.sent = events;
                self.begun = true;
                return news;
            }
            if tokio::time::timeout(HEARTBEAT, self.changes.changed()).await.is_err() {
                if self.asked.has(Fault::HeartbeatIsAComment) {
                    return ": still here\n\n".to_owned();
                }
                let interval = if self.asked.has(Fault::HeartbeatsAtOnce) { 0 } else { 1 };
                return format!(
                    "event: heartbeat\ndata: {{\"at\":\"2026-06-01T12:00:00Z\",\"interval\":{interval}}}\n\n"
                );
            }
        }
    }
}
