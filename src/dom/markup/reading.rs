//! A value that follows signals, wherever it comes from.

use std::sync::Arc;

use leptos::prelude::{ArcRwSignal, RwSignal, Signal, With, untrack};

/// Reads a value, and tracks the signals it comes from. Leptos's own `Signal` can be six kinds of
/// thing, and brings the code of all six for every type of value; this is a pointer to one function.
/// Clones read the same.
pub struct Reading<T>(Arc<Read<T>>);

/// Hands the value to whoever reads it.
type Read<T> = dyn Fn(&mut dyn FnMut(&T)) + Send + Sync;

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: 'static> Reading<T> {
    /// What `read` returns, each time it is asked for.
    pub fn derive(read: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self(Arc::new(move |take| take(&read())))
    }

    /// What `see` makes of the value.
    pub fn map<U: 'static>(&self, see: impl Fn(&T) -> U + Send + Sync + 'static) -> Reading<U> {
        let all = self.clone();
        Reading(Arc::new(move |take| (all.0)(&mut |value| take(&see(value)))))
    }

    /// Looks at the value without cloning it.
    pub fn with<U>(&self, look: impl Fn(&T) -> U) -> U {
        let mut seen = None;
        (self.0)(&mut |value| seen = Some(look(value)));
        seen.expect("a reading shows its value")
    }

    /// As [`Self::with`], without tracking anything.
    pub fn with_untracked<U>(&self, look: impl Fn(&T) -> U) -> U {
        untrack(|| self.with(look))
    }

    /// A clone of the value.
    #[must_use]
    #[inline(never)]
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// As [`Self::get`], without tracking anything.
    #[must_use]
    pub fn get_untracked(&self) -> T
    where
        T: Clone,
    {
        untrack(|| self.get())
    }
}

impl<T: Send + Sync + 'static> From<T> for Reading<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(move |take| take(&value)))
    }
}

impl<T: Send + Sync + 'static> From<ArcRwSignal<T>> for Reading<T> {
    fn from(signal: ArcRwSignal<T>) -> Self {
        Self(Arc::new(move |take| signal.with(|value| take(value))))
    }
}

impl<T: Send + Sync + 'static> From<RwSignal<T>> for Reading<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self(Arc::new(move |take| signal.with(|value| take(value))))
    }
}

impl<T: Send + Sync + 'static> From<Signal<T>> for Reading<T> {
    fn from(signal: Signal<T>) -> Self {
        Self(Arc::new(move |take| signal.with(|value| take(value))))
    }
}
