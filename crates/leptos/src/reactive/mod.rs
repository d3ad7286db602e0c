//! Signals, effects and owners, by Leptos' names and with Leptos' rules: who reads a signal in an effect runs again when it
//! changes, in a moment and in the order of reading; what an owner has goes when the owner goes or runs again.
//!
//! It knows signals and effects and nothing between them, so that `Memo`, resources and paused owners of Leptos'
//! `reactive_graph` have no counterpart here. Every list is a list: a signal of a page has a handful of readers.

mod arc_rw;
mod current;
pub mod graph;
pub mod owner;
mod render_effect;
pub mod traits;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use arc_rw::ArcRwSignal;
pub use render_effect::RenderEffect;

/// Nothing of anybody else runs while one of the locks here is held, so none is ever left half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
