//! Commits that viewers have not been sent yet. The writer adds, the hub takes all at once, and a newer change of the
//! same poll replaces the older one, so that it cannot grow without bound.

use std::{
    collections::BTreeMap,
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use hustings_domain::ReaderKey;
use tokio::sync::Notify;

use crate::{
    commit_metrics::CommitMetrics,
    types::{PollTally, RatingTally},
};

/// Changes since they were last taken.
#[derive(Debug, Default)]
pub struct Changed {
    /// Polls, as they stand now.
    pub polls: BTreeMap<String, Arc<PollTally>>,
    /// Ratings, as they stand now.
    pub ratings: BTreeMap<String, RatingTally>,
    /// Readers who now have, or no longer have, a vote in a poll.
    pub voters: BTreeMap<(String, ReaderKey), bool>,
}

/// Collects changes for one receiver.
#[derive(Debug, Default)]
pub struct Changes {
    pending: Mutex<Changed>,
    added: Notify,
    commits: CommitMetrics,
}

impl Changes {
    /// Adds what one commit changed.
    pub(super) fn add(&self, changed: Changed) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.polls.extend(changed.polls);
        pending.ratings.extend(changed.ratings);
        pending.voters.extend(changed.voters);
        drop(pending);
        self.added.notify_one();
    }

    /// Records a commit: its number of mutations and its duration.
    pub(super) fn committed(&self, mutations: usize, took: std::time::Duration) {
        self.commits.count(mutations, took);
    }

    /// Metrics of commits.
    pub fn commits(&self) -> &CommitMetrics {
        &self.commits
    }

    /// Waits until there are changes.
    pub async fn wait(&self) {
        self.added.notified().await;
    }

    /// Takes all changes.
    pub fn take(&self) -> Changed {
        mem::take(&mut *self.pending.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
