//! A fault in a file of the publication: where it is, what is wrong, and how to fix it.

use std::{fmt, path::PathBuf};

/// How much a fault takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The file is left out until it is fixed.
    Error,
    /// The file is shown, without the faulty part.
    Warning,
    /// Nothing is wrong, but something waits to be done, such as a translation.
    Note,
}

impl Severity {
    /// The word that reports begin with.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One thing that is wrong in one file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fault {
    /// The file, from the content folder on.
    pub file: PathBuf,
    /// The line to look at, the first being 1; 0 when the fault is the file as a whole.
    pub line: u32,
    /// What is wrong, and what to do.
    pub message: String,
    /// What it takes away.
    pub severity: Severity,
}

impl Fault {
    /// A fault of a file or folder as a whole.
    pub(crate) fn whole(file: PathBuf, severity: Severity, message: String) -> Self {
        Self { file, line: 0, message, severity }
    }
}

impl fmt::Display for Fault {
    /// `articles/trains/en.md:3: error: …`, the form that editors make clickable.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}: {}", self.severity.as_str(), self.message)
    }
}
