//! The clock: the machine's, or that of the database that several machines share, or in tests one that is set by hand.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use hustings_wire::Timestamp;

/// A clock. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Seconds since 1970 when set by hand.
    manual: Option<Arc<AtomicI64>>,
    /// By how many milliseconds the machine's clock is wrong, in tests.
    wrong_by: i64,
    /// By how many milliseconds this clock is ahead of the machine's.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stays at `at` until [`Self::set`].
    pub fn standing_at(at: Timestamp) -> Self {
        Self { manual: Some(Arc::new(AtomicI64::new(at.unix()))), ..Self::default() }
    }

    /// That of a machine whose own is wrong by so many seconds, for tests.
    pub fn of_a_machine_that_is_ahead_by(seconds: i64) -> Self {
        Self { wrong_by: seconds * 1_000, ..Self::default() }
    }

    /// Whether it goes by itself.
    pub fn is_system(&self) -> bool {
        self.manual.is_none()
    }

    /// Sets a manual clock and all its clones. No effect on one that goes by itself.
    pub fn set(&self, at: Timestamp) {
        if let Some(manual) = &self.manual {
            manual.store(at.unix(), Ordering::SeqCst);
        }
    }

    /// Has this clock and all its clones go by another one, which shows `there`, milliseconds since 1970. Returns by how many
    /// milliseconds the other one is ahead of the machine's, and was when it was asked last. No effect on a manual clock.
    pub fn go_by(&self, there: i64) -> (i64, i64) {
        let ahead = there.saturating_sub(self.of_the_machine());
        (ahead, self.ahead.swap(ahead, Ordering::Relaxed))
    }

    /// The present instant. Before 1970 counts as 1970.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_unix(match &self.manual {
            Some(manual) => manual.load(Ordering::SeqCst),
            None => self.milliseconds().div_euclid(1_000).max(0),
        })
    }

    /// How long the present second goes on; of a manual clock that of the machine's.
    pub fn until_next_second(&self) -> Duration {
        Duration::from_millis(1_000 - self.milliseconds().rem_euclid(1_000).unsigned_abs())
    }

    fn milliseconds(&self) -> i64 {
        self.of_the_machine().saturating_add(self.ahead.load(Ordering::Relaxed))
    }

    fn of_the_machine(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX).saturating_add(self.wrong_by)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_whose_clocks_differ_tell_one_time_by_another_s() {
        let there = 1_780_315_200_250;
        let clocks = [-60, 0, 60].map(Clock::of_a_machine_that_is_ahead_by);
        let clones = clocks.clone();
        for clock in &clocks {
            clock.go_by(there);
        }
        for clock in &clones {
            let now = clock.now().unix();
            assert!((1_780_315_200..1_780_315_260).contains(&now), "{now}");
            assert!(clock.until_next_second() <= Duration::from_secs(1));
        }
        let (ahead, before) = clocks[0].go_by(there);
        assert!((ahead - before).abs() < 60_000, "it was told the same before");
    }

    #[test]
    fn a_clock_that_is_set_by_hand_stays_as_it_was_set() {
        let noon: Timestamp = "2026-06-01T12:00:00Z".parse().expect("an instant");
        let clock = Clock::standing_at(noon);
        clock.go_by(0);
        assert_eq!(clock.now(), noon);
    }
}
