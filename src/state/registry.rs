//! One signal for each name, whatever page shows it: what is known of a poll or a rating outlives
//! the page on which it was seen first.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use leptos::prelude::ArcRwSignal;

/// Signals by name. Clones share them.
pub struct Registry<T: 'static> {
    signals: Arc<Mutex<HashMap<String, ArcRwSignal<T>>>>,
}

impl<T> Clone for Registry<T> {
    fn clone(&self) -> Self {
        Self { signals: Arc::clone(&self.signals) }
    }
}

impl<T> Default for Registry<T> {
    fn default() -> Self {
        Self { signals: Arc::default() }
    }
}

impl<T: Send + Sync + 'static> Registry<T> {
    fn signals(&self) -> MutexGuard<'_, HashMap<String, ArcRwSignal<T>>> {
        self.signals.lock().expect("nobody panics while holding this lock")
    }

    /// The signal of a name, if anything is known of it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<ArcRwSignal<T>> {
        self.signals().get(name).cloned()
    }

    /// Makes `value` known under a name of which nothing was known.
    pub fn insert(&self, name: &str, value: T) -> ArcRwSignal<T> {
        let signal = ArcRwSignal::new(value);
        self.signals().insert(name.to_owned(), signal.clone());
        signal
    }
}
