//! Answers that are the same for everybody and asked for by many: each is made at most once a second, by one request for
//! all that wait, packed once in each coding, and sent from memory until it is a second old.
//!
//! It knows nothing of what an answer is about, nor for whom it is: who asks here is somebody for whom the shared one will do.
//!
//! - `content`: what an answer says, in each coding,
//! - [`front`]: answers that go out again before anything else is done for them.

mod content;
pub mod front;

use std::{
    collections::HashMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use tokio::time::Instant;

use crate::{coding::Coding, cpu_work::CpuWork, etag};
use content::Content;
use front::Everybodys;

/// How long an answer is sent from memory: the `s-maxage` of what everybody may share.
const FRESH: Duration = Duration::from_secs(1);
/// How long what says the same is not drawn again: a page's clock is that of its drawing, which the app corrects with the first
/// heartbeat.
const STANDS: Duration = Duration::from_secs(600);
/// Most answers that are kept.
const ANSWERS: usize = 1_024;
/// Most bytes of them, in all codings.
const BYTES: usize = 64 << 20;
/// Longer keys are of strangers' making.
const KEY: usize = 1_024;
/// Cool-down after packing at the highest quality: so many times as long as it took, however many answers there are.
const REST: u32 = 9;

/// Hot answers. Clones share them.
#[derive(Clone, Debug)]
pub struct HotAnswers(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    cpu: CpuWork,
    slots: Mutex<HashMap<String, Arc<Slot>>>,
    /// When something may be packed at the highest quality again.
    rests_until: Mutex<Instant>,
}

/// The place of one answer.
#[derive(Debug, Default)]
struct Slot {
    state: Mutex<State>,
    /// Whoever has this makes the answer; the others wait for it.
    making: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    /// The answer, and when it was begun to be made.
    held: Option<(Instant, Arc<Content>)>,
    /// When it could not be made.
    failed_at: Option<Instant>,
}

/// What is asked for.
pub struct Ask<'a> {
    /// What tells the answer from all others, such as a page's path and the publication's version.
    pub key: String,
    /// Which coding is taken, and what the client has.
    pub request: &'a HeaderMap,
    /// The `Cache-Control` of the answer.
    pub cache: &'static str,
    /// Whether it must not be older than the request, as after a change that its reader has made.
    pub is_after_change: bool,
}

/// An answer that is about to be made: what tells it from others, and how it is drawn if it is another than before.
pub struct Draft {
    /// Its entity tag, weak since each coding is another body.
    pub tag: String,
    /// Draws it; awaited only where no answer with this tag is there already.
    pub draw: Pin<Box<dyn Future<Output = Result<Drawn, Response>> + Send>>,
}

/// An answer that was drawn.
#[derive(Debug)]
pub struct Drawn {
    /// Its headers, without `ETag`, `Cache-Control`, and what its coding adds.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
    /// How it is packed.
    pub packing: Packing,
}

/// How an answer is packed.
#[derive(Debug)]
pub enum Packing {
    /// In each coding that somebody takes.
    Wanted,
    /// So already in this coding, as well as it can be.
    Done(Coding, Bytes),
    /// Never: it would not be smaller.
    Useless,
}

impl Draft {
    /// An answer that is drawn as fast as it is found out what it says.
    pub fn drawn(media_type: &'static str, mut headers: HeaderMap, body: Bytes) -> Self {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        let tag = format!("W/\"{}\"", etag::digest(&body));
        Self { tag, draw: Box::pin(std::future::ready(Ok(Drawn { headers, body, packing: Packing::Wanted }))) }
    }
}

impl HotAnswers {
    /// None yet. They are packed in `cpu`.
    pub fn new(cpu: CpuWork) -> Self {
        let (slots, rests_until) = (Mutex::default(), Mutex::new(Instant::now()));
        Self(Arc::new(Inner { cpu, slots, rests_until }))
    }

    /// The answer that is asked for. `draft` is what is to be said now; it is awaited only where no answer is there that is
    /// younger than a second, or than the request.
    ///
    /// # Errors
    /// What `draft`, or drawing it, answers in its place. That is not kept.
    pub async fn answer(
        &self,
        ask: Ask<'_>,
        draft: impl Future<Output = Result<Draft, Response>>,
    ) -> Result<Response, Response> {
        let asked_at = Instant::now();
        // An answer that takes longer than a second to make is good for those who asked before it was begun: else each of them
        // would make another, one after the other.
        let suits = |made_at: Instant| made_at >= asked_at || !ask.is_after_change && made_at.elapsed() < FRESH;
        let slot = if ask.key.len() > KEY { Arc::default() } else { self.slot(&ask.key) };
        let (made_at, content) = match slot.held(suits) {
            Some(held) => held,
            None => {
                let making = slot.making.lock().await;
                match slot.held(suits) {
                    Some(held) => held,
                    None => {
                        // What could not be made since then, those who have waited for it try side by side.
                        let _making = Some(making).filter(|_| slot.state().failed_at.is_none_or(|at| at < asked_at));
                        self.made(&slot, ask.request, draft).await.inspect_err(|_| self.failed(&ask.key, &slot))?
                    }
                }
            }
        };
        Ok(self.sent(content, made_at, &ask).await)
    }

