//! A value that follows signals, wherever it comes from.

use super::{RwSignal, arena::Kept};
use crate::reactive::{ArcRwSignal, graph::untrack, traits::With};

/// Hands over a value. The table of a `dyn Fn` also points to `FnMut::call_mut` and `FnOnce::call_once`, so that the linker keeps two
/// more functions for each closure.
trait HandOver<T>: Send + Sync {
    fn hand_over(&self, take: &mut dyn FnMut(&T));
}

impl<T, F: Fn(&mut dyn FnMut(&T)) + Send + Sync> HandOver<T> for F {
    #[inline(always)]
    fn hand_over(&self, take: &mut dyn FnMut(&T)) {
        self(take);
    }
}

type Read<T> = Box<dyn HandOver<T>>;

/// Reads a value, and tracks the signals it comes from. Leptos' can be six kinds of thing, and brings the code of all
/// six for every type of value; this is one function.
pub struct Signal<T: 'static>(Kept<Read<T>>);

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Signal<T> {}

impl<T: Send + Sync + 'static> Signal<T> {
    /// What `read` returns, each time it is asked for.
    pub fn derive(read: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self::reading(move |take| take(&read()))
    }

    /// A value that never changes.
    pub fn stored(value: T) -> Self {
        Self::reading(move |take| take(&value))
    }
}

impl<T: 'static> Signal<T> {
    fn reading(read: impl Fn(&mut dyn FnMut(&T)) + Send + Sync + 'static) -> Self {
        Self(Kept::new(Box::new(read)))
    }

    #[inline(never)]
    fn show(&self, take: &mut dyn FnMut(&T)) {
        self.0.with(|read| read.hand_over(take));
    }

    /// Looks at the value without cloning it.
    ///
    /// # Panics
    /// When its owner has gone, as Leptos does.
    pub fn with<U>(&self, look: impl Fn(&T) -> U) -> U {
        let mut seen = None;
        self.show(&mut |value| seen = Some(look(value)));
        seen.expect("a signal hands over its value")
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
        Self::reading(move |take| signal.with(|value| take(value)))
    }
}

impl<T: Send + Sync + 'static> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self::reading(move |take| signal.with(|value| take(value)))
    }
}
