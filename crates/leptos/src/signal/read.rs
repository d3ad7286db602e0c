//! A value that follows signals, wherever it comes from.

use reactive_graph::{graph::untrack, signal::ArcRwSignal, traits::With};

use super::{RwSignal, arena::Kept};

/// Reads a value, and tracks the signals it comes from. Leptos' can be six kinds of thing, and brings the code of all
/// six for every type of value; this is one function.
pub struct Signal<T>(Kept<T>);

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Signal<T> {}

impl<T: Send + Sync + 'static> Signal<T> {
    /// What `read` returns, each time it is asked for.
    pub fn derive(read: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self(Kept::reading(move |take| take(&read())))
    }

    /// A value that never changes.
    pub fn stored(value: T) -> Self {
        Self(Kept::new(value))
    }
}

impl<T: 'static> Signal<T> {
    /// Looks at the value without cloning it.
    pub fn with<U>(&self, look: impl Fn(&T) -> U) -> U {
        self.0.with(look)
    }

    /// As [`Self::with`], without tracking anything.
    pub fn with_untracked<U>(&self, look: impl Fn(&T) -> U) -> U {
        untrack(|| self.with(look))
    }
}

impl<T: Clone + 'static> Signal<T> {
    /// A clone of the value.
    #[inline(never)]
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// As [`Self::get`], without tracking anything.
    pub fn get_untracked(&self) -> T {
        untrack(|| self.get())
    }
}

impl<T: Send + Sync + 'static> From<T> for Signal<T> {
    fn from(value: T) -> Self {
        Self::stored(value)
    }
}

impl From<&'static str> for Signal<String> {
    fn from(text: &'static str) -> Self {
        Self::stored(text.to_owned())
    }
}

impl<T: Send + Sync + 'static> From<ArcRwSignal<T>> for Signal<T> {
    fn from(signal: ArcRwSignal<T>) -> Self {
        Self(Kept::reading(move |take| signal.with(|value| take(value))))
    }
}

impl<T: Send + Sync + 'static> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self(Kept::reading(move |take| signal.with(|value| take(value))))
    }
}