    async fn made(
        &self,
        slot: &Slot,
        request: &HeaderMap,
        draft: impl Future<Output = Result<Draft, Response>>,
    ) -> Result<(Instant, Arc<Content>), Response> {
        // Before anything is read, so that nothing that is sent is older than a second.
        let made_at = Instant::now();
        let Draft { tag, draw } = draft.await?;
        let before = slot.held(|_| true).map(|(_, content)| content);
        let content = match before.filter(|content| content.tag == tag && content.drawn_at.elapsed() < STANDS) {
            Some(same) => {
                self.pack_well(&same);
                same
            }
            None => {
                let content = Arc::new(Content::new(tag, draw.await?));
                // Whoever makes it waits until it can be packed; others who want another coding do not.
                let (coding, plain) = (Coding::preferred(request), content.plain.clone());
                if let Some(cell) = content.cell(coding).filter(|cell| !cell.initialized())
                    && let Ok(packed) = self.0.cpu.run(move || coding.pack(&plain)).await
                {
                    // It is still empty, for nobody has the content yet.
                    let _ = cell.set(packed.into());
                }
                content
            }
        };
        slot.state().held = Some((made_at, Arc::clone(&content)));
        self.make_room();
        Ok((made_at, content))
    }

    /// The place of `key`.
    fn slot(&self, key: &str) -> Arc<Slot> {
        let mut slots = self.slots();
        if let Some(slot) = slots.get(key) {
            return Arc::clone(slot);
        }
        if slots.len() >= ANSWERS {
            // Where nothing was ever made and nobody waits any more, whoever made it has gone.
            slots.retain(|_, slot| slot.state().held.is_some() || Arc::strong_count(slot) > 1);
        }
        Arc::clone(slots.entry(key.to_owned()).or_default())
    }

    /// What was made longest ago makes room for what is new. Those that are being made for the first time are as many as the
    /// requests that wait for them.
    fn make_room(&self) {
        let mut slots = self.slots();
        let bytes = |slot: &Slot| slot.held(|_| true).map_or(0, |(_, content)| content.bytes());
        let mut all: usize = slots.values().map(|slot| bytes(slot)).sum();
        while slots.len() > ANSWERS || all > BYTES {
            let made_at = |slot: &Slot| slot.state().held.as_ref().map(|(made_at, _)| *made_at);
            let made = slots.iter().filter_map(|(key, slot)| Some((made_at(slot)?, key)));
            let Some(oldest) = made.min().map(|(_, key)| key.clone()) else { break };
            all -= slots.remove(&oldest).map_or(0, |slot| bytes(&slot));
        }
    }

    /// Keeps no place for what could not be made.
    fn failed(&self, key: &str, slot: &Arc<Slot>) {
        slot.state().failed_at = Some(Instant::now());
        let mut slots = self.slots();
        if slots.get(key).is_some_and(|kept| Arc::ptr_eq(kept, slot)) {
            slots.remove(key);
        }
    }

    fn slots(&self) -> MutexGuard<'_, HashMap<String, Arc<Slot>>> {
        // A panic cannot leave half a change: each is one call on the map.
        self.0.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer in the coding that the client prefers.
    async fn sent(&self, content: Arc<Content>, made_at: Instant, ask: &Ask<'_>) -> Response {
        if etag::has(ask.request, &content.tag) {
            // Policies, and what the answer depends on, are said here as well (RFC 9110, section 15.4.5).
            let mut response = etag::not_modified(&content.tag, ask.cache);
            content.put_head(response.headers_mut(), ask.cache);
            response.headers_mut().remove(header::CONTENT_TYPE);
            return response;
        }
        let coding = Coding::preferred(ask.request);
        let packed = match (coding, content.best.get()) {
            (Coding::Brotli, Some(best)) => Some(best.clone()),
            _ => self.packed(&content, coding).await,
        };
        let name = packed.as_ref().and_then(|_| coding.header());
        let body = packed.unwrap_or_else(|| content.plain.clone());
        let mut response = Response::new(Body::from(body.clone()));
        response.extensions_mut().insert(Everybodys::new(body, made_at, ask.request));
        content.put_head(response.headers_mut(), ask.cache);
        response.headers_mut().extend(name.map(|name| (header::CONTENT_ENCODING, name)));
        response
    }

    /// The body in this coding, packed by the first who wants it. Where there is no room for that work it goes out as it is.
    async fn packed(&self, content: &Content, coding: Coding) -> Option<Bytes> {
        let plain = content.plain.clone();
        let pack = async || {
            let place = self.0.cpu.free_place().ok_or(())?;
            place.run(move || Bytes::from(coding.pack(&plain))).await.map_err(|_| ())
        };
        content.cell(coding)?.get_or_try_init(pack).await.ok().cloned()
    }

    /// Packs what stays the same at the highest quality, in the background, one answer at a time.
    fn pack_well(&self, content: &Arc<Content>) {
        let mut rests_until = self.0.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        let is_wanted = content.best.get().is_none() && content.brotli.initialized();
        if !is_wanted || Instant::now() < *rests_until {
            return;
        }
        let Some(place) = self.0.cpu.free_place() else { return };
        // No answer takes as long as this; it is corrected as soon as it is done.
        *rests_until = Instant::now() + Duration::from_secs(60);
        let (hot, content) = (self.clone(), Arc::clone(content));
        tokio::spawn(async move {
            let start = Instant::now();
            let work = move || content.best.get_or_init(|| hustings_packing::brotli(&content.plain, 11).into()).len();
            let _ = place.run(work).await;
            let mut rests_until = hot.0.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
            *rests_until = Instant::now() + start.elapsed() * REST;
        });
    }
}

impl Slot {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is held, if it suits, by when it was begun to be made.
    fn held(&self, suits: impl Fn(Instant) -> bool) -> Option<(Instant, Arc<Content>)> {
        self.state().held.as_ref().filter(|(made_at, _)| suits(*made_at)).cloned()
    }
}

#[cfg(test)]
mod tests;
