//! What a case is: one promise of the contract, and what it takes to ask about it.

use crate::{context::Context, outcome::End};

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
