//! A host of files that serves until it is stopped or dropped.

use std::cell::RefCell;

use anyhow::{Context, Result};
use tokio::task::JoinHandle;

/// Whoever answers at a URL.
#[derive(Debug)]
pub(crate) struct Serving(RefCell<Option<JoinHandle<()>>>);

impl Serving {
    /// What `task` does until it is stopped.
    pub(crate) fn new(task: JoinHandle<()>) -> Self {
        Self(RefCell::new(Some(task)))
    }

    /// Ends it: nothing answers at its URL any more.
    ///
    /// # Errors
    /// When it had ended by itself or been stopped before.
    pub(crate) async fn stop(&self) -> Result<()> {
        let task = self.0.borrow_mut().take().context("it had been stopped before")?;
        task.abort();
        match task.await {
            Err(error) if error.is_cancelled() => Ok(()),
            outcome => outcome.context("it had ended by itself"),
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(task) = self.0.get_mut() {
            task.abort();
        }
    }
}
