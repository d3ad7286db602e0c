//! Work on many things at once, on as many processors as there are.

use std::{
    num::NonZero,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Things that are worth a thread of their own, and that one takes at a time.
const TAKEN: usize = 32;
/// Most threads, so that a large machine is left to its readers.
const MOST: usize = 16;

/// What `work` makes of each item, in their order.
pub(super) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = items.len().div_ceil(TAKEN).min(processors).min(MOST);
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    let (next, made) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let take = || {
        loop {
            let begin = next.fetch_add(TAKEN, Ordering::Relaxed);
            let Some(taken) = items.get(begin..).filter(|rest| !rest.is_empty()) else { break };
            let done: Vec<R> = taken.iter().take(TAKEN).map(&work).collect();
            made.lock().unwrap_or_else(PoisonError::into_inner).push((begin, done));
        }
    };
    // A panic in one of them goes on here.
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(take);
        }
        take();
    });
    let mut made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    made.sort_by_key(|(begin, _)| *begin);
    made.into_iter().flat_map(|(_, done)| done).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_stands_in_the_order_of_the_items() {
        for count in [0, 1, TAKEN, TAKEN + 1, 1_000] {
            let items: Vec<usize> = (0..count).collect();
            assert_eq!(map(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        }
    }
}
