//! The search: one index for each language, built at the first request and rebuilt when the content has changed. The
//! server searches in the same index that it sends to browsers and static hosts, by the rules of
//! `hustings_core::model::search`, so that both find the same.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use bytes::Bytes;
use hustings_content::Content;
use hustings_core::model::search::{Entry, Found, Index, Query};
use serde::Serialize;
use tokio::sync::{Mutex, Semaphore};

use crate::{compress, http::error::ApiError};

/// Most bytes of texts in an index, newest articles first; of the others only titles and deks are searched.
const MAX_TEXT: usize = 4 << 20;
/// Most concurrent searches; further ones wait.
const AT_ONCE: usize = 4;
/// How long they wait.
const PATIENCE: Duration = Duration::from_secs(2);

/// The indexes that are ready, by language, each of one version of the content.
#[derive(Debug)]
pub struct SearchIndexes {
    ready: Mutex<BTreeMap<String, Arc<Prepared>>>,
    permits: Semaphore,
}

/// An index, to search in and to send.
#[derive(Debug)]
pub(crate) struct Prepared {
    version: String,
    index: Index,
    /// `search.json`.
    pub(crate) json: Bytes,
    /// The same under brotli, as often as it is asked for.
    pub(crate) brotli: Bytes,
}

impl Default for SearchIndexes {
    fn default() -> Self {
        Self { ready: Mutex::default(), permits: Semaphore::new(AT_ONCE) }
    }
}

/// What is searched in `lang`, newest article first.
fn search_entries(content: &Content, lang: &str) -> Vec<Entry> {
    let mut room = MAX_TEXT;
    let texts = content.articles.iter().filter_map(|article| Some((article, article.translations.get(lang)?)));
    let entry = |(article, text): (&Arc<hustings_content::ArticleGroup>, &hustings_content::ArticleText)| {
        let has_room = text.words.len() <= room;
        // Once one does not fit, no older one is added: results must not depend on the length of an article.
        room = if has_room { room - text.words.len() } else { 0 };
        Entry {
            slug: article.slug.clone(),
            title: text.title.clone(),
            dek: text.dek.clone(),
            text: if has_room { text.words.clone() } else { String::new() },
        }
    };
    texts.map(entry).collect()
}

/// The file `search.json`: `{"articles": [{"slug", "title", "dek", "text"}]}`.
fn json(entries: &[Entry]) -> Vec<u8> {
    #[derive(Serialize)]
    struct File<'a> {
        articles: &'a [Entry],
    }
    serde_json::to_vec(&File { articles: entries }).expect("an index is lists and texts")
}

impl SearchIndexes {
    /// The index of `lang`, which is a language of the publication.
    pub(crate) async fn index(&self, content: &Arc<Content>, lang: &str) -> Result<Arc<Prepared>, ApiError> {
        // Concurrent requests wait here until it is built.
        let mut ready = self.ready.lock().await;
        if let Some(prepared) = ready.get(lang).filter(|prepared| prepared.version == content.version) {
            return Ok(Arc::clone(prepared));
        }
        let (content, of, version) = (Arc::clone(content), lang.to_owned(), content.version.clone());
        let prepare = move || {
            let entries = search_entries(&content, &of);
            let json = json(&entries);
            // The ninth level: a megabyte takes a fraction of a second, once for each change of the content.
            let brotli = compress::brotli(&json, 9).into();
            Arc::new(Prepared { version, index: Index::new(entries), json: json.into(), brotli })
        };
        let prepared = in_background(prepare).await?;
        ready.insert(lang.to_owned(), Arc::clone(&prepared));
        Ok(prepared)
    }

    /// The articles of `lang`, which is a language of the publication, that have every word.
    ///
    /// # Errors
    /// `unavailable` when there are too many searches.
    pub async fn search(&self, content: &Arc<Content>, lang: &str, query: Query) -> Result<Found, ApiError> {
        let prepared = self.index(content, lang).await?;
        let permit = tokio::time::timeout(PATIENCE, self.permits.acquire()).await;
        let _permit = permit.map_err(|_| ApiError::unavailable())?.map_err(|_| ApiError::unavailable())?;
        in_background(move || prepared.index.find(&query)).await
    }
}

async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "a search failed");
        ApiError::unavailable()
    })
}
