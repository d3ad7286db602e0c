//! Holds the current content, and replaces it when files are saved.
//!
//! Requests clone an [`Arc`] of the content and keep it to their end, so that one response never mixes two versions.

use std::{
    collections::{BTreeSet, HashSet},
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::SystemTime,
};

use hustings_domain::{PollDefinition, Wording, check_votes_are_readable, keep_words};
use tokio::sync::watch;

use super::{
    Content, Fault, LinkTargets, Severity, VotedWords, loader, reading, reading_cache::ReadingCache, stamp,
    voted_words::SharedVotedWords, watch::Watch,
};

/// A content folder that nothing can be served from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// There is no such folder.
    #[error("there is no content folder {0}; give one with --content")]
    Missing(PathBuf),
    /// It is a file, or cannot be read.
    #[error("the content folder {0} cannot be read: {1}")]
    Unreadable(PathBuf, String),
    /// There is nothing in it.
    #[error("the content folder {0} is empty; put a publication.toml and articles into it, see docs/publication.md")]
    Empty(PathBuf),
    /// `publication.toml` is missing or faulty.
    #[error("the publication in {0} cannot be opened: {first}", first = .1.first().map(ToString::to_string).unwrap_or_default())]
    Faulty(PathBuf, Vec<Fault>),
}

/// The content folder as it is now. Clones share it.
#[derive(Clone, Debug)]
pub struct ContentStore {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    folder: PathBuf,
    links: LinkTargets,
    voted: Arc<SharedVotedWords>,
    current: RwLock<State>,
    /// What need not be read again. Locked for as long as a reading takes, so that there is one at a time.
    cache: Mutex<ReadingCache>,
    changes: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    content: Arc<Content>,
    /// What the folder looked like when it was read; absent where nobody looked.
    fingerprint: Option<u64>,
}

impl ContentStore {
    /// Reads the publication in `dir`. Faulty files are left out, and named in [`Content::faults`].
    ///
    /// # Errors
    /// When the folder is missing, unreadable or empty, or has no usable `publication.toml`.
    pub fn open(dir: &Path) -> Result<Self, ContentError> {
        Self::open_with_links(dir, LinkTargets::default())
    }

    /// The same with links that lead where `links` says.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with_links(dir: &Path, links: LinkTargets) -> Result<Self, ContentError> {
        if !dir.exists() {
            return Err(ContentError::Missing(dir.to_owned()));
        }
        let unreadable = |e: std::io::Error| ContentError::Unreadable(dir.to_owned(), e.to_string());
        let mut entries = fs::read_dir(dir).map_err(unreadable)?;
        if entries.next().is_none() {
            return Err(ContentError::Empty(dir.to_owned()));
        }
        let fingerprint = fingerprint(dir);
        let voted = Arc::default();
        let mut cache = ReadingCache::default();
        let content = loader::load(dir, &links, &voted, None, &mut cache).map_err(|faults| {
            let (errors, _): (Vec<Fault>, Vec<Fault>) =
                faults.into_iter().partition(|fault| fault.severity == Severity::Error);
            ContentError::Faulty(dir.to_owned(), errors)
        })?;
        if content.articles.is_empty() && content.polls.is_empty() && content.faults.is_empty() {
            return Err(ContentError::Empty(dir.to_owned()));
        }
        let current = RwLock::new(State { content: Arc::new(content), fingerprint: Some(fingerprint) });
        let (changes, _) = watch::channel(0);
        let cache = Mutex::new(cache);
        Ok(Self { shared: Arc::new(Shared { folder: dir.to_owned(), links, voted, current, cache, changes }) })
    }

    /// The content now.
    pub fn current(&self) -> Arc<Content> {
        // A panic while the lock was held cannot leave half a state: it is replaced as a whole.
        Arc::clone(&self.shared.current.read().unwrap_or_else(PoisonError::into_inner).content)
    }

    /// Counts the times that the content changed.
    pub fn changed(&self) -> watch::Receiver<u64> {
        self.shared.changes.subscribe()
    }

    /// Reads the folder again if its files are others than when it was read last, or if the system refused to read
    /// one of them and does so no longer. What cannot be read stays in force as it was. Returns whether readers see
    /// something new. Blocks on the disk.
    pub fn reload_if_changed(&self) -> bool {
        self.reload_if_other(self.look())
    }

    /// The same of a folder that looks like this `now`.
    pub(super) fn reload_if_other(&self, now: u64) -> bool {
        let mut cache = self.locked_cache();
        let (last, old) = {
            let state = self.shared.current.read().unwrap_or_else(PoisonError::into_inner);
            (Arc::clone(&state.content), state.fingerprint)
        };
        let may_be_read = |path: &PathBuf| reading::is_readable(&self.shared.folder.join(path));
        if Some(now) == old && !cache.is_unsettled && !last.refused.iter().any(may_be_read) {
            return false;
        }
        self.reload(Some(now), &last, &mut cache)
    }

    /// Reads the folder again, of which the system has told that something was done to it.
    pub(super) fn reload_noticed(&self) {
        let mut cache = self.locked_cache();
        self.reload(None, &self.current(), &mut cache);
    }

    /// Keeps to these words in polls, on which readers have voted, and to the kinds of those polls: reads the folder again if it
    /// has others. Blocks on the disk.
    pub fn keep_voted_words(&self, words: VotedWords) {
        let mut cache = self.locked_cache();
        let content = self.current();
        let has_others = |(id, voted): (&String, &Vec<Arc<Wording>>)| {
            content.polls.get(id).is_some_and(|poll| {
                let mut kept = PollDefinition::clone(poll);
                keep_words(&mut kept, voted);
                kept != **poll || check_votes_are_readable(poll, voted).is_err()
            })
        };
        let is_other = words.iter().any(has_others);
        self.shared.voted.set(words);
        if is_other {
            self.reload(Some(self.look()), &content, &mut cache);
        }
    }

    fn locked_cache(&self) -> MutexGuard<'_, ReadingCache> {
        // A reading takes all out of the cache before it puts anything in: a panic leaves no stale part.
        self.shared.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reload(&self, now: Option<u64>, last: &Content, cache: &mut ReadingCache) -> bool {
        let loaded = loader::load(&self.shared.folder, &self.shared.links, &self.shared.voted, Some(last), cache);
        let mut state = self.shared.current.write().unwrap_or_else(PoisonError::into_inner);
        state.fingerprint = now;
        // With a publication to fall back on, loading does not fail.
        let Ok(content) = loaded else { return false };
        let known: HashSet<&Fault> = last.faults.iter().collect();
        for fault in content.faults.iter().filter(|fault| !known.contains(fault)) {
            tracing::warn!(target: "hustings::content", "{fault}");
        }
        for file in mended(&last.faults, &content.faults) {
            tracing::info!(target: "hustings::content", "{} has no error any more", file.display());
        }
        let is_new = content.version != last.version;
        state.content = Arc::new(content);
        drop(state);
        if is_new {
            tracing::info!(target: "hustings::content", "the content changed and was read again");
            self.shared.changes.send_modify(|count| *count += 1);
        }
        is_new
    }

    /// Looks at the folder for ever, and reads it again once saved changes have come to rest.
    pub async fn watch(self) {
        Watch::run(self).await;
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.shared.folder
    }

    /// What the folder looks like now.
    pub(super) fn look(&self) -> u64 {
        fingerprint(&self.shared.folder)
    }

    /// Whether it looked so when it was read.
    pub(super) fn has_read(&self, look: u64) -> bool {
        self.shared.current.read().unwrap_or_else(PoisonError::into_inner).fingerprint == Some(look)
    }

    /// Whether something may change, or may become readable, that the system does not tell of.
    pub(super) fn needs_looks(&self) -> bool {
        let cache = self.locked_cache();
        cache.is_unsettled || cache.has_link || !self.current().refused.is_empty()
    }
}

