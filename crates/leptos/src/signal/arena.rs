//! Where values live that have `Copy` handles: signals and callbacks. A value goes when the owner goes under which it
//! was put here, as in Leptos.
//!
//! Leptos' own arena would do. It holds values that stay on one thread, too, and so brings the standard library's
//! threads into every program.

use std::{
    any::Any,
    marker::PhantomData,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::reactive::owner::on_end;

type Value = Arc<dyn Any + Send + Sync>;

static SLOTS: Mutex<Slots> = Mutex::new(Slots { all: Vec::new(), free: Vec::new() });

struct Slots {
    all: Vec<Slot>,
    free: Vec<usize>,
}

struct Slot {
    /// How many values were here before: a handle of one of those finds nothing.
    age: usize,
    value: Option<Value>,
}

#[derive(Clone, Copy)]
struct Handle {
    index: usize,
    age: usize,
}

/// A handle of a `T` in the arena.
pub(crate) struct Kept<T>(Handle, PhantomData<fn() -> T>);

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Kept<T> {}

impl<T: Send + Sync + 'static> Kept<T> {
    /// Keeps `value` for as long as the owner lives that is the current one.
    #[inline(never)]
    pub(crate) fn new(value: T) -> Self {
        Self(keep(Arc::new(value)), PhantomData)
    }

    /// Looks at the value; nothing when its owner has gone. The arena is open meanwhile, since `look` may use it, too.
    pub(crate) fn try_with<U>(self, look: impl FnOnce(&T) -> U) -> Option<U> {
        find(self.0)?.downcast_ref().map(look)
    }

    /// Looks at the value.
    ///
    /// # Panics
    /// When its owner has gone, as Leptos does.
    pub(crate) fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        self.try_with(look).expect("signals and callbacks are not used when their owner has gone")
    }
}

fn slots() -> MutexGuard<'static, Slots> {
    SLOTS.lock().unwrap_or_else(PoisonError::into_inner)
}

#[inline(never)]
fn keep(value: Value) -> Handle {
    let mut slots = slots();
    let index = slots.free.pop().unwrap_or_else(|| {
        slots.all.push(Slot { age: 0, value: None });
        slots.all.len() - 1
    });
    let slot = &mut slots.all[index];
    slot.value = Some(value);
    let handle = Handle { index, age: slot.age };
    drop(slots);
    // Dropped when the lock is open again: it may own what is here, too.
    on_end(Box::new(move || drop(take(handle))));
    handle
}

#[inline(never)]
fn find(handle: Handle) -> Option<Value> {
    slots().all.get(handle.index).filter(|slot| slot.age == handle.age)?.value.clone()
}

fn take(handle: Handle) -> Option<Value> {
    let mut slots = slots();
    let slot = &mut slots.all[handle.index];
    slot.age += 1;
    let value = slot.value.take();
    slots.free.push(handle.index);
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reactive::owner::Owner;

    #[test]
    fn values_go_with_their_owner_and_old_handles_find_nothing() {
        let owner = Owner::new();
        let word = owner.with(|| Kept::new("word"));
        let copy = word;
        assert_eq!(copy.with(|word| word.len()), 4);
        owner.cleanup();
        assert_eq!(word.try_with(|word| word.len()), None);
        let other = owner.with(|| Kept::new("another"));
        assert_eq!((other.with(|word| word.len()), word.try_with(|word| word.len())), (7, None));
    }

    #[test]
    fn a_value_may_own_others() {
        let (outer, inner) = (Owner::new(), Owner::new());
        let within = inner.with(|| Kept::new(1));
        outer.with(|| Kept::new(inner));
        outer.cleanup();
        assert_eq!(within.try_with(|number| *number), None);
    }
}
