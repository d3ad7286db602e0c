//! One tab of this browser at a time: by a Web Lock, and by a lease in the storage.
//!
//! Whoever gets the lock goes at once, and leaves a lease that says since when. The lease alone decides where the browser has
//! no locks, and where the lock does not come: its holder may be frozen, or may have got it just now. Nothing of a holder is
//! on its way any more when their lease has ended, since that lasts longer than a request.

use std::{cell::Cell, rc::Rc};

use hustings_core::model::lease::{LEASE_MS, SETTLE_MS, has_time, is_taken, lease};

use crate::dom::{
    document::{clock_ms, random},
    lock::Lock,
    storage,
    timer::sleep,
};

/// The turn; dropping it passes it on.
pub(super) struct Turn {
    _lock: Option<Lock>,
    /// The key in the storage.
    key: String,
    /// What this tab has written there.
    mine: String,
}

/// Waits for this tab's turn at `name`.
pub(super) async fn turn(name: &str) -> Turn {
    let waiting = sleep(LEASE_MS);
    let sleeper = Rc::clone(&waiting.sleeper);
    let has_lock = Rc::<Cell<bool>>::default();
    let told = Rc::clone(&has_lock);
    let tell = move |is_had| {
        told.set(is_had);
        sleeper.wake();
    };
    let lock = Lock::request(name, Rc::new(tell));
    if lock.is_some() {
        waiting.await;
    }
    let key = [name, " turn"].concat();
    let mut mine = String::new();
    loop {
        let (held, now) = (storage::get(&key).unwrap_or_default(), clock_ms());
        let is_mine = held == mine;
        if is_mine && has_time(&held, now) {
            break;
        }
        if is_mine || has_lock.get() || !is_taken(&held, now) {
            mine = lease(now, random());
            storage::set(&key, &mine);
        }
        if has_lock.get() {
            break;
        }
        sleep(SETTLE_MS).await;
    }
    Turn { _lock: lock, key, mine }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if storage::get(&self.key).as_ref() == Some(&self.mine) {
            storage::remove(&self.key);
        }
    }
}
