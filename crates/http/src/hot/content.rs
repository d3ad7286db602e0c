//! What an answer says, in each coding. When it is made, and for whom, is its place's.

use std::sync::OnceLock;

use axum::http::{HeaderMap, HeaderValue, header};
use bytes::Bytes;
use tokio::{sync::OnceCell, time::Instant};

use super::{Drawn, Packing};
use crate::{coding::Coding, etag};

/// What an answer says. Those who make it again find that it still does.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) tag: String,
    pub(super) drawn_at: Instant,
    headers: HeaderMap,
    is_packed: bool,
    pub(super) plain: Bytes,
    pub(super) brotli: OnceCell<Bytes>,
    gzip: OnceCell<Bytes>,
    /// At the highest quality, once it has stayed the same for a second.
    pub(super) best: OnceLock<Bytes>,
}

impl Content {
    pub(super) fn new(tag: String, drawn: Drawn) -> Self {
        let Drawn { headers, body: plain, packing } = drawn;
        let mut content = Self {
            tag,
            drawn_at: Instant::now(),
            headers,
            is_packed: !matches!(packing, Packing::Useless),
            plain,
            brotli: OnceCell::new(),
            gzip: OnceCell::new(),
            best: OnceLock::new(),
        };
        match packing {
            Packing::Done(Coding::Brotli, packed) => {
                content.brotli = OnceCell::new_with(Some(packed.clone()));
                content.best = packed.into();
            }
            Packing::Done(Coding::Gzip, packed) => content.gzip = OnceCell::new_with(Some(packed)),
            Packing::Done(Coding::Identity, _) | Packing::Wanted | Packing::Useless => {}
        }
        content
    }

    /// Where the body in this coding is; nowhere for the plain one, and where it is never packed.
    pub(super) fn cell(&self, coding: Coding) -> Option<&OnceCell<Bytes>> {
        match coding {
            Coding::Brotli if self.is_packed => Some(&self.brotli),
            Coding::Gzip if self.is_packed => Some(&self.gzip),
            _ => None,
        }
    }

    /// In all codings.
    pub(super) fn bytes(&self) -> usize {
        let packed = [self.brotli.get(), self.gzip.get(), self.best.get()];
        self.plain.len() + packed.into_iter().flatten().map(Bytes::len).sum::<usize>()
    }

    /// Puts the headers of the answer, which are the same in each coding.
    pub(super) fn put_head(&self, headers: &mut HeaderMap, cache: &'static str) {
        headers.clone_from(&self.headers);
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
        etag::put(headers, &self.tag, cache);
    }
}
