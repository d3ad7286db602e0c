//! A bound on lines of the log that strangers can cause: beyond it they are counted and left out.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Lets so many lines a minute through.
#[derive(Debug)]
pub struct LogLimit {
    per_minute: u32,
    minute: Mutex<Minute>,
}

#[derive(Debug)]
struct Minute {
    began: Instant,
    written: u32,
    left_out: u64,
}

impl LogLimit {
    /// So many lines a minute.
    pub fn new(per_minute: u32) -> Self {
        let minute = Minute { began: Instant::now(), written: 0, left_out: 0 };
        Self { per_minute, minute: Mutex::new(minute) }
    }

    /// Whether there may be one more now. The first line of a minute is preceded by how many were left out before it.
    pub fn allows(&self) -> bool {
        self.allows_at(Instant::now())
    }

    fn allows_at(&self, now: Instant) -> bool {
        let mut minute = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        if now.duration_since(minute.began) >= Duration::from_secs(60) {
            let left_out = minute.left_out;
            *minute = Minute { began: now, written: 0, left_out: 0 };
            if left_out > 0 {
                tracing::warn!(left_out, "lines like the next one were left out");
            }
        }
        let is_allowed = minute.written < self.per_minute;
        if is_allowed {
            minute.written += 1;
        } else {
            minute.left_out += 1;
        }
        is_allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_no_more_lines_than_it_may() {
        let limit = LogLimit::new(2);
        let now = Instant::now();
        let allowed = |seconds: u64| (0..5).filter(|_| limit.allows_at(now + Duration::from_secs(seconds))).count();
        assert_eq!([allowed(0), allowed(59), allowed(61), allowed(100), allowed(200)], [2, 0, 2, 0, 2]);
    }
}
