//! Answers that are the same for everybody and asked for by many: each is made at most once a second, by one request for
//! all that wait, packed once in each coding, and sent from memory until it is a second old.
//!
//! It knows nothing of what an answer says, nor for whom it is: who asks here is somebody for whom the shared one will do.

use std::{
    collections::HashMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use tokio::{sync::OnceCell, time::Instant};

use crate::{coding::Coding, cpu_work::CpuWork, etag};

/// How long an answer is sent from memory: the `s-maxage` of what everybody may share.
const FRESH: Duration = Duration::from_secs(1);
/// How long what says the same is not drawn again: a page's clock is that of its drawing, which the app corrects with the first
/// heartbeat.
const STANDS: Duration = Duration::from_secs(600);
/// Most answers that are kept.
const ANSWERS: usize = 1_024;
/// Most bytes of them, before they are packed.
const BYTES: usize = 48 << 20;
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
    held: Mutex<Option<Arc<Held>>>,
    /// Whoever has this makes the answer; the others wait for it.
    making: tokio::sync::Mutex<()>,
}

/// An answer in memory.
#[derive(Debug)]
struct Held {
    made_at: Instant,
    version: String,
    content: Arc<Content>,
}

/// What an answer says. Those who make it again find that it still does.
#[derive(Debug)]
struct Content {
    tag: String,
    drawn_at: Instant,
    headers: HeaderMap,
    plain: Bytes,
    brotli: OnceCell<Bytes>,
    gzip: OnceCell<Bytes>,
    /// At the highest quality, once it has stayed the same for a second.
    best: OnceLock<Bytes>,
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
}

impl Draft {
    /// An answer that is drawn as fast as it is found out what it says.
    pub fn drawn(media_type: &'static str, mut headers: HeaderMap, body: Bytes) -> Self {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        let tag = format!("W/\"{}\"", etag::digest(&body));
        Self { tag, draw: Box::pin(std::future::ready(Ok(Drawn { headers, body }))) }
    }
}

impl HotAnswers {
    /// None yet. They are packed in `cpu`.
    pub fn new(cpu: CpuWork) -> Self {
        let (slots, rests_until) = (Mutex::default(), Mutex::new(Instant::now()));
        Self(Arc::new(Inner { cpu, slots, rests_until }))
    }

    /// The answer `key` to `request`, with this `Cache-Control`. `draft` is what is to be said now; it is awaited only where
    /// no answer of this `version` is younger than a second.
    ///
    /// # Errors
    /// What `draft`, or drawing it, answers in its place. That is not kept.
    pub async fn answer(
        &self,
        key: &str,
        version: &str,
        request: &HeaderMap,
        cache: &'static str,
        draft: impl Future<Output = Result<Draft, Response>>,
    ) -> Result<Response, Response> {
        let slot = if key.len() > KEY { Arc::default() } else { self.slot(key) };
        let content = match slot.fresh(version) {
            Some(content) => content,
            None => {
                let _making = slot.making.lock().await;
                // Somebody else may have made it meanwhile.
                match slot.fresh(version) {
                    Some(content) => content,
                    None => match self.made(&slot, version, draft).await {
                        Ok(content) => content,
                        Err(instead) => {
                            self.leave(key, &slot);
                            return Err(instead);
                        }
                    },
                }
            }
        };
        Ok(self.sent(content, request, cache).await)
    }

    async fn made(
        &self,
        slot: &Slot,
        version: &str,
        draft: impl Future<Output = Result<Draft, Response>>,
    ) -> Result<Arc<Content>, Response> {
        // Before anything is read, so that nothing that is sent is older than a second.
        let made_at = Instant::now();
        let Draft { tag, draw } = draft.await?;
        let before = slot.held().as_ref().map(|held| Arc::clone(&held.content));
        let content = match before.filter(|content| content.tag == tag && content.drawn_at.elapsed() < STANDS) {
            Some(same) => {
                self.pack_well(&same);
                same
            }
            None => Arc::new(Content::new(tag, draw.await?)),
        };
        *slot.held() = Some(Arc::new(Held { made_at, version: version.to_owned(), content: Arc::clone(&content) }));
        Ok(content)
    }

    /// The place of `key`. What was made longest ago makes room for it.
    fn slot(&self, key: &str) -> Arc<Slot> {
        let mut slots = self.slots();
        if let Some(slot) = slots.get(key) {
            return Arc::clone(slot);
        }
        let bytes = |slot: &Slot| slot.held().as_ref().map_or(0, |held| held.content.plain.len());
        let mut all: usize = slots.values().map(|slot| bytes(slot)).sum();
        while slots.len() >= ANSWERS || all > BYTES {
            // What is being made for the first time counts as new.
            let age = |slot: &Slot| slot.held().as_ref().map_or(Duration::ZERO, |held| held.made_at.elapsed());
            let oldest = slots.iter().max_by_key(|(_, slot)| age(slot));
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { break };
            all -= slots.remove(&oldest).map_or(0, |slot| bytes(&slot));
        }
        Arc::clone(slots.entry(key.to_owned()).or_default())
    }

