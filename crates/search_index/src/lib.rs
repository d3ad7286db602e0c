//! The search: one index for each language, built at the first request and rebuilt when the content has changed. The
//! server searches in the same pieces that it sends to browsers and writes for static hosts (docs/search.md), by the rules
//! of `hustings_core::model::search`, so that both find the same.
//!
//! The crates `routes/{api,pages,state}` and the server import it. Deliberately absent: requests and answers; what a browser does
//! with an index.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use hustings_content::{ArticleGroup, Content};
use hustings_core::model::search::{Entry, Found, Query, Words, seal};
use hustings_http::{cpu_work::CpuWork, error::ApiError, etag};

/// The name of the file that says which others there are.
const INDEX: &str = "index.txt";
/// Most concurrent searches; further ones wait.
const AT_ONCE: usize = 4;
/// How long a search waits for the index of content that was just saved before it takes the one before.
const PATIENCE: Duration = Duration::from_secs(1);
/// Bytes of texts up to which a language's articles are in one file.
const SMALL: usize = 128 << 10;
/// Bytes of texts in a file of a larger one's: whoever finds 50 articles fetches 50 files.
const FILE: usize = 4 << 10;

/// The indexes that are ready, by language, each of one version of the content.
#[derive(Debug)]
pub struct SearchIndexes {
    ready: Ready,
    /// One is built at a time: others who wait for the same one find it.
    builds: CpuWork,
    searches: CpuWork,
    /// Apart from pages, which go on when many search.
    packing: CpuWork,
}

/// Locked only to look and to put in.
#[derive(Clone, Debug, Default)]
struct Ready(Arc<Mutex<BTreeMap<String, Arc<SearchIndex>>>>);

impl Ready {
    fn find(&self, lang: &str) -> Option<Arc<SearchIndex>> {
        self.locked().get(lang).cloned()
    }

