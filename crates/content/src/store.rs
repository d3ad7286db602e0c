//! Holds the current content, and replaces it when files are saved.
//!
//! Requests clone an [`Arc`] of the content and keep it to their end, so that one response never mixes two versions.

use std::{
    collections::BTreeSet,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use hustings_domain::{PollDefinition, Wording, keep_words};
use tokio::sync::watch;

use super::{Content, Fault, LinkTargets, Severity, VotedWords, loader, reading, voted_words::SharedVotedWords};

/// How often the folder is looked at for saved changes.
const LOOK_EVERY: Duration = Duration::from_millis(500);

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
    changes: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    content: Arc<Content>,
    /// What the folder looked like when it was read.
    fingerprint: u64,
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
        let content = loader::load(dir, &links, &voted, None).map_err(|faults| {
            let (errors, _): (Vec<Fault>, Vec<Fault>) =
                faults.into_iter().partition(|fault| fault.severity == Severity::Error);
            ContentError::Faulty(dir.to_owned(), errors)
        })?;
        if content.articles.is_empty() && content.polls.is_empty() && content.faults.is_empty() {
            return Err(ContentError::Empty(dir.to_owned()));
        }
        let current = RwLock::new(State { content: Arc::new(content), fingerprint });
        let (changes, _) = watch::channel(0);
        Ok(Self { shared: Arc::new(Shared { folder: dir.to_owned(), links, voted, current, changes }) })
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
        let now = fingerprint(&self.shared.folder);
        let (last, old) = {
            let state = self.shared.current.read().unwrap_or_else(PoisonError::into_inner);
            (Arc::clone(&state.content), state.fingerprint)
        };
        if now == old && !last.refused.iter().any(|path| reading::is_readable(&self.shared.folder.join(path))) {
            return false;
        }
        self.reload(now, &last)
    }

    /// Keeps to these words in polls, on which readers have voted: reads the folder again if it has others. Blocks on the
    /// disk.
    pub fn keep_voted_words(&self, words: VotedWords) {
        let content = self.current();
        let has_others = |(id, voted): (&String, &Vec<Arc<Wording>>)| {
            content.polls.get(id).is_some_and(|poll| {
                let mut kept = PollDefinition::clone(poll);
                keep_words(&mut kept, voted);
                kept != **poll
            })
        };
        let is_other = words.iter().any(has_others);
        self.shared.voted.set(words);
        if is_other {
            self.reload(fingerprint(&self.shared.folder), &content);
        }
    }

    fn reload(&self, now: u64, last: &Content) -> bool {
        let loaded = loader::load(&self.shared.folder, &self.shared.links, &self.shared.voted, Some(last));
        let mut state = self.shared.current.write().unwrap_or_else(PoisonError::into_inner);
        state.fingerprint = now;
        // With a publication to fall back on, loading does not fail.
        let Ok(content) = loaded else { return false };
        for fault in content.faults.iter().filter(|fault| !last.faults.contains(fault)) {
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
        let mut timer = tokio::time::interval(LOOK_EVERY);
        timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut seen = 0;
        loop {
            timer.tick().await;
            let store = self.clone();
            // A save of many files is waited out: what is read looked the same half a second ago.
            let look = move || {
                let now = fingerprint(&store.shared.folder);
                if now == seen {
                    store.reload_if_changed();
                }
                now
            };
            match tokio::task::spawn_blocking(look).await {
                Ok(now) => seen = now,
                Err(e) => tracing::error!(target: "hustings::content", "the content could not be read again: {e}"),
            }
        }
    }
}

/// Files and folders that had an error, and have none.
fn mended<'a>(before: &'a [Fault], now: &[Fault]) -> BTreeSet<&'a Path> {
    let errors = |faults: &'a [Fault]| faults.iter().filter(|fault| fault.severity == Severity::Error);
    let has_error = |file: &Path| now.iter().any(|fault| fault.severity == Severity::Error && fault.file == file);
    errors(before).map(|fault| fault.file.as_path()).filter(|file| !has_error(file)).collect()
}

/// A number that changes when a file in the folder is saved, added or removed.
fn fingerprint(folder: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    // The publication is three levels deep; a deeper link to itself must not be followed for ever.
    walk(folder, 3, &mut hasher);
    hasher.finish()
}

fn walk(folder: &Path, depth: usize, hasher: &mut DefaultHasher) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let Ok(metadata) = fs::metadata(&path) else { continue };
        path.hash(hasher);
        if metadata.is_dir() {
            if depth > 1 {
                walk(&path, depth - 1, hasher);
            }
        } else {
            (metadata.len(), metadata.modified().ok()).hash(hasher);
        }
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
        store.shared.current.write().unwrap().fingerprint = fingerprint(dir.path());
        assert!(store.reload_if_changed());
        assert_eq!(store.current().polls["which"].question["en"], "Which now?");
        assert_eq!(store.current().faults, []);
    }
}
