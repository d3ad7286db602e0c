//! Mutexes that ignore poisoning: no code panics while holding one, and in the browser nothing runs after a panic, so
//! that the check would only cost bytes.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks the mutex.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
