//! A signal that is read and set.

use super::arena::Kept;
use crate::reactive::{
    ArcRwSignal,
    traits::{Set, Update, With, WithUntracked},
};

/// An [`ArcRwSignal`] with a `Copy` handle.
pub struct RwSignal<T: 'static>(Kept<ArcRwSignal<T>>);

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T: Send + Sync + 'static> RwSignal<T> {
    /// A signal with this value.
    pub fn new(value: T) -> Self {
        Self(Kept::new(ArcRwSignal::new(value)))
    }

    /// Looks at the value without cloning it, and tracks it.
    pub fn with<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        self.0.with(|signal| signal.with(look))
    }

    /// As [`Self::with`], without tracking anything.
    pub fn with_untracked<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        self.0.with(|signal| signal.with_untracked(look))
    }

    /// Changes the value, and tells everybody who has read it. Does nothing when the owner of the signal has gone, as in
    /// Leptos.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.0.try_with(|signal| signal.update(change));
    }

    /// Sets the value, and tells everybody who has read it. Does nothing when the owner of the signal has gone.
    pub fn set(&self, value: T) {
        self.update(|old| *old = value);
    }

    /// As [`Self::set`]; gives `value` back when the owner of the signal has gone.
    pub fn try_set(&self, value: T) -> Option<T> {
        let mut value = Some(value);
        self.0.try_with(|signal| value.take().map(|value| signal.set(value)));
        value
    }
}

impl<T: Clone + Send + Sync + 'static> RwSignal<T> {
    /// A clone of the value, which is tracked.
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// As [`Self::get`], without tracking anything.
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

impl<T: Default + Send + Sync + 'static> Default for RwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}
