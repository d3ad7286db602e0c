//! Sleeps that end early when something has changed: the network is back, the page is visible again, another page is
//! shown, the live stream is open, a vote was answered.

use std::{cell::RefCell, rc::Rc};

use crate::dom::timer::{Nap, Sleeper, sleep};

thread_local! {
    static SLEEPERS: RefCell<Vec<Rc<Sleeper>>> = const { RefCell::new(Vec::new()) };
}

/// Waits for `ms` milliseconds, or until [`wake_all`].
pub fn nap(ms: u32) -> Nap {
    let nap = sleep(ms);
    SLEEPERS.with_borrow_mut(|sleepers| {
        sleepers.retain(|sleeper| !sleeper.is_awake());
        sleepers.push(Rc::clone(&nap.sleeper));
    });
    nap
}

/// Ends every sleep.
pub fn wake_all() {
    for sleeper in SLEEPERS.take() {
        sleeper.wake();
    }
}
