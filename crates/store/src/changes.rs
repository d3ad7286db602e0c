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
    types::{Answered, PollTally, RatingTally},
};

/// Changes since they were last taken.
#[derive(Debug, Default)]
pub struct Changed {
    /// Polls, as they stand now.
    pub polls: BTreeMap<String, Arc<PollTally>>,
    /// Ratings, as they stand now.
    pub ratings: BTreeMap<String, RatingTally>,
    /// Where readers who have answered, or taken an answer back, have answered now.
    pub voters: BTreeMap<(String, ReaderKey), Answered>,
}

/// The numbers of what was added last, by poll and by article.
#[derive(Debug, Default)]
struct Numbers {
    polls: BTreeMap<String, u64>,
    ratings: BTreeMap<String, u64>,
}

/// Collects changes for one receiver.
#[derive(Debug, Default)]
pub struct Changes {
    pending: Mutex<(Changed, Numbers)>,
    added: Notify,
    commits: CommitMetrics,
}

impl Changes {
    /// Adds what one commit changed.
    pub(super) fn add(&self, mut changed: Changed) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        let (pending, known) = &mut *pending;
        // Another process' commit may have been found before this one was handed on.
        let is_old = |known: Option<&u64>, number| known.is_some_and(|known| *known > number);
        changed.polls.retain(|poll, tally| !is_old(known.polls.get(poll), tally.number));
        changed.ratings.retain(|article, tally| !is_old(known.ratings.get(article), tally.number));
        known.polls.extend(changed.polls.iter().map(|(poll, tally)| (poll.clone(), tally.number)));
        known.ratings.extend(changed.ratings.iter().map(|(article, tally)| (article.clone(), tally.number)));
        pending.polls.extend(changed.polls);
        pending.ratings.extend(changed.ratings);
        pending.voters.extend(changed.voters);
        self.added.notify_one();
    }

    /// Adds what another process has committed, without what is known already: its own commits a server finds there, too.
    pub(super) fn add_from_elsewhere(&self, mut changed: Changed) {
        {
            let pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            let is_new = |known: Option<&u64>, number| known.is_none_or(|known| *known < number);
            changed.polls.retain(|poll, tally| is_new(pending.1.polls.get(poll), tally.number));
            changed.ratings.retain(|article, tally| is_new(pending.1.ratings.get(article), tally.number));
        }
        if !(changed.polls.is_empty() && changed.ratings.is_empty() && changed.voters.is_empty()) {
            self.add(changed);
        }
    }

    /// Forgets what is known, since numbers begin anew.
    pub(super) fn forget(&self) {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).1 = Numbers::default();
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
        mem::take(&mut self.pending.lock().unwrap_or_else(PoisonError::into_inner).0)
    }
}
