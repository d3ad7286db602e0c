//! What is the current one of its kind on this thread while something runs.

use std::{cell::RefCell, thread::LocalKey};

pub(super) type Current<T> = LocalKey<RefCell<Option<T>>>;

/// Makes the one before the current one again when it is dropped, so that a panic on a server's thread leaves
/// nothing to the next request.
#[must_use]
pub(super) struct Before<T: 'static>(&'static Current<T>, Option<T>);

impl<T> Drop for Before<T> {
    fn drop(&mut self) {
        let ended = self.0.replace(self.1.take());
        drop(ended);
    }
}

/// Makes `value` the current one for as long as what is returned lives.
#[inline(never)]
pub(super) fn begin<T>(current: &'static Current<T>, value: Option<T>) -> Before<T> {
    Before(current, current.replace(value))
}
