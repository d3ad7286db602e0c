//! A value that viewers follow, and the viewers that are woken when it changes.
//!
//! Who follows has itself woken first and looks then; who changes it changes it first and wakes then. So no change is missed,
//! whichever comes in between.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
    task::Waker,
};

use futures_util::task::AtomicWaker;

/// A value that is followed.
#[derive(Debug, Default)]
pub(crate) struct Followed<T> {
    value: RwLock<T>,
    /// By where they are in memory, which no two share.
    followers: Mutex<HashMap<usize, Arc<AtomicWaker>>>,
}

impl<T> Followed<T> {
    /// Looks at the value.
    pub(crate) fn look<R>(&self, at: impl FnOnce(&T) -> R) -> R {
        at(&self.value.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the value, and returns what `by` says of it. Nobody is woken.
    pub(crate) fn change<R>(&self, by: impl FnOnce(&mut T) -> R) -> R {
        by(&mut self.value.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Those who follow and have not been woken since they looked. Whoever gets them wakes them, without holding anything: a
    /// viewer that goes takes its name off here.
    pub(crate) fn sleepers(&self) -> Vec<Waker> {
        self.followers().values().filter_map(|waker| waker.take()).collect()
    }

    pub(crate) fn has_followers(&self) -> bool {
        !self.followers().is_empty()
    }

    fn followers(&self) -> std::sync::MutexGuard<'_, HashMap<usize, Arc<AtomicWaker>>> {
        // A panic cannot leave half a change: each is one call on the map.
        self.followers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A viewer's end of a value, by which it is woken until this is dropped.
#[derive(Debug)]
pub(crate) struct Following<T> {
    of: Arc<Followed<T>>,
    waker: Arc<AtomicWaker>,
}

impl<T> Following<T> {
    /// Follows `of`, and is woken by `waker`, which a viewer has for all that it follows.
    pub(crate) fn new(of: &Arc<Followed<T>>, waker: &Arc<AtomicWaker>) -> Self {
        of.followers().insert(Arc::as_ptr(waker).addr(), Arc::clone(waker));
        Self { of: Arc::clone(of), waker: Arc::clone(waker) }
    }

    /// Looks at the value.
    pub(crate) fn look<R>(&self, at: impl FnOnce(&T) -> R) -> R {
        self.of.look(at)
    }
}

impl<T> Drop for Following<T> {
    fn drop(&mut self) {
        self.of.followers().remove(&Arc::as_ptr(&self.waker).addr());
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        task::Wake,
        thread,
    };

    use super::*;

    /// Counts how often it was woken, and wakes a thread.
    struct Bell(AtomicUsize, thread::Thread);

    impl Wake for Bell {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
            self.1.unpark();
        }
    }

    fn bell() -> Arc<Bell> {
        Arc::new(Bell(AtomicUsize::new(0), thread::current()))
    }

    #[test]
    fn who_follows_two_values_is_woken_once_until_it_looks() {
        let (one, other) = (Arc::<Followed<u32>>::default(), Arc::<Followed<u32>>::default());
        let (waker, bell) = (Arc::new(AtomicWaker::new()), bell());
        let following = [Following::new(&one, &waker), Following::new(&other, &waker)];
        waker.register(&Arc::clone(&bell).into());
        for followed in [&one, &other, &one] {
            followed.change(|value| *value += 1);
            followed.sleepers().into_iter().for_each(Waker::wake);
        }
        assert_eq!(bell.0.load(Ordering::SeqCst), 1);
        drop(following);
        assert!(!one.has_followers() && !other.has_followers(), "nothing is kept of who has gone");
    }

    /// Were somebody to look first and have itself woken then, a change in between would be missed, and this would wait for ever.
    #[test]
    fn no_change_is_missed_that_comes_while_somebody_looks() {
        const LAST: u32 = 20_000;
        let followed = Arc::<Followed<u32>>::default();
        let waker = Arc::new(AtomicWaker::new());
        let following = Following::new(&followed, &waker);
        let (say, heard) = std::sync::mpsc::sync_channel::<()>(0);
        let saying = thread::spawn(move || {
            for _ in 0..LAST {
                followed.change(|value| *value += 1);
                followed.sleepers().into_iter().for_each(Waker::wake);
                // The next one only once this one was seen, so that each has to wake somebody.
                heard.recv().expect("it is seen");
            }
        });
        let bell = bell();
        let mut seen = 0;
        while seen < LAST {
            waker.register(&Arc::clone(&bell).into());
            let value = following.look(|value| *value);
            if value == seen {
                thread::park();
                continue;
            }
            assert_eq!(value, seen + 1);
            seen = value;
            say.send(()).expect("somebody says the next");
        }
        saying.join().expect("no panic");
    }
}
