//! Who has read what. Signals are sources and effects are subscribers; each knows the other weakly.

use std::{
    cell::RefCell,
    mem,
    sync::{Arc, Mutex, Weak},
    task::{Context, Poll, Waker},
};

use super::{current::begin, lock};

thread_local! {
    static OBSERVER: RefCell<Option<Arc<Subscriber>>> = const { RefCell::new(None) };
}

/// What can be read: the part of a signal that does not depend on the type of its value.
#[derive(Default)]
pub(super) struct Source(Mutex<Vec<Weak<Subscriber>>>);

/// What runs again when something that it has read changes.
#[derive(Default)]
pub(super) struct Subscriber(Mutex<State>);

#[derive(Default)]
struct State {
    is_due: bool,
    /// The task that waits until it is due.
    waker: Option<Waker>,
    sources: Vec<Weak<Source>>,
}

impl Source {
    /// Notes that the current subscriber reads this, if there is one.
    #[inline(never)]
    pub(super) fn track(self: &Arc<Self>) {
        let Some(observer) = OBSERVER.with_borrow(Clone::clone) else { return };
        let mut subscribers = lock(&self.0);
        if !subscribers.iter().any(|other| other.as_ptr() == Arc::as_ptr(&observer)) {
            subscribers.push(Arc::downgrade(&observer));
            lock(&observer.0).sources.push(Arc::downgrade(self));
        }
    }

    /// Everybody who has read this is due. Whoever still wants to know reads it again.
    #[inline(never)]
    pub(super) fn notify(&self) {
        let subscribers = mem::take(&mut *lock(&self.0));
        for subscriber in subscribers.iter().filter_map(Weak::upgrade) {
            let mut state = lock(&subscriber.0);
            state.is_due = true;
            state.wake();
        }
    }
}

impl State {
    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

impl Subscriber {
    /// Runs `act`, and notes all that it reads in the place of what was read before.
    pub(super) fn observe<T>(self: &Arc<Self>, act: impl FnOnce() -> T) -> T {
        self.forget_sources();
        let _before = begin(&OBSERVER, Some(Arc::clone(self)));
        act()
    }

    #[inline(never)]
    fn forget_sources(&self) {
        let sources = mem::take(&mut lock(&self.0).sources);
        for source in sources.iter().filter_map(Weak::upgrade) {
            let mut subscribers = lock(&source.0);
            if let Some(index) = subscribers.iter().position(|other| std::ptr::eq(other.as_ptr(), self)) {
                subscribers.remove(index);
            }
        }
    }

    /// The subscriber as soon as it is due, for a task to wait for; nothing once it has gone.
    pub(super) fn poll_due(this: &Weak<Self>, task: &Context<'_>) -> Poll<Option<Arc<Self>>> {
        let Some(subscriber) = this.upgrade() else { return Poll::Ready(None) };
        let mut state = lock(&subscriber.0);
        let is_due = mem::take(&mut state.is_due);
        if !is_due {
            state.waker = Some(task.waker().clone());
        }
        drop(state);
        if is_due { Poll::Ready(Some(subscriber)) } else { Poll::Pending }
    }
}

/// Nobody tells it anything any more, and the task that waits for it ends.
impl Drop for Subscriber {
    fn drop(&mut self) {
        self.forget_sources();
        lock(&self.0).wake();
    }
}

/// Runs `act` without noting what it reads.
pub fn untrack<T>(act: impl FnOnce() -> T) -> T {
    let _before = begin(&OBSERVER, None);
    act()
}

/// Under this name, `#[component]` calls it.
#[doc(hidden)]
pub use untrack as untrack_with_diagnostics;

#[cfg(test)]
mod tests {
    use super::*;

    fn is_due(subscriber: &Arc<Subscriber>) -> bool {
        Subscriber::poll_due(&Arc::downgrade(subscriber), &Context::from_waker(Waker::noop())).is_ready()
    }

    #[test]
    fn who_has_read_is_due_once_for_any_number_of_changes() {
        let (source, subscriber) = (Arc::new(Source::default()), Arc::new(Subscriber::default()));
        subscriber.observe(|| {
            source.track();
            source.track();
        });
        assert!(!is_due(&subscriber));
        source.notify();
        source.notify();
        assert_eq!([(), ()].map(|()| is_due(&subscriber)), [true, false]);
    }

    #[test]
    fn what_is_read_no_more_is_followed_no_more() {
        let sources = [(), ()].map(|()| Arc::new(Source::default()));
        let subscriber = Arc::new(Subscriber::default());
        for read in [&sources[0], &sources[1]] {
            subscriber.observe(|| read.track());
        }
        assert_eq!(sources.each_ref().map(|source| (source.notify(), is_due(&subscriber)).1), [false, true]);
    }

    #[test]
    fn a_change_in_the_course_of_a_run_leads_to_another() {
        let (source, subscriber) = (Arc::new(Source::default()), Arc::new(Subscriber::default()));
        subscriber.observe(|| {
            source.track();
            source.notify();
        });
        assert!(is_due(&subscriber));
    }

    #[test]
    fn nothing_untracked_is_followed() {
        let (source, subscriber) = (Arc::new(Source::default()), Arc::new(Subscriber::default()));
        subscriber.observe(|| untrack(|| source.track()));
        source.notify();
        assert!(!is_due(&subscriber));
    }

    #[test]
    fn a_source_forgets_who_has_gone() {
        let source = Arc::new(Source::default());
        Arc::new(Subscriber::default()).observe(|| source.track());
        assert!(lock(&source.0).is_empty());
    }
}
