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
use hustings_render::{Renderer, card::Card, card_of};
use tokio::sync::Semaphore;

use super::{
    super::files::assets,
    card_path::page_of,
    data::{self, page_data},
};
use crate::{
    http::{error::ApiError, etag},
    state::AppState,
};

/// It is drawn anew when a title changes, under the same path; heads name it with a mark of what it shows.
const CACHE: &str = "public, max-age=300, stale-while-revalidate=86400";
/// Most bytes of pictures that are kept: some 700 of them.
const MAX_BYTES: usize = 32 << 20;

/// The pictures of every page.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/{lang}/card.png", get(card))
        .route("/{lang}/sections/{audience}/card.png", get(card))
        .route("/{lang}/articles/{slug}/card.png", get(card))
        .route("/{lang}/polls/{id}/card.png", get(card))
        .layer(Extension(Drawn::default()))
}

async fn card(
    State(state): State<AppState>,
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
        Route::Search { .. } => return assets::missing(),
    };
    let found = match found {
        Ok(found) => found,
        Err(error) if error.status().is_client_error() => return assets::missing(),
        Err(error) => return error.into_response(),
    };
    let page = page_data(&state, &content, &renderer, route.lang(), found.view);
    let Ok(branding) = renderer.branding(&page.lang, &page.publication.name) else {
        return ApiError::unavailable().into_response();
    };
    let Some(card) = card_of(&page, &branding) else { return assets::missing() };

    let digest = card.digest();
    let tag = format!("\"{digest}\"");
    if etag::has(&headers, &tag) {
        return etag::not_modified(&tag, CACHE);
    }
    let Some(file) = drawn.get(digest, card).await else { return ApiError::unavailable().into_response() };
    let mut response = file.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    // Pages of any origin may show it, also those that ask for consent (Fetch, section 3.7).
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    etag::put(headers, &tag, CACHE);
    response
}

/// Pictures that were drawn.
#[derive(Clone, Debug)]
struct Drawn {
    kept: Arc<Mutex<Kept>>,
    /// One is drawn at a time: others who wait for the same one find it.
    brush: Arc<Semaphore>,
}

impl Default for Drawn {
    fn default() -> Self {
        Self { kept: Arc::default(), brush: Arc::new(Semaphore::new(1)) }
    }
}

impl Drawn {
    /// The picture of this digest. `None` when it cannot be drawn, which the log explains.
    async fn get(&self, digest: String, card: Card) -> Option<Bytes> {
        if let Some(file) = self.kept().find(&digest) {
            return Some(file);
        }
        let _brush = self.brush.acquire().await.ok()?;
        if let Some(file) = self.kept().find(&digest) {
            return Some(file);
        }
        match tokio::task::spawn_blocking(move || Bytes::from(card.png())).await {
            Ok(file) => {
                self.kept().keep(digest, file.clone(), MAX_BYTES);
                Some(file)
            }
            Err(error) => {
                tracing::error!(%error, "the picture for a page's card cannot be drawn");
                None
            }
        }
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
    use super::*;

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
