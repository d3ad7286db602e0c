//! How a case ends: the promise holds, it is broken, or it could not be asked about.

use serde::Serialize;

/// How a case ends: the promise holds, or it stopped.
pub(crate) type End = Result<(), Stop>;

/// Why a case came to no good end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The promise is broken.
    Broken(Box<Fault>),
    /// It could not be asked, with the reason.
    LeftOut(String),
    /// The bounds of the check are reached.
    OutOfBounds(String),
}

/// A broken promise.
#[derive(Clone, Debug, Serialize)]
pub struct Fault {
    /// The request, as a command that repeats it.
    pub asked: String,
    /// What is wrong with the answer.
    pub came: String,
    /// What to do, for the author of the backend.
    pub todo: String,
}

impl Stop {
    /// A broken promise.
    pub(crate) fn broken(asked: impl Into<String>, came: impl Into<String>, todo: impl Into<String>) -> Self {
        Self::Broken(Box::new(Fault { asked: asked.into(), came: came.into(), todo: todo.into() }))
    }

    /// Nothing there is what the case is about.
    pub(crate) fn without(what: &str) -> Self {
        Self::LeftOut(format!("there is no {what}; name one with --poll or --article"))
    }
}