/// Files and folders that had an error, and have none.
fn mended<'a>(before: &'a [Fault], now: &'a [Fault]) -> BTreeSet<&'a Path> {
    let faulty = |faults: &'a [Fault]| -> BTreeSet<&'a Path> {
        let errors = faults.iter().filter(|fault| fault.severity == Severity::Error);
        errors.map(|fault| fault.file.as_path()).collect()
    };
    &faulty(before) - &faulty(now)
}

/// A number that changes when a file in the folder is saved, added or removed.
fn fingerprint(folder: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    // The publication is three levels deep; a deeper link to itself must not be followed for ever.
    walk(folder, 3, SystemTime::now(), &mut hasher);
    hasher.finish()
}

fn walk(folder: &Path, depth: usize, now: SystemTime, hasher: &mut DefaultHasher) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        path.file_name().hash(hasher);
        if stamp::look(&path, now, hasher).is_dir && depth > 1 {
            walk(&path, depth - 1, now, hasher);
        }
    }
}

#[cfg(test)]
impl ContentStore {
    /// Makes the next reading one of everything.
    pub(super) fn forget(&self) {
        *self.locked_cache() = ReadingCache::default();
        self.shared.current.write().unwrap().fingerprint = None;
    }

    /// As if all files had been read long after they were saved.
    pub(super) fn settle(&self) {
        self.locked_cache().pretend(&self.shared.folder, true);
    }

    /// As if all files had looked as they do now when they were read, right after they were saved.
    pub(super) fn have_just_read(&self) {
        self.locked_cache().pretend(&self.shared.folder, false);
        self.shared.current.write().unwrap().fingerprint = Some(self.look());
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const PUBLICATION: &str = "default_language = \"en\"\n[[languages]]\nlang = \"en\"\nname = \"English\"\n\
                               switch_label = \"Read\"\n[name]\nen = \"Name\"\n";

    fn poll(question: &str) -> String {
        let options = ["a", "b"].map(|id| format!("[[options]]\nid = \"{id}\"\n[options.label]\nen = \"{id}\"\n"));
        format!("kind = \"single\"\n[question]\nen = \"{question}\"\n{}", options.concat())
    }

    #[test]
    fn what_the_system_refused_is_read_once_it_can_be_although_nothing_was_saved() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("polls")).unwrap();
        fs::write(dir.path().join("publication.toml"), PUBLICATION).unwrap();
        let file = dir.path().join("polls/which.toml");
        fs::write(&file, poll("Which?")).unwrap();
        let store = ContentStore::open(dir.path()).unwrap();
        // A link to nothing is listed, and cannot be read: what a process without descriptors sees of every file.
        fs::remove_file(&file).unwrap();
        std::os::unix::fs::symlink(dir.path().join(".away"), &file).unwrap();
        store.reload_if_changed();
        assert_eq!(store.current().polls["which"].question["en"], "Which?");
        fs::write(dir.path().join(".away"), poll("Which now?")).unwrap();
        // The folder looked so already when the reading failed.
        store.shared.current.write().unwrap().fingerprint = Some(fingerprint(dir.path()));
        assert!(store.reload_if_changed());
        assert_eq!(store.current().polls["which"].question["en"], "Which now?");
        assert_eq!(store.current().faults, []);
    }
}
