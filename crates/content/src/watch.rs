//! Watches the content folder, and has it read again once saved changes have come to rest.

use std::time::{Duration, Instant};

use super::{notices::Notices, store::ContentStore};

/// How often the system is asked whether it has noticed anything.
const ASK_EVERY: Duration = Duration::from_millis(100);
/// How often the folder is looked at where the system notices nothing, or not everything.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// The same where it does, for what it may have missed.
const LOOK_ALL_THE_SAME: Duration = Duration::from_secs(30);
/// How long files must look the same before they are read: longer than a program takes from one file to the next.
const REST: Duration = Duration::from_millis(200);

/// One who looks.
#[derive(Debug)]
pub(super) struct Watch {
    store: ContentStore,
    notices: Option<Notices>,
    /// When something was last noticed that was not read yet.
    noticed: Option<Instant>,
    /// When to look at the folder.
    look_at: Instant,
    /// What it looked like then.
    seen: u64,
}

impl Watch {
    /// Looks at the folder of `store` for ever.
    pub(super) async fn run(store: ContentStore) {
        let (notices, now) = (None, Instant::now());
        let mut watch = Self { store, notices, noticed: None, look_at: now, seen: 0 };
        let folder = watch.store.folder().to_owned();
        watch.notices = tokio::task::spawn_blocking(move || Notices::of(&folder)).await.ok().flatten();
        loop {
            let (store, pause) = (watch.store.clone(), if watch.notices.is_some() { ASK_EVERY } else { REST });
            match tokio::task::spawn_blocking(move || watch.step()).await {
                Ok(after) => watch = after,
                Err(e) => {
                    tracing::error!(target: "hustings::content", "the content could not be read again: {e}");
                    watch = Self { store, notices: None, noticed: None, look_at: Instant::now() + LOOK_EVERY, seen: 0 };
                }
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// Reads what has come to rest.
    fn step(mut self) -> Self {
        let now = Instant::now();
        if self.notices.as_mut().is_some_and(Notices::have_come) {
            self.noticed = Some(now);
        }
        if let Some(at) = self.noticed {
            if now.duration_since(at) >= REST {
                self.noticed = None;
                // New folders are watched before they are read: whatever is done to them afterwards is noticed.
                if self.notices.as_mut().is_some_and(|notices| !notices.cover()) {
                    tracing::info!(target: "hustings::content", "the system watches no more folders: they are looked at twice a second");
                    self.notices = None;
                }
                self.store.reload_noticed();
                self.look_at = Instant::now() + self.pause();
            }
        } else if now >= self.look_at {
            let look = self.store.look();
            // A save of many files is waited out: what is read looked the same a moment ago.
            if look == self.seen {
                self.store.reload_if_other(look);
            }
            self.seen = look;
            self.look_at = Instant::now() + if self.store.has_read(look) { self.pause() } else { REST };
        }
        self
    }

    /// How long nobody needs to look.
    fn pause(&self) -> Duration {
        let is_told_all = self.notices.is_some() && !self.store.needs_looks();
        if is_told_all { LOOK_ALL_THE_SAME } else { LOOK_EVERY }
    }
}
