//! Mutexes without the question whether somebody panicked: nobody does while holding one of these, and in the browser
//! nothing goes on after a panic. Asking would only cost bytes.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the mutex holds.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