    fn keep(&self, lang: String, index: Arc<SearchIndex>) {
        self.locked().insert(lang, index);
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<SearchIndex>>> {
        // Nothing that is half done is ever left under the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The one that says which others there are.
    Index,
    /// Words, with the articles that have them; counted from 0.
    Words(usize),
    /// Articles; counted from 0.
    Articles(usize),
}

/// An index, to search in and to send.
#[derive(Debug)]
pub struct SearchIndex {
    /// Of the content.
    version: String,
    lang: String,
    /// Those that are there in the language, newest first.
    articles: Vec<Arc<ArticleGroup>>,
    words: Words,
    /// How many articles are in a file.
    together: usize,
    /// A hash of all that is in its files, whose names have it: each name stands for one content for ever.
    digest: String,
}

impl SearchIndex {
    fn new(content: &Content, lang: &str) -> Self {
        let is_there = |article: &&Arc<ArticleGroup>| article.translations.contains_key(lang);
        let articles: Vec<_> = content.articles.iter().filter(is_there).cloned().collect();
        let texts = || articles.iter().map(|article| &article.translations[lang]);
        let words = Words::new(texts().map(|text| [&*text.title, &*text.dek, &*text.words]));
        let bytes: usize = texts().map(|text| text.words.len()).sum();
        let together = if bytes <= SMALL { articles.len() } else { FILE * articles.len() / bytes };
        let (version, lang) = (content.version.clone(), lang.to_owned());
        let mut index = Self { version, lang, articles, words, together: together.max(1), digest: String::new() };
        let pieces = index.words.pieces().iter().map(|piece| etag::digest(piece.as_bytes()));
        let files = (0..index.files()).map(|file| etag::digest(index.texts(file).as_bytes()));
        let digests: Vec<String> = pieces.chain(files).collect();
        index.digest = etag::digest(digests.concat().as_bytes());
        index
    }

    /// How many files of articles there are.
    fn files(&self) -> usize {
        self.articles.len().div_ceil(self.together)
    }

    /// The articles of a file, as JSON.
    fn texts(&self, file: usize) -> String {
        let from = file * self.together;
        let entries: Vec<Entry> =
            (from..self.articles.len().min(from + self.together)).map(|n| self.entry(n)).collect();
        serde_json::to_string(&entries).expect("articles are texts")
    }

    fn entry(&self, article: usize) -> Entry {
        let article = &self.articles[article];
        let text = &article.translations[&self.lang];
        Entry { slug: article.slug.clone(), title: text.title.clone(), dek: text.dek.clone(), text: text.words.clone() }
    }

    /// All its files.
    pub fn parts(&self) -> impl Iterator<Item = Part> {
        let words = (0..self.words.pieces().len()).map(Part::Words);
        let articles = (0..self.files()).map(Part::Articles);
        std::iter::once(Part::Index).chain(words).chain(articles)
    }

    /// The name of a file.
    pub fn name(&self, part: Part) -> String {
        match part {
            Part::Index => INDEX.to_owned(),
            Part::Words(number) => format!("words-{}-{number}.txt", self.digest),
            Part::Articles(number) => format!("articles-{}-{number}.txt", self.digest),
        }
    }

    /// The file of this name; none when it has no such file, or had it before the content changed.
    pub fn part(&self, name: &str) -> Option<Part> {
        if name == INDEX {
            return Some(Part::Index);
        }
        let (kind, number) = name.strip_suffix(".txt")?.split_once(&format!("-{}-", self.digest))?;
        let number = number.parse().ok()?;
        let part = match kind {
            "words" if number < self.words.pieces().len() => Part::Words(number),
            "articles" if number < self.files() => Part::Articles(number),
            _ => return None,
        };
        // A number is written in one way.
        (self.name(part) == name).then_some(part)
    }

    /// What is in a file.
    pub fn text(&self, part: Part) -> String {
        match part {
            Part::Index => {
                let counts = format!("{} {}\n", self.articles.len(), self.together);
                seal(&self.digest, &(counts + &self.words.firsts().join("\n")))
            }
            Part::Words(number) => seal(&self.name(part), &self.words.pieces()[number]),
            Part::Articles(number) => seal(&self.name(part), &self.texts(number)),
        }
    }

    /// The tag of a file. It is weak, since it stands for all codings.
    pub fn tag(&self, part: Part) -> String {
        if part == Part::Index { format!("W/\"{}\"", self.digest) } else { format!("W/\"{}\"", self.name(part)) }
    }

    fn find(&self, query: &Query) -> Found {
        let ranked = self.words.find(query);
        let mut hits: Vec<Entry> = ranked.best.into_iter().map(|article| self.entry(article)).collect();
        hits.iter_mut().for_each(|hit| hit.cut(query));
        Found { total: ranked.total, hits }
    }
}

impl Default for SearchIndexes {
    fn default() -> Self {
        Self {
            ready: Ready::default(),
            builds: CpuWork::new(1),
            searches: CpuWork::new(AT_ONCE),
            packing: CpuWork::new(AT_ONCE),
        }
    }
}

impl SearchIndexes {
    /// The index of `lang`, which is a language of the publication: of this content, or, while that takes long to build, of
    /// the one before it.
    ///
    /// # Errors
    /// `unavailable` when there is none, and none is built in time.
    pub async fn index(&self, content: &Arc<Content>, lang: &str) -> Result<Arc<SearchIndex>, ApiError> {
        let before = self.ready.find(lang);
        if let Some(index) = before.as_ref().filter(|index| index.version == content.version) {
            return Ok(Arc::clone(index));
        }
        let (ready, content, lang) = (self.ready.clone(), Arc::clone(content), lang.to_owned());
        let build = self.builds.run(move || match ready.find(&lang) {
            Some(index) if index.version == content.version => index,
            _ => {
                let index = Arc::new(SearchIndex::new(&content, &lang));
                ready.keep(lang, Arc::clone(&index));
                index
            }
        });
        let Some(before) = before else { return build.await };
        // Work that has begun goes on without its reader, so that the next one finds the new index.
        Ok(tokio::time::timeout(PATIENCE, build).await.ok().and_then(Result::ok).unwrap_or(before))
    }

    /// What `pack` makes of a file.
    ///
    /// # Errors
    /// `unavailable` when too many are asked for.
    pub async fn packed<T: Send + 'static>(&self, pack: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
        self.packing.run(pack).await
    }

    /// The articles of `lang`, which is a language of the publication, that have every word.
    ///
    /// # Errors
    /// `unavailable` when there are too many searches.
    pub async fn search(&self, content: &Arc<Content>, lang: &str, query: Query) -> Result<Found, ApiError> {
        let index = self.index(content, lang).await?;
        self.searches.run(move || index.find(&query)).await
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
        // After a change there is the one before it.
        fs::write(dir.path().join("articles/trains/en.md"), text.replace("Text", "Rails")).expect("written");
        let changed = ContentStore::open(dir.path()).expect("a publication").current();
        assert!(Arc::ptr_eq(&english, &indexes.index(&changed, "en").await.expect("the one before")));
        drop(place);
        let rails = || Query::parse("rails").expect("long enough");
        assert_eq!(indexes.search(&changed, "en", rails()).await.expect("found").total, 1);
        let second = |index: &SearchIndex| index.parts().nth(1).map(|part| index.name(part));
        assert_ne!(second(&english), second(&indexes.index(&changed, "en").await.expect("ready")));
        let both = tokio::join!(indexes.index(&content, "ru"), indexes.index(&content, "ru"));
        assert!(Arc::ptr_eq(&both.0.expect("built"), &both.1.expect("found")));
    }
}
