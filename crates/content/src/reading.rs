//! One reading of the folder: what it has found wrong, what it could not read, and the reading before it to fall back
//! on. It does not know what the files mean.
//!
//! A file that is half saved, or a folder that cannot be read for a moment, is an ordinary event of an editor's save
//! and of a deployment. So what failed leaves in force what was read before, and what was never read is remembered as
//! something that may be there: readers are told that it is gone only where a listing without an error lacks it. The two
//! folders that hold everything count as such a listing only while they are there.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Content, Fault, Severity,
    source::{Source, Unread, may_pass},
};

/// What editors are told where an earlier version stays.
pub(super) const STAYS: &str = "; until then the last good version stays in force";

/// The state of one reading.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    /// The content folder.
    pub(super) root: &'a Path,
    /// What the reading before left in force.
    pub(super) last: Option<&'a Content>,
    /// What is wrong with the files.
    pub(super) faults: Vec<Fault>,
    /// Files and folders, from the content folder on, that may hold something of which nothing is known.
    pub(super) unread: BTreeSet<PathBuf>,
    /// Those that the system refused to read: they may be read a moment later although nothing was saved.
    pub(super) refused: BTreeSet<PathBuf>,
    /// Whether something of `last` was taken.
    pub(super) fell_back: bool,
}

impl<'a> Reading<'a> {
    /// A reading that has not found anything yet.
    pub(super) fn new(root: &'a Path, last: Option<&'a Content>) -> Self {
        let (faults, unread, refused, fell_back) = Default::default();
        Self { root, last, faults, unread, refused, fell_back }
    }

    /// A part of it, which has not found anything yet.
    pub(super) fn part(&self) -> Self {
        Self::new(self.root, self.last)
    }

    /// Takes what a part has found.
    pub(super) fn join(&mut self, mut part: Self) {
        self.faults.append(&mut part.faults);
        self.unread.append(&mut part.unread);
        self.refused.append(&mut part.refused);
        self.fell_back |= part.fell_back;
    }

    /// Whether another reading of the same files would find the same, whatever was there before it.
    pub(super) fn stands_alone(&self) -> bool {
        self.unread.is_empty() && self.refused.is_empty() && !self.fell_back
    }

    /// The text of `file`; `None`, with its fault noted, when it cannot be read.
    pub(super) fn source(&mut self, file: &Path, max_bytes: u64) -> Option<Source> {
        match Source::read(self.root, file, max_bytes) {
            Ok(source) => Some(source),
            Err(Unread { fault, refused }) => {
                self.faults.push(fault);
                if refused {
                    self.refused.insert(file.to_owned());
                }
                None
            }
        }
    }

    /// Entries of one of the folders that hold everything, `polls` and `articles`, as [`Self::entries`] finds them. A
    /// publication may do without the folder; but one that has gone since the reading before is moved or copied more
    /// often than meant to be gone.
    pub(super) fn top_entries(&mut self, folder: &Path, had_some: bool) -> Option<Vec<(String, PathBuf)>> {
        let found = fs::symlink_metadata(self.root.join(folder));
        let is_missing = found.is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        // Where all of the publication is away, so is this folder, and that says nothing about what is in it.
        if !is_missing || !self.root.join("publication.toml").exists() {
            return self.entries(folder);
        }
        let may_have_had = |last: &Content| last.unread.iter().any(|path| path.starts_with(folder));
        if !had_some && !self.last.is_some_and(may_have_had) {
            return Some(Vec::new());
        }
        self.error(
            folder,
            "the folder is missing; put it back, or an empty one in its place to take away all that was in it"
                .to_owned(),
        );
        None
    }

    /// Entries of `folder` that editors mean: by name, without hidden files and those of a text editor. `None`, with
    /// the fault noted, when the folder cannot be listed.
    pub(super) fn entries(&mut self, folder: &Path) -> Option<Vec<(String, PathBuf)>> {
        match list(&self.root.join(folder)) {
            Ok(names) => Some(names),
            Err(error) => {
                self.error(folder, format!("the folder cannot be read ({error}); check its permissions"));
                if may_pass(&error) {
                    self.refused.insert(folder.to_owned());
                }
                None
            }
        }
    }

    fn error(&mut self, path: &Path, message: String) {
        self.faults.push(Fault::whole(path.to_owned(), Severity::Error, message));
    }

    /// Notes that nothing is known of `path` and all that may be in it.
    pub(super) fn unknown(&mut self, path: &Path) {
        self.unread.insert(path.to_owned());
    }

    /// Says beside every error in `path` that what was read before stays in force.
    pub(super) fn stays(&mut self, path: &Path) {
        self.fell_back = true;
        let errors = self.faults.iter_mut().filter(|fault| fault.severity == Severity::Error);
        for fault in errors.filter(|fault| fault.file.starts_with(path) && !fault.message.ends_with(STAYS)) {
            fault.message.push_str(STAYS);
        }
    }
}

fn list(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_meant(&name) {
            names.push((name, entry.path()));
        }
    }
    names.sort();
    Ok(names)
}

/// Whether a file or folder of this name is for readers, rather than hidden or a text editor's.
pub(super) fn is_meant(name: &str) -> bool {
    !name.starts_with(['.', '#']) && !name.ends_with(['~', '#']) && !name.ends_with(".swp")
}

/// Whether the file or folder can be read now.
pub(super) fn is_readable(path: &Path) -> bool {
    if path.is_dir() { list(path).is_ok() } else { fs::read(path).is_ok() }
}
