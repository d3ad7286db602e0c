//! What a case is: one promise of the contract, and how the check of it ends.

use serde::Serialize;

use crate::context::Context;

/// One promise.
pub(crate) struct Case {
    /// Its name: the part of the contract, a dot, the promise.
    pub(crate) id: &'static str,
    /// What the contract promises, in one sentence.
    pub(crate) promise: &'static str,
    /// What it takes to ask.
    pub(crate) needs: Needs,
    /// Asks.
    pub(crate) run: fn(&Context) -> End,
}

impl Case {
    /// Where the promise is described: each part of the contract has a section of its name.
    pub(crate) fn section(&self) -> String {
        let part = self.id.split('.').next().unwrap_or_default();
        format!("docs/conformance.md#{part}")
    }
}

/// What has to be allowed before a case may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing: it only reads.
    Reading,
    /// An origin whose pages may use the API.
    Origin,
    /// To vote and rate.
    Writing,
    /// Both.
    WritingFromOrigin,
}

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
