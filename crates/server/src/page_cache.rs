//! A cache of pages that many readers request, compressed with brotli's highest quality, so that a first response fits
//! into fewer packets and is neither rendered nor compressed again for each of them.
//!
//! A page is compressed in the background after its first response, and is found by its entity tag, which changes with
//! anything on the page. Pages with a reader's own data are never cached.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use bytes::Bytes;
use hustings_packing::brotli;

/// Most pages in the cache; the oldest is evicted first. Some 15 KB each.
const CAPACITY: usize = 256;
/// How long a page is kept: its clock is that of its rendering, which the app corrects with the first heartbeat.
const MAX_AGE: Duration = Duration::from_secs(600);
/// Cool-down: idle so many times as long as compression took, however fast pages change.
const REST: u32 = 9;
/// No compression takes longer than this, so that there is only one at a time.
const LONGEST: Duration = Duration::from_secs(10);

/// The compressed pages. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct PageCache(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    pages: VecDeque<Packed>,
    rests_until: Option<Instant>,
}

#[derive(Debug)]
struct Packed {
    tag: String,
    at: Instant,
    body: Bytes,
}

impl PageCache {
    /// The page with this tag, compressed with brotli, if it is cached.
    pub(crate) fn find(&self, tag: &str) -> Option<Bytes> {
        self.inner()
            .pages
            .iter()
            .find(|page| page.tag == tag && page.at.elapsed() < MAX_AGE)
            .map(|page| page.body.clone())
    }

    /// Compresses the page for the next readers, unless another one is being compressed or during a cool-down.
    pub(crate) fn offer(&self, tag: &str, html: &str) {
        {
            let mut inner = self.inner();
            let now = Instant::now();
            if inner.rests_until.is_some_and(|until| now < until) {
                return;
            }
            inner.rests_until = Some(now + LONGEST);
        }
        let (pages, tag, html) = (self.clone(), tag.to_owned(), html.to_owned());
        tokio::task::spawn_blocking(move || {
            let start = Instant::now();
            let body = Bytes::from(brotli(html.as_bytes(), 11));
            let mut inner = pages.inner();
            inner.pages.retain(|page| page.tag != tag && page.at.elapsed() < MAX_AGE);
            inner.pages.truncate(CAPACITY - 1);
            inner.pages.push_front(Packed { tag, at: Instant::now(), body });
            inner.rests_until = Some(Instant::now() + start.elapsed() * REST);
        });
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Poisoning is ignored: after a panic at worst a page is missing.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
