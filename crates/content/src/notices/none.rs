//! Systems that are not asked.

use std::path::Path;

/// Never there.
#[derive(Debug)]
pub(crate) enum Notices {}

impl Notices {
    /// None.
    pub(crate) fn of(_: &Path) -> Option<Self> {
        None
    }

    /// Never asked.
    pub(crate) fn cover(&mut self) -> bool {
        match *self {}
    }

    /// Never asked.
    pub(crate) fn have_come(&mut self) -> bool {
        match *self {}
    }
}
