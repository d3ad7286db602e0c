//! What the writer last knew of itself. Whoever asks reads it here: a question that waited in the writer's queue would
//! break its batches, and strangers may ask as often as they like.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The writer's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriterHealth {
    /// Whether it runs.
    pub is_alive: bool,
    /// Whether its last commit failed: the disk is full or read-only, or another process holds the database. It tries
    /// again every second, so that this passes without a vote.
    pub has_failed: bool,
    /// How long ago the last commit ended.
    pub since_commit: Duration,
}

/// The end of the writer's last commit. Opening a database writes to it, so there always is one.
#[derive(Debug)]
pub(super) struct LastCommit(Mutex<(Instant, bool)>);

impl Default for LastCommit {
    fn default() -> Self {
        Self(Mutex::new((Instant::now(), false)))
    }
}

impl LastCommit {
    /// A commit has ended now.
    pub(super) fn ended(&self, has_failed: bool) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (Instant::now(), has_failed);
    }

    pub(super) fn has_failed(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    /// The health of the writer, which runs or not.
    pub(super) fn health(&self, is_alive: bool) -> WriterHealth {
        let (at, has_failed) = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        WriterHealth { is_alive, has_failed, since_commit: at.elapsed() }
    }
}
