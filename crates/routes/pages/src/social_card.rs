//! `…/card.png`: the picture that others show when a page is shared and has none of its own.
//!
//! Only pages that exist have one. Each is drawn once, one at a time, on a blocking thread, and kept in a bounded
//! cache, so that requests cannot make it expensive.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use hustings_core::model::route::Route;
use hustings_http::{cpu_work::CpuWork, error::ApiError, etag};
use hustings_render::{RenderError, Renderer, card_of};
use hustings_routes_files::assets;
use hustings_routes_state::{RouteState, broken_front_end};

use super::{
    card_path::page_of,
    data::{self, page_data},
};

/// It is drawn anew when a title changes, under the same path; heads name it with a mark of what it shows.
const CACHE: &str = "public, max-age=300, stale-while-revalidate=86400";
/// Most bytes of pictures that are kept: some 700 of them.
const MAX_BYTES: usize = 32 << 20;

/// The pictures of every page.
pub fn router() -> Router<RouteState> {
    Router::new()
        .route("/{lang}/card.png", get(card))
        .route("/{lang}/sections/{audience}/card.png", get(card))
        .route("/{lang}/articles/{slug}/card.png", get(card))
        .route("/{lang}/polls/{id}/card.png", get(card))
        .layer(Extension(Drawn::default()))
}

async fn card(
    State(state): State<RouteState>,
    Extension(renderer): Extension<Renderer>,
    Extension(drawn): Extension<Drawn>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Some(route) = page_of(uri.path()) else { return assets::missing() };
    let content = state.content.current();
    let found = match &route {
        Route::List { lang, audience } => data::list(&state, &content, lang, audience.as_deref(), None).await,
        Route::Article { lang, slug } => data::article(&state, &content, lang, slug, None).await,
        Route::Poll { lang, id } => data::poll(&state, &content, lang, id, None).await,
        Route::Search { .. } | Route::Polls { .. } => return assets::missing(),
    };
    let found = match found {
        Ok(found) => found,
        Err(error) if error.status().is_client_error() => return assets::missing(),
        Err(error) => return error.into_response(),
    };
    let cpu = state.cpu.clone();
    let sketch = move || {
        let page = page_data(&state, &content, &renderer, route.lang(), found.view);
        let branding = renderer.branding(&page.lang, &page.publication.name)?;
        Ok::<_, RenderError>(card_of(&page, &branding).map(|card| (card.digest(), card)))
    };
    let (digest, card) = match cpu.run(sketch).await {
        Ok(Ok(Some(sketched))) => sketched,
        Ok(Ok(None)) => return assets::missing(),
        Ok(Err(error)) => return broken_front_end(&error).into_response(),
        Err(error) => return error.into_response(),
    };
    let tag = format!("\"{digest}\"");
    let mut response = if etag::has(&headers, &tag) {
        etag::not_modified(&tag, CACHE)
    } else {
        let mut response = match drawn.get(digest, move || Bytes::from(card.png())).await {
            Ok(file) => file.into_response(),
            Err(error) => return error.into_response(),
        };
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
        etag::put(response.headers_mut(), &tag, CACHE);
        response
    };
    // Pages of any origin may show it, also those that ask for consent (Fetch, section 3.7). A 304 says so as well, since
    // its headers replace those of the copy that a browser holds.
    response
        .headers_mut()
        .insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    response
}

/// Pictures that were drawn.
#[derive(Clone, Debug)]
struct Drawn {
    kept: Arc<Mutex<Kept>>,
    /// One is drawn at a time: others who wait for the same one find it.
    brush: CpuWork,
}

impl Default for Drawn {
    fn default() -> Self {
        Self { kept: Arc::default(), brush: CpuWork::new(1) }
    }
}

impl Drawn {
    /// The picture of this digest, which `draw` makes. It is kept also when nobody waits for it any more.
    ///
    /// # Errors
    /// `unavailable` when it cannot be drawn, or too many others are before it.
    async fn get(&self, digest: String, draw: impl FnOnce() -> Bytes + Send + 'static) -> Result<Bytes, ApiError> {
        if let Some(file) = self.kept().find(&digest) {
            return Ok(file);
        }
        let drawn = self.clone();
        let work = move || {
            if let Some(file) = drawn.kept().find(&digest) {
                return file;
            }
            let file = draw();
            drawn.kept().keep(digest, file.clone(), MAX_BYTES);
            file
        };
        self.brush.run(work).await
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        // Nothing that is half done is ever left under the lock.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Files by digest, the oldest first.
#[derive(Debug, Default)]
struct Kept {
    files: HashMap<String, Bytes>,
    order: VecDeque<String>,
    bytes: usize,
}

impl Kept {
    fn find(&self, digest: &str) -> Option<Bytes> {
        self.files.get(digest).cloned()
    }

    /// Keeps a file, and lets the oldest go until all are within the bound.
    fn keep(&mut self, digest: String, file: Bytes, bound: usize) {
        self.bytes += file.len();
        if let Some(before) = self.files.insert(digest.clone(), file) {
            self.bytes -= before.len();
        } else {
            self.order.push_back(digest);
        }
        while self.bytes > bound
            && let Some(oldest) = self.order.pop_front()
        {
            self.bytes -= self.files.remove(&oldest).map_or(0, |file| file.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn a_picture_whose_reader_has_gone_is_drawn_once_and_kept() {
        let drawn = Drawn::default();
        let (started, has_started) = oneshot::channel();
        let (finish, may_finish) = mpsc::channel::<()>();
        let first = drawn.get("digest".to_owned(), move || {
            let _ = started.send(());
            let _ = may_finish.recv();
            Bytes::from("the first")
        });
        tokio::select! {
            _ = first => panic!("it is drawn only when it may be"),
            _ = has_started => {}
        }
        // The next one waits until the first has been drawn, although nobody waits for that any more.
        let next = tokio::spawn({
            let drawn = drawn.clone();
            async move { drawn.get("digest".to_owned(), || Bytes::from("the second")).await }
        });
        tokio::task::yield_now().await;
        assert!(!next.is_finished());
        finish.send(()).expect("it waits");
        assert_eq!(next.await.expect("no panic"), Ok(Bytes::from("the first")));
    }

    #[test]
    fn what_is_kept_stays_within_its_bound() {
        let mut kept = Kept::default();
        for index in 0..100 {
            kept.keep(index.to_string(), Bytes::from(vec![0; 10]), 45);
            assert!(kept.bytes <= 45 && kept.files.len() == kept.order.len());
        }
        assert!(kept.find("99").is_some() && kept.find("96").is_some() && kept.find("95").is_none());
        kept.keep("99".to_owned(), Bytes::from(vec![0; 5]), 45);
        assert_eq!((kept.bytes, kept.files.len()), (35, 4));
        kept.keep("large".to_owned(), Bytes::from(vec![0; 50]), 45);
        assert_eq!((kept.bytes, kept.files.len(), kept.order.len()), (0, 0, 0));
    }
}
