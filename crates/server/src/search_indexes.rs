//! The search: one index for each language, built at the first request and rebuilt when the content has changed. The
//! server searches in the same index that it sends to browsers and static hosts, by the rules of
//! `hustings_core::model::search`, so that both find the same.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use hustings_content::Content;
use hustings_core::model::search::{Entry, Found, Index, Query};
use hustings_http::{coding::Coding, cpu_work::CpuWork, error::ApiError, etag};
use hustings_packing::{brotli, gzip};
use serde::Serialize;

/// Most bytes of texts in an index, newest articles first; of the others only titles and deks are searched.
const MAX_TEXT: usize = 4 << 20;
/// Most concurrent searches; further ones wait.
const AT_ONCE: usize = 4;

/// The indexes that are ready, by language, each of one version of the content.
#[derive(Debug)]
pub struct SearchIndexes {
    ready: Ready,
    /// One is built at a time: others who wait for the same one find it.
    builds: CpuWork,
    searches: CpuWork,
}

/// Locked only to look and to put in.
#[derive(Clone, Debug, Default)]
struct Ready(Arc<Mutex<BTreeMap<String, Arc<Prepared>>>>);

impl Ready {
    fn find(&self, content: &Content, lang: &str) -> Option<Arc<Prepared>> {
        self.locked().get(lang).filter(|prepared| prepared.version == content.version).cloned()
    }

    fn keep(&self, lang: String, prepared: Arc<Prepared>) {
        self.locked().insert(lang, prepared);
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<Prepared>>> {
        // Nothing that is half done is ever left under the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
        Self { ready: Ready::default(), builds: CpuWork::new(1), searches: CpuWork::new(AT_ONCE) }
    }
}

/// What is searched in `lang`, newest article first.
fn search_entries(content: &Content, lang: &str) -> Vec<Entry> {
    let mut room = MAX_TEXT;
    let texts = content.articles.iter().filter_map(|article| Some((article, article.translations.get(lang)?)));
    let entry = |(article, text): (&Arc<hustings_content::ArticleGroup>, &Arc<hustings_content::ArticleText>)| {
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
    let (brotli, gzip) = (brotli(&json, 9).into(), gzip(&json).into());
    let tag = format!("W/\"{}\"", etag::digest(&json));
    Prepared { version: content.version.clone(), index: Index::new(entries), tag, json: json.into(), brotli, gzip }
}

impl SearchIndexes {
    /// The index of `lang`, which is a language of the publication.
    ///
    /// # Errors
    /// `unavailable` when it is not ready, and is not built in time.
    pub(crate) async fn index(&self, content: &Arc<Content>, lang: &str) -> Result<Arc<Prepared>, ApiError> {
        if let Some(prepared) = self.ready.find(content, lang) {
            return Ok(prepared);
        }
        let (ready, content, lang) = (self.ready.clone(), Arc::clone(content), lang.to_owned());
        let build = move || {
            ready.find(&content, &lang).unwrap_or_else(|| {
                let prepared = Arc::new(prepare(&content, &lang));
                ready.keep(lang, Arc::clone(&prepared));
                prepared
            })
        };
        self.builds.run(build).await
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

#[cfg(test)]
mod tests {
    use std::fs;

    use hustings_content::ContentStore;

    use super::*;

    #[tokio::test]
    async fn who_needs_another_index_than_is_ready_waits_no_longer_than_others() {
        let dir = tempfile::tempdir().expect("a folder");
        let language = |lang: &str| format!("[[languages]]\nlang = \"{lang}\"\nname = \"L\"\nswitch_label = \"S\"\n");
        let publication =
            ["default_language = \"en\"\n", &language("en"), &language("ru"), "[name]\nen = \"N\"\nru = \"N\"\n"];
        fs::write(dir.path().join("publication.toml"), publication.concat()).expect("written");
        fs::create_dir_all(dir.path().join("articles/trains")).expect("made");
        let text = "+++\ntitle = \"Trains\"\nauthor = \"A\"\npublished = 2026-05-01T09:30:00Z\n+++\nText.\n";
        fs::write(dir.path().join("articles/trains/en.md"), text).expect("written");
        let content = ContentStore::open(dir.path()).expect("a publication").current();

        let indexes = SearchIndexes::default();
        let english = indexes.index(&content, "en").await.expect("built");
        // Another one is under way, for longer than anybody waits.
        let place = indexes.builds.free_place().expect("it is free");
        assert!(Arc::ptr_eq(&english, &indexes.index(&content, "en").await.expect("ready")));
        assert_eq!(indexes.index(&content, "ru").await.err(), Some(ApiError::unavailable()));
        drop(place);
        let both = tokio::join!(indexes.index(&content, "ru"), indexes.index(&content, "ru"));
        assert!(Arc::ptr_eq(&both.0.expect("built"), &both.1.expect("found")));
    }
}