    /// Keeps no place for what could never be made.
    fn leave(&self, key: &str, slot: &Arc<Slot>) {
        let mut slots = self.slots();
        if slot.held().is_none() && slots.get(key).is_some_and(|kept| Arc::ptr_eq(kept, slot)) {
            slots.remove(key);
        }
    }

    fn slots(&self) -> MutexGuard<'_, HashMap<String, Arc<Slot>>> {
        // A panic cannot leave half a change: each is one call on the map.
        self.0.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer in the coding that the client prefers.
    async fn sent(&self, content: Arc<Content>, request: &HeaderMap, cache: &'static str) -> Response {
        if etag::has(request, &content.tag) {
            // Policies, and what the answer depends on, are said here as well (RFC 9110, section 15.4.5).
            let mut response = etag::not_modified(&content.tag, cache);
            head(response.headers_mut(), &content, cache);
            response.headers_mut().remove(header::CONTENT_TYPE);
            return response;
        }
        let coding = Coding::preferred(request);
        let packed = match coding {
            Coding::Identity => None,
            Coding::Gzip => self.packed(&content, &content.gzip, coding).await,
            Coding::Brotli => match content.best.get() {
                Some(best) => Some(best.clone()),
                None => self.packed(&content, &content.brotli, coding).await,
            },
        };
        let name = packed.as_ref().and_then(|_| coding.header());
        let mut response = Response::new(Body::from(packed.unwrap_or_else(|| content.plain.clone())));
        head(response.headers_mut(), &content, cache);
        response.headers_mut().extend(name.map(|name| (header::CONTENT_ENCODING, name)));
        response
    }

    /// The body in this coding, packed by the first who wants it; none where there is no room for that work.
    async fn packed(&self, content: &Arc<Content>, cell: &OnceCell<Bytes>, coding: Coding) -> Option<Bytes> {
        let plain = content.plain.clone();
        let pack = || self.0.cpu.run(move || Bytes::from(coding.pack(&plain)));
        cell.get_or_try_init(pack).await.ok().cloned()
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

/// Puts the headers of an answer, which are the same in each coding.
fn head(headers: &mut HeaderMap, content: &Content, cache: &'static str) {
    headers.clone_from(&content.headers);
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    etag::put(headers, &content.tag, cache);
}

impl Slot {
    fn held(&self) -> MutexGuard<'_, Option<Arc<Held>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is held, if it is fresh.
    fn fresh(&self, version: &str) -> Option<Arc<Content>> {
        let held = self.held();
        let held = held.as_ref().filter(|held| held.made_at.elapsed() < FRESH && held.version == version)?;
        Some(Arc::clone(&held.content))
    }
}

impl Content {
    fn new(tag: String, drawn: Drawn) -> Self {
        let Drawn { headers, body: plain } = drawn;
        let drawn_at = Instant::now();
        Self { tag, drawn_at, headers, plain, brotli: OnceCell::new(), gzip: OnceCell::new(), best: OnceLock::new() }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::body::to_bytes;
    use tokio::time::advance;

    use super::*;

    const CACHE: &str = "public, s-maxage=1";

    /// A page that says a number, how often it was asked for, and how often drawn.
    #[derive(Default)]
    struct Page {
        number: AtomicUsize,
        drafts: AtomicUsize,
        drawn: Arc<AtomicUsize>,
    }

    impl Page {
        async fn draft(&self) -> Result<Draft, Response> {
            self.drafts.fetch_add(1, Ordering::SeqCst);
            let (number, drawn) = (self.number.load(Ordering::SeqCst), Arc::clone(&self.drawn));
            let draw = async move {
                drawn.fetch_add(1, Ordering::SeqCst);
                // Others come in while it is drawn.
                tokio::task::yield_now().await;
                let headers = HeaderMap::from_iter([(header::VARY, HeaderValue::from_static("cookie"))]);
                Ok(Drawn { headers, body: format!("{number} ").repeat(500).into() })
            };
            Ok(Draft { tag: format!("W/\"{number}\""), draw: Box::pin(draw) })
        }

        fn counts(&self) -> [usize; 2] {
            [self.drafts.load(Ordering::SeqCst), self.drawn.load(Ordering::SeqCst)]
        }
    }

    fn accepting(coding: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(coding))])
    }

    async fn ask(hot: &HotAnswers, page: &Page, version: &str, request: &HeaderMap) -> Response {
        hot.answer("/en/", version, request, CACHE, page.draft()).await.expect("an answer")
    }

    async fn body(response: Response) -> Bytes {
        to_bytes(response.into_body(), usize::MAX).await.expect("a body")
    }

