//! One text file of the publication, and the faults found in it by position.
//!
//! Does not parse the text.

use std::{
    cell::{Cell, RefCell},
    fs, io,
    path::{Component, Path, PathBuf},
};

use super::{Fault, Severity};

/// A file's text, with the faults found so far.
#[derive(Debug)]
pub(super) struct Source {
    file: PathBuf,
    text: String,
    line_starts: Vec<usize>,
    faults: RefCell<Vec<Fault>>,
    faulty: Cell<bool>,
}

/// Why a file gives no source.
#[derive(Debug)]
pub(super) struct Unread {
    /// What is wrong.
    pub(super) fault: Fault,
    /// Whether it is the system that refuses to read it, which may pass.
    pub(super) refused: bool,
}

impl Source {
    /// Reads `file`, which is relative to the folder `root`.
    ///
    /// # Errors
    /// One fault, when the file leads out of the folder, is larger than `max_bytes`, is no UTF-8 or
    /// cannot be read.
    pub(super) fn read(root: &Path, file: &Path, max_bytes: u64) -> Result<Self, Unread> {
        let fault = |line, message| Fault { file: file.to_owned(), line, message, severity: Severity::Error };
        let refuse = |line, message| Unread { fault: fault(line, message), refused: false };
        let path = inside(root, file)
            .map_err(|outside| Unread { fault: fault(0, outside.message), refused: outside.refused })?;
        let unreadable = |e: io::Error| Unread {
            refused: may_pass(&e),
            fault: fault(0, format!("the file cannot be read ({e}); check its permissions")),
        };
        let length = fs::metadata(&path).map_err(unreadable)?.len();
        if length > max_bytes {
            let message = format!("the file has {length} bytes, at most {max_bytes} are taken; divide it");
            return Err(refuse(0, message));
        }
        let bytes = fs::read(&path).map_err(unreadable)?;
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(file.to_owned(), text)),
            Err(e) => {
                let good = &e.as_bytes()[..e.utf8_error().valid_up_to()];
                let line = 1 + good.iter().filter(|b| **b == b'\n').count();
                Err(refuse(line as u32, "the text is not UTF-8; save the file with the encoding UTF-8".to_owned()))
            }
        }
    }

    /// A source of this text. A byte order mark at its start is dropped.
    pub(super) fn new(file: PathBuf, text: String) -> Self {
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file, text, line_starts, faults: RefCell::default(), faulty: Cell::new(false) }
    }

    /// The file, from the content folder on.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// The whole text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The line, from 1, in which the byte `at` stands.
    pub(super) fn line(&self, at: usize) -> u32 {
        self.line_starts.partition_point(|start| *start <= at) as u32
    }

    /// Notes a fault that leaves the file out.
    pub(super) fn error(&self, at: usize, message: impl Into<String>) {
        self.faulty.set(true);
        self.note(self.line(at), message.into(), Severity::Error);
    }

    /// Notes an error whose part of the file stays as it was.
    pub(super) fn refuse(&self, at: usize, message: impl Into<String>) {
        self.note(self.line(at), message.into(), Severity::Error);
    }

    /// Notes a fault that the file is shown in spite of.
    pub(super) fn warn(&self, at: usize, message: impl Into<String>) {
        self.note(self.line(at), message.into(), Severity::Warning);
    }

    /// Notes something that waits to be done.
    pub(super) fn note_at(&self, at: usize, message: impl Into<String>) {
        self.note(self.line(at), message.into(), Severity::Note);
    }

    /// Like [`Self::warn`], by line.
    pub(super) fn warn_line(&self, line: u32, message: impl Into<String>) {
        self.note(line, message.into(), Severity::Warning);
    }

    fn note(&self, line: u32, message: String, severity: Severity) {
        self.faults.borrow_mut().push(Fault { file: self.file.clone(), line, message, severity });
    }

    /// Whether a fault was found that leaves the file out.
    pub(super) fn is_faulty(&self) -> bool {
        self.faulty.get()
    }

    /// Moves the faults found so far into `faults`.
    pub(super) fn hand_over(&self, faults: &mut Vec<Fault>) {
        faults.append(&mut self.faults.borrow_mut());
    }
}

/// Why a file has no path within the content folder.
#[derive(Debug)]
pub(super) struct Outside {
    /// What is wrong.
    pub(super) message: String,
    /// Whether it is the system that refuses to look, which may pass.
    pub(super) refused: bool,
}

/// The real path of `file` within `root`, which is itself a real path where there is one, or why it is refused: a symbolic link must not make a
/// file of the machine part of the publication.
pub(super) fn inside(root: &Path, file: &Path) -> Result<PathBuf, Outside> {
    let refused =
        |what: &str, e: io::Error| Outside { message: format!("{what} cannot be read ({e})"), refused: may_pass(&e) };
    let mut path = root.to_owned();
    // The folder's path is mostly its real one; without a link below it, nothing leads out of it.
    let is_direct = file.components().all(|part| {
        path.push(part);
        matches!(part, Component::Normal(_)) && fs::symlink_metadata(&path).is_ok_and(|found| !found.is_symlink())
    });
    if is_direct {
        return Ok(path);
    }
    let path = root.join(file).canonicalize().map_err(|e| refused("the file", e))?;
    let root = root.canonicalize().map_err(|e| refused("the content folder", e))?;
    if path.starts_with(&root) {
        return Ok(path);
    }
    let message = "the file is a link that leads out of the content folder; put a copy in its place".to_owned();
    Err(Outside { message, refused: false })
}

/// Whether what the system refused may be read a moment later although nothing was saved. A folder in the place of a
/// file, or the reverse, stays what it is until somebody changes it.
pub(super) fn may_pass(error: &io::Error) -> bool {
    !matches!(error.kind(), io::ErrorKind::IsADirectory | io::ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_named_by_its_line() {
        let source = Source::new("a.md".into(), "\u{feff}one\ntwo\n\nfour".to_owned());
        for (at, line) in [(0, 1), (3, 1), (4, 2), (8, 3), (9, 4), (99, 4)] {
            assert_eq!(source.line(at), line, "{at}");
        }
    }

    #[test]
    fn only_an_error_makes_a_source_faulty() {
        let source = Source::new("a.md".into(), String::new());
        source.warn(0, "small");
        assert!(!source.is_faulty());
        source.error(0, "large");
        assert!(source.is_faulty());
        let mut faults = Vec::new();
        source.hand_over(&mut faults);
        assert_eq!(
            faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["a.md:1: warning: small", "a.md:1: error: large"]
        );
    }
}
