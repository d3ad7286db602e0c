//! The clock: the system's, or in tests one that is set by hand.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use hustings_wire::Timestamp;

/// A clock. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Seconds since 1970 when set by hand.
    manual: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stays at `at` until [`Self::set`].
    pub fn standing_at(at: Timestamp) -> Self {
        Self { manual: Some(Arc::new(AtomicI64::new(at.unix()))) }
    }

    /// Whether it is the system's.
    pub fn is_system(&self) -> bool {
        self.manual.is_none()
    }

    /// Sets a manual clock and all its clones. No effect on the system's clock.
    pub fn set(&self, at: Timestamp) {
        if let Some(manual) = &self.manual {
            manual.store(at.unix(), Ordering::SeqCst);
        }
    }

    /// The present instant. A system clock before 1970 counts as 1970.
    pub fn now(&self) -> Timestamp {
        let seconds = match &self.manual {
            Some(manual) => manual.load(Ordering::SeqCst),
            None => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() as i64),
        };
        Timestamp::from_unix(seconds)
    }
}
