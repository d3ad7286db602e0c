//! The search: one index for each language, built at the first request and rebuilt when the content has changed. The
//! server searches in the same index that it sends to browsers and static hosts, by the rules of
//! `hustings_core::model::search`, so that both find the same.

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use hustings_content::Content;
use hustings_core::model::search::{Entry, Found, Index, Query};
use serde::Serialize;
use tokio::sync::Mutex;

use crate::{
    compress::{self, Coding},
    cpu_work::CpuWork,
    http::{error::ApiError, etag},
};

/// Most bytes of texts in an index, newest articles first; of the others only titles and deks are searched.
const MAX_TEXT: usize = 4 << 20;
/// Most concurrent searches; further ones wait.
const AT_ONCE: usize = 4;

/// The indexes that are ready, by language, each of one version of the content.
#[derive(Debug)]
pub struct SearchIndexes {
    ready: Arc<Mutex<BTreeMap<String, Arc<Prepared>>>>,
    searches: CpuWork,
}

/// An index, to search in and to send.
#[derive(Debug)]
pub(crate) struct Prepared {
    version: String,
    index: Index,
    /// Its tag. It is weak, since it stands for all codings.
    pub(crate) tag: String,
    /// `search.json`.
    json: Bytes,
    brotli: Bytes,
    gzip: Bytes,
}

impl Prepared {
    /// `search.json` in this coding, which is made once and sent as often as it is asked for.
    pub(crate) fn body(&self, coding: Coding) -> Bytes {
        let body = match coding {
            Coding::Brotli => &self.brotli,
            Coding::Gzip => &self.gzip,
            Coding::Identity => &self.json,
        };
        body.clone()
    }
}

impl Default for SearchIndexes {
    fn default() -> Self {
        Self { ready: Arc::default(), searches: CpuWork::new(AT_ONCE) }
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

fn prepare(content: &Content, lang: &str) -> Prepared {
    let entries = search_entries(content, lang);
    let json = json(&entries);
    // The ninth level: a megabyte takes a fraction of a second, once for each change of the content.
    let (brotli, gzip) = (compress::brotli(&json, 9).into(), compress::gzip(&json).into());
    let tag = format!("W/\"{}\"", etag::digest(&json));
    Prepared { version: content.version.clone(), index: Index::new(entries), tag, json: json.into(), brotli, gzip }
}

impl SearchIndexes {
    /// The index of `lang`, which is a language of the publication.
    pub(crate) async fn index(&self, content: &Arc<Content>, lang: &str) -> Result<Arc<Prepared>, ApiError> {
        // Concurrent requests wait here until it is built. The lock belongs to the building: a request that is cancelled
        // does not let another one begin the same again.
        let mut ready = Arc::clone(&self.ready).lock_owned().await;
        if let Some(prepared) = ready.get(lang).filter(|prepared| prepared.version == content.version) {
            return Ok(Arc::clone(prepared));
        }
        let (content, lang) = (Arc::clone(content), lang.to_owned());
        let build = move || {
            let prepared = Arc::new(prepare(&content, &lang));
            ready.insert(lang, Arc::clone(&prepared));
            prepared
        };
        self.searches.run(build).await
    }

    /// The articles of `lang`, which is a language of the publication, that have every word.
    ///
    /// # Errors
    /// `unavailable` when there are too many searches.
    pub async fn search(&self, content: &Arc<Content>, lang: &str, query: Query) -> Result<Found, ApiError> {
        let prepared = self.index(content, lang).await?;
        self.searches.run(move || prepared.index.find(&query)).await
    }
}
