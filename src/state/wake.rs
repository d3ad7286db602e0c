//! Naps that end early when something has changed: the network came back, the page is on the screen
//! again, another page is shown.

use std::cell::RefCell;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;

thread_local! {
    static SLEEPERS: RefCell<Vec<oneshot::Sender<()>>> = const { RefCell::new(Vec::new()) };
}

/// Waits for `ms` milliseconds, or until [`wake_all`].
pub async fn nap(ms: u32) {
    let (sender, woken) = oneshot::channel();
    SLEEPERS.with_borrow_mut(|sleepers| {
        sleepers.retain(|sleeper| !sleeper.is_canceled());
        sleepers.push(sender);
    });
    match select(TimeoutFuture::new(ms), woken).await {
        Either::Left(_) | Either::Right(_) => {}
    }
}

/// Ends every nap.
pub fn wake_all() {
    for sleeper in SLEEPERS.take() {
        // A sleeper that is gone needs no waking.
        let _ = sleeper.send(());
    }
}