    fn hot() -> HotAnswers {
        HotAnswers::new(CpuWork::new(2))
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_comes_within_a_second_gets_what_the_first_one_made() {
        let (hot, page, request) = (hot(), Page::default(), HeaderMap::new());
        let all = (0..50).map(|_| ask(&hot, &page, "1", &request));
        for response in futures_util::future::join_all(all).await {
            assert!(body(response).await.starts_with(b"0 0"));
        }
        page.number.store(7, Ordering::SeqCst);
        advance(Duration::from_millis(999)).await;
        assert!(body(ask(&hot, &page, "1", &request).await).await.starts_with(b"0"));
        assert_eq!(page.counts(), [1, 1], "by one request for all that wait");
        advance(Duration::from_millis(1)).await;
        assert!(body(ask(&hot, &page, "1", &request).await).await.starts_with(b"7"));
        assert_eq!(page.counts(), [2, 2]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_says_the_same_is_not_drawn_again_and_another_version_is() {
        let (hot, page, request) = (hot(), Page::default(), HeaderMap::new());
        for _ in 0..3 {
            ask(&hot, &page, "1", &request).await;
            advance(FRESH).await;
        }
        assert_eq!(page.counts(), [3, 1]);
        advance(STANDS).await;
        ask(&hot, &page, "1", &request).await;
        assert_eq!(page.counts(), [4, 2], "its clock stands still");
        ask(&hot, &page, "1", &request).await;
        page.number.store(1, Ordering::SeqCst);
        assert!(body(ask(&hot, &page, "2", &request).await).await.starts_with(b"1"), "the publication was saved");
    }

    #[tokio::test(start_paused = true)]
    async fn each_coding_has_the_same_words_and_tag() {
        let (hot, page) = (hot(), Page::default());
        let plain = body(ask(&hot, &page, "1", &HeaderMap::new()).await).await;
        for (coding, name) in [("br, gzip", Some("br")), ("gzip", Some("gzip")), ("zstd", None)] {
            let response = ask(&hot, &page, "1", &accepting(coding)).await;
            let headers = response.headers();
            let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().expect("a text"));
            assert_eq!(text(header::CONTENT_ENCODING), name);
            assert_eq!([text(header::ETAG), text(header::CACHE_CONTROL)], [Some("W/\"0\""), Some(CACHE)]);
            let vary: Vec<_> = headers.get_all(header::VARY).iter().collect();
            assert_eq!(vary, ["cookie", "accept-encoding"]);
            let sent = body(response).await;
            assert!(if name.is_some() { sent.len() < plain.len() / 10 } else { sent == plain }, "{coding}");
        }
        let known = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static("\"0\""))]);
        let response = ask(&hot, &page, "1", &known).await;
        assert_eq!((response.status().as_u16(), response.headers().get_all(header::VARY).iter().count()), (304, 2));
        assert_eq!(page.counts(), [1, 1]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_answered_instead_is_not_kept_and_those_who_wait_try_themselves() {
        let (hot, page, request) = (hot(), Page::default(), HeaderMap::new());
        let gone = async { Err(Response::new(Body::from("gone"))) };
        let (first, second) =
            tokio::join!(hot.answer("/en/", "1", &request, CACHE, gone), ask(&hot, &page, "1", &request));
        assert_eq!(body(first.expect_err("another answer")).await, "gone");
        assert!(body(second).await.starts_with(b"0"));
        let gone = async { Err(Response::new(Body::empty())) };
        let _ = hot.answer("/en/gone", "1", &request, CACHE, gone).await;
        assert_eq!(hot.slots().len(), 1, "what is not there has no place");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_makes_it_and_goes_leaves_it_to_the_next() {
        let (hot, page, request) = (hot(), Page::default(), HeaderMap::new());
        let never = hot.answer("/en/", "1", &request, CACHE, std::future::pending());
        let waited = tokio::time::timeout(Duration::from_secs(5), never).await;
        assert!(waited.is_err());
        assert!(body(ask(&hot, &page, "1", &request).await).await.starts_with(b"0"));
    }

    #[tokio::test(start_paused = true)]
    async fn strangers_who_ask_for_ever_other_things_fill_no_memory() {
        let (hot, page, request) = (hot(), Page::default(), HeaderMap::new());
        for query in 0..ANSWERS * 2 {
            let key = format!("/en/search?q={query}");
            let _ = hot.answer(&key, "1", &request, CACHE, page.draft()).await;
            advance(Duration::from_millis(1)).await;
        }
        let _ = hot.answer(&"x".repeat(KEY + 1), "1", &request, CACHE, page.draft()).await;
        assert_eq!(hot.slots().len(), ANSWERS);
        assert!(hot.slots().contains_key(&format!("/en/search?q={}", ANSWERS * 2 - 1)), "the newest stay");
    }
}
