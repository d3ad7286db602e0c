//! What went wrong of much that is done whatever becomes of each, so that one run tells all.

use anyhow::{Result, ensure};

/// The names of what failed.
#[derive(Default)]
pub(crate) struct Faults(Vec<String>);

impl Faults {
    /// Says what is wrong, if something is, and keeps its name.
    pub(crate) fn note(&mut self, name: impl Into<String>, outcome: Result<()>) {
        if let Err(error) = outcome {
            println!("{error:#}");
            self.0.push(name.into());
        }
    }

    /// # Errors
    /// When something failed; names it.
    pub(crate) fn verdict(self) -> Result<()> {
        ensure!(self.0.is_empty(), "failed: {}", self.0.join(", "));
        Ok(())
    }
}
