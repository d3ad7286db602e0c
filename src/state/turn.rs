//! One tab of this browser at a time: by a Web Lock, or by a lease in the storage where the browser has no locks.

use std::rc::Rc;

use hustings_core::model::lease::{LEASE_MS, SETTLE_MS, is_taken, lease};

use crate::dom::{
    document::{clock_ms, random},
    lock::Lock,
    storage,
    timer::sleep,
};

/// The turn; dropping it passes it on.
pub(super) struct Turn {
    _lock: Option<Lock>,
    /// The key in the storage, and what this tab has written there.
    lease: Option<(String, String)>,
}

/// Waits for this tab's turn at `name`. No request lasts as long as it waits at most: a tab that still has the lock then
/// has been frozen, and nothing of it is on its way any more.
pub(super) async fn turn(name: &str) -> Turn {
    let waiting = sleep(LEASE_MS);
    let sleeper = Rc::clone(&waiting.sleeper);
    if let Some(lock) = Lock::request(name, Rc::new(move |_| sleeper.wake())) {
        waiting.await;
        return Turn { _lock: Some(lock), lease: None };
    }
    let key = [name, " turn"].concat();
    let mut mine = String::new();
    loop {
        let held = storage::get(&key).unwrap_or_default();
        if held == mine && !mine.is_empty() {
            return Turn { _lock: None, lease: Some((key, mine)) };
        }
        let now = clock_ms();
        if !is_taken(&held, now) {
            mine = lease(now, random());
            storage::set(&key, &mine);
        }
        sleep(SETTLE_MS).await;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some((key, mine)) = &self.lease
            && storage::get(key).as_ref() == Some(mine)
        {
            storage::remove(key);
        }
    }
}
