//! A signal that is shared by cloning it.

use std::sync::{Arc, PoisonError, RwLock};

use super::{
    graph::Source,
    traits::{Update, With, WithUntracked},
};

/// A value that is read and set, and that effects follow.
pub struct ArcRwSignal<T> {
    source: Arc<Source>,
    value: Arc<RwLock<T>>,
}

impl<T> ArcRwSignal<T> {
    /// A signal with this value.
    pub fn new(value: T) -> Self {
        Self { source: Arc::default(), value: Arc::new(RwLock::new(value)) }
    }
}

impl<T> With for ArcRwSignal<T> {
    fn with<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        self.source.track();
        self.with_untracked(look)
    }
}

impl<T> WithUntracked for ArcRwSignal<T> {
    type Value = T;

    fn with_untracked<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        look(&self.value.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T> Update for ArcRwSignal<T> {
    type Value = T;

    fn update(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.value.write().unwrap_or_else(PoisonError::into_inner));
        self.source.notify();
    }
}

impl<T> Clone for ArcRwSignal<T> {
    fn clone(&self) -> Self {
        Self { source: Arc::clone(&self.source), value: Arc::clone(&self.value) }
    }
}

impl<T: Default> Default for ArcRwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}
