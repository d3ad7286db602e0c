//! Who has what: effects, signals with `Copy` handles, contexts, and what is to be done when their owner goes.

use std::{
    any::Any,
    cell::RefCell,
    mem,
    sync::{Arc, Mutex, Weak},
};

use super::{current::begin, lock};

thread_local! {
    static OWNER: RefCell<Option<Owner>> = const { RefCell::new(None) };
}

/// Has what is made while it is the current one. All of that goes when it is cleaned up or dropped.
#[derive(Clone)]
pub struct Owner(Arc<Owned>);

/// An owner that may have gone.
#[derive(Clone)]
pub struct WeakOwner(Weak<Owned>);

struct Owned {
    parent: Option<WeakOwner>,
    contexts: Mutex<Vec<Arc<dyn Any + Send + Sync>>>,
    ends: Mutex<Ends>,
}

/// What ends with an owner.
#[derive(Default)]
struct Ends {
    children: Vec<Weak<Owned>>,
    cleanups: Vec<Cleanup>,
    /// What frees the values that the cleanups may still read.
    values: Vec<Cleanup>,
}

type Cleanup = Box<dyn FnOnce() + Send + Sync>;

impl Owned {
    /// Its children come first and its values last, as in Leptos.
    fn end(&self) {
        let Ends { children, mut cleanups, values } = mem::take(&mut *lock(&self.ends));
        cleanups.extend(values);
        for child in children.iter().filter_map(Weak::upgrade) {
            child.end();
        }
        for cleanup in cleanups {
            cleanup();
        }
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        self.end();
    }
}

impl Owner {
    /// A child of the current owner, if there is one.
    #[expect(clippy::new_without_default, reason = "it depends on who is the current owner, as in Leptos")]
    #[must_use]
    pub fn new() -> Self {
        let parent = Self::current();
        let owned =
            Owned { parent: parent.as_ref().map(Self::downgrade), contexts: Mutex::default(), ends: Mutex::default() };
        let owned = Arc::new(owned);
        if let Some(parent) = parent {
            lock(&parent.0.ends).children.push(Arc::downgrade(&owned));
        }
        Self(owned)
    }

    /// The owner of what is made now.
    pub fn current() -> Option<Self> {
        OWNER.with_borrow(Clone::clone)
    }

    /// Runs `act` while this is the current owner.
    pub fn with<T>(&self, act: impl FnOnce() -> T) -> T {
        let _before = begin(&OWNER, Some(self.clone()));
        act()
    }

    /// Ends what it has, and goes on.
    pub fn cleanup(&self) {
        self.0.end();
    }

    /// As [`Self::with`], after [`Self::cleanup`].
    pub fn with_cleanup<T>(&self, act: impl FnOnce() -> T) -> T {
        self.cleanup();
        self.with(act)
    }

    /// This owner, for somebody who shall not keep it alive.
    pub fn downgrade(&self) -> WeakOwner {
        WeakOwner(Arc::downgrade(&self.0))
    }
}

impl WeakOwner {
    /// The owner, unless it has gone.
    pub fn upgrade(&self) -> Option<Owner> {
        self.0.upgrade().map(Owner)
    }
}

/// Runs `act` when the current owner is cleaned up or goes.
pub fn on_cleanup(act: impl FnOnce() + Send + Sync + 'static) {
    if let Some(owner) = Owner::current() {
        lock(&owner.0.ends).cleanups.push(Box::new(act));
    }
}

/// Runs `free` after all cleanups of the current owner.
pub(crate) fn on_end(free: Cleanup) {
    if let Some(owner) = Owner::current() {
        lock(&owner.0.ends).values.push(free);
    }
}

/// Gives `value` to all that the current owner and its children have.
pub fn provide_context<T: Send + Sync + 'static>(value: T) {
    if let Some(owner) = Owner::current() {
        let mut contexts = lock(&owner.0.contexts);
        contexts.retain(|other| !other.is::<T>());
        contexts.push(Arc::new(value));
    }
}

/// What the nearest owner was given of this type.
pub fn use_context<T: Clone + 'static>() -> Option<T> {
    let mut owner = Owner::current();
    while let Some(at) = owner {
        if let Some(value) = lock(&at.0.contexts).iter().find_map(|context| context.downcast_ref::<T>().cloned()) {
            return Some(value);
        }
        owner = at.0.parent.as_ref().and_then(WeakOwner::upgrade);
    }
    None
}

/// As [`use_context`].
///
/// # Panics
/// When nothing of this type was given.
pub fn expect_context<T: Clone + 'static>() -> T {
    use_context().expect("the context was provided by an owner above")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn what_an_owner_has_ends_once_and_its_children_first() {
        static ENDED: Mutex<Vec<&str>> = Mutex::new(Vec::new());
        let ends = |name| on_cleanup(move || lock(&ENDED).push(name));
        let outer = Owner::new();
        let inner = outer.with(|| {
            ends("outer");
            let inner = Owner::new();
            inner.with(|| ends("inner"));
            inner
        });
        outer.cleanup();
        assert_eq!(*lock(&ENDED), ["inner", "outer"]);
        drop((outer, inner));
        assert_eq!(lock(&ENDED).len(), 2);
    }

    #[test]
    fn a_cleanup_may_read_what_its_owner_has() {
        use crate::prelude::RwSignal;
        static READ: Mutex<Option<u32>> = Mutex::new(None);
        let owner = Owner::new();
        owner.with(|| {
            let signal = RwSignal::new(7);
            on_cleanup(move || *lock(&READ) = Some(signal.get_untracked()));
        });
        owner.cleanup();
        assert_eq!(*lock(&READ), Some(7));
    }

    #[test]
    fn a_context_is_the_nearest_ones() {
        let outer = Owner::new();
        outer.with(|| {
            provide_context(1);
            let inner = Owner::new();
            assert_eq!(inner.with(use_context::<i32>), Some(1));
            inner.with(|| provide_context(2));
            inner.with(|| provide_context(3));
            assert_eq!((use_context::<i32>(), inner.with(use_context::<i32>)), (Some(1), Some(3)));
            assert_eq!(inner.with(use_context::<&str>), None);
        });
        assert_eq!(use_context::<i32>(), None);
    }

    #[test]
    fn a_panic_leaves_no_owner_behind() {
        static HAS_ENDED: AtomicBool = AtomicBool::new(false);
        let thread = std::thread::spawn(|| {
            let drawn = std::panic::catch_unwind(|| {
                Owner::new().with(|| {
                    on_cleanup(|| HAS_ENDED.store(true, Ordering::Relaxed));
                    panic!("a page that cannot be drawn");
                });
            });
            drawn.is_err() && Owner::current().is_none()
        });
        assert!(thread.join().expect("the panic was caught") && HAS_ENDED.load(Ordering::Relaxed));
    }
}
