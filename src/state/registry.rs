//! One signal for each id, shared by all pages: the state of a poll or a rating outlives the page that fetched it.

use std::sync::{Arc, Mutex, MutexGuard};

use leptos::prelude::ArcRwSignal;

use super::{lock::locked, refetches::Refetches};

/// There are only a few in a visit, so that a list is enough.
type Named<T> = Vec<(String, ArcRwSignal<T>)>;

/// Signals by id. Clones share them.
pub struct Registry<T: 'static> {
    signals: Arc<Mutex<Named<T>>>,
    /// What is being asked of the backend about them.
    pub(super) refetches: Refetches,
}

impl<T> Clone for Registry<T> {
    fn clone(&self) -> Self {
        Self { signals: Arc::clone(&self.signals), refetches: self.refetches.clone() }
    }
}

impl<T> Default for Registry<T> {
    fn default() -> Self {
        Self { signals: Arc::default(), refetches: Refetches::default() }
    }
}

impl<T: Send + Sync + 'static> Registry<T> {
    fn signals(&self) -> MutexGuard<'_, Named<T>> {
        locked(&self.signals)
    }

    /// The signal of an id, if there is one.
    pub fn get(&self, name: &str) -> Option<ArcRwSignal<T>> {
        self.signals().iter().find(|(known, _)| known == name).map(|(_, signal)| signal.clone())
    }

    /// Adds a signal with `value` for a new id.
    pub fn insert(&self, name: &str, value: T) -> ArcRwSignal<T> {
        let signal = ArcRwSignal::new(value);
        self.signals().push((name.to_owned(), signal.clone()));
        signal
    }
}
