//! Sleeping by the browser's timers.

use std::{
    cell::Cell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

#[cfg(not(all(test, not(target_arch = "wasm32"))))]
use gloo_timers::callback::Timeout;

#[cfg(all(test, not(target_arch = "wasm32")))]
use super::simulated::Timeout;

/// Whoever sleeps, and how to wake them.
#[derive(Default)]
pub struct Sleeper {
    is_awake: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

impl Sleeper {
    /// Whether the sleep has ended.
    pub fn is_awake(&self) -> bool {
        self.is_awake.get()
    }

    /// Ends the sleep.
    pub fn wake(&self) {
        self.is_awake.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

/// A sleep, ended by its timer or by whoever wakes the sleeper. Written by hand: a channel, a future that selects and
/// a timer of futures did the same for more bytes.
pub struct Nap {
    /// Who sleeps.
    pub sleeper: Rc<Sleeper>,
    _timeout: Timeout,
}

impl Future for Nap {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.sleeper.is_awake.get() {
            return Poll::Ready(());
        }
        self.sleeper.waker.set(Some(context.waker().clone()));
        Poll::Pending
    }
}

/// Waits for `ms` milliseconds, whatever happens meanwhile.
pub fn sleep(ms: u32) -> Nap {
    let sleeper = Rc::<Sleeper>::default();
    let wake = Rc::clone(&sleeper);
    Nap { sleeper, _timeout: Timeout::new(ms, move || wake.wake()) }
}
