//! The clock: the machine's, or that of the database that several machines share, or in tests one that is set by hand.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use hustings_wire::Timestamp;

/// How far a clock may be found to be ahead of the right time and is waited for, in milliseconds: it stands meanwhile. One that is
/// further ahead was set wrong, and goes back at once.
const WAITED_FOR: i64 = 5_000;
/// How many milliseconds less is known of another clock with each time that it is asked, since no two go at one speed.
const DRIFT: i64 = 1;

/// A clock. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Seconds since 1970 when set by hand.
    manual: Option<Arc<AtomicI64>>,
    /// By how many milliseconds the machine's clock is wrong, in tests.
    wrong_by: i64,
    course: Arc<Course>,
}

/// How a clock goes by another one, all in milliseconds.
#[derive(Debug, Default)]
struct Course {
    /// By how much it is ahead of the machine's.
    ahead: AtomicI64,
    /// By how much that may be wrong at most; `None` before anything was asked.
    within: Mutex<Option<i64>>,
    /// The latest that it has shown, since 1970.
    shown: AtomicI64,
}

impl Course {
    /// Learns that the other clock showed `there` at some moment after `asked` and before `answered`, of the machine's. It is taken
    /// to have been in the middle, which is wrong by half of the delay at most: what is known better is kept, unless both cannot be
    /// true, because a clock was set. Returns by how much the other one is ahead, and was.
    fn learn(&self, asked: i64, there: i64, answered: i64) -> (i64, i64) {
        let delay = answered.saturating_sub(asked);
        let (ahead, wrong_by) = (there.saturating_sub(asked.saturating_add(delay / 2)), delay / 2 + 1);
        let mut within = self.within.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.ahead.load(Ordering::Relaxed);
        let known = within.map(|known| known.saturating_add(DRIFT));
        let is_better = known.is_none_or(|known| {
            let was_set = ahead.saturating_sub(before).saturating_abs() > known.saturating_add(wrong_by);
            was_set || wrong_by <= known
        });
        // Where the machine's own was set back meanwhile, this says nothing.
        if delay < 0 || !is_better {
            *within = known;
            return (before, before);
        }
        *within = Some(wrong_by);
        self.ahead.store(ahead, Ordering::Relaxed);
        (ahead, before)
    }

    /// What it shows while the machine's shows `here`: never less than before, as long as it is not far ahead.
    fn shows(&self, here: i64) -> i64 {
        let at = self.reckons(here);
        let shown = self.shown.fetch_max(at, Ordering::Relaxed);
        if shown.saturating_sub(at) <= WAITED_FOR {
            return at.max(shown);
        }
        self.shown.store(at, Ordering::Relaxed);
        at
    }

    /// The same, not caring what it has shown.
    fn reckons(&self, here: i64) -> i64 {
        here.saturating_add(self.ahead.load(Ordering::Relaxed))
    }
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

    /// Has this clock and all its clones go by another one, which was asked when the machine's showed `asked`, showed `there`, and
    /// has answered just now; all in milliseconds since 1970. The less time there was in between the better it is known. Returns by
    /// how many milliseconds the other one is ahead of the machine's, and was when it was asked before. No effect on a manual clock.
    pub fn go_by(&self, asked: i64, there: i64) -> (i64, i64) {
        if !self.is_system() {
            return (0, 0);
        }
        self.course.learn(asked, there, self.of_the_machine())
    }

    /// The present instant. Before 1970 counts as 1970. It does not go back by five seconds or less, and stands meanwhile.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_unix(match &self.manual {
            Some(manual) => manual.load(Ordering::SeqCst),
            None => self.course.shows(self.of_the_machine()).div_euclid(1_000).max(0),
        })
    }

    /// How long the present second goes on; of a manual clock that of the machine's.
    pub fn until_next_second(&self) -> Duration {
        let now = self.course.reckons(self.of_the_machine());
        Duration::from_millis(1_000 - now.rem_euclid(1_000).unsigned_abs())
    }

    /// What the machine's own clock shows, in milliseconds since 1970.
    pub fn of_the_machine(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX).saturating_add(self.wrong_by)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    /// Noon, in milliseconds.
    const NOON: i64 = 1_780_315_200_000;

    /// Were a look taken at its answer, the poll that closes at noon would be open again for as long as the answer took.
    #[test]
    fn an_answer_that_took_long_sets_nothing_back() {
        let course = Course::default();
        assert_eq!(course.learn(NOON - 1_000, NOON - 999, NOON - 998), (0, 0));
        assert_eq!(course.shows(NOON + 10), NOON + 10);
        for (name, delay, there_after) in [
            ("read before all else", 400, 1),
            ("read at last", 400, 399),
            ("a little late", 20, 2),
            ("a whole second", 1_000, 0),
            ("at once", 2, 1),
        ] {
            let asked = NOON + 20;
            course.learn(asked, asked + there_after, asked + delay);
            assert!((course.shows(NOON + 1_100) - (NOON + 1_100)).abs() <= 2, "{name}: {course:?}");
        }
    }

    #[test]
    fn what_is_known_badly_gives_way_to_what_is_known_better() {
        let course = Course::default();
        course.learn(NOON, NOON + 30_000, NOON + 400);
        assert_eq!(course.shows(NOON + 400), NOON + 30_200, "it is all that there is");
        course.learn(NOON + 500, NOON + 30_490, NOON + 504);
        assert_eq!(course.shows(NOON + 504), NOON + 30_492);
    }

    #[test]
    fn a_clock_that_was_set_is_followed_at_once() {
        let course = Course::default();
        course.learn(NOON, NOON + 1, NOON + 2);
        course.shows(NOON + 2);
        assert_eq!(
            course.learn(NOON + 100, NOON + 3_600_300, NOON + 500),
            (3_600_000, 0),
            "by an answer that took long"
        );
        assert_eq!(course.shows(NOON + 500), NOON + 3_600_500);
        course.learn(NOON + 1_000, NOON + 1_001, NOON + 1_002);
        assert_eq!(course.shows(NOON + 1_002), NOON + 1_002, "back by an hour");
    }

    #[test]
    fn it_stands_where_it_would_go_back_a_little() {
        let course = Course::default();
        course.learn(NOON, NOON + 2_001, NOON + 2);
        assert_eq!(course.shows(NOON + 10), NOON + 2_010);
        course.learn(NOON + 20, NOON + 21, NOON + 22);
        let shown = [30, 1_000, 2_010, 2_500].map(|after| course.shows(NOON + after) - NOON);
        assert_eq!(shown, [2_010, 2_010, 2_010, 2_500]);
    }

    #[test]
    fn machines_whose_clocks_differ_tell_one_time_by_another_s() {
        let clocks = [-60, 0, 60].map(Clock::of_a_machine_that_is_ahead_by);
        let clones = clocks.clone();
        let began = Instant::now();
        for clock in &clocks {
            clock.go_by(clock.of_the_machine(), NOON + 250);
        }
        for clock in &clones {
            let since = clock.now().unix() - NOON / 1_000;
            assert!((0..=began.elapsed().as_secs().cast_signed() + 1).contains(&since), "{since}");
            assert!(clock.until_next_second() <= Duration::from_secs(1));
        }
    }

    #[test]
    fn a_clock_that_is_set_by_hand_stays_as_it_was_set() {
        let noon: Timestamp = "2026-06-01T12:00:00Z".parse().expect("an instant");
        let clock = Clock::standing_at(noon);
        assert_eq!(clock.go_by(clock.of_the_machine(), 0), (0, 0));
        assert_eq!(clock.now(), noon);
    }
}
