//! When a message is tried again. A notice loses its worth within the day, so that it is given up sooner than a webhook's message.

use hustings_webhook::retry;

/// Attempts, with the first one. With the waits between them they take about three hours.
pub const ATTEMPTS: u32 = 8;

/// Seconds to wait after so many attempts that failed, or none where that was the last one. `random` lies in 0..1.
pub fn wait(failed: u32, random: f64) -> Option<u32> {
    retry::wait(failed, random).filter(|_| failed < ATTEMPTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_for_some_hours() {
        let hours = |random| (1..).map_while(|failed| wait(failed, random)).sum::<u32>() / 3_600;
        assert_eq!([0.0, 0.5, 1.0].map(hours), [2, 3, 3]);
        assert_eq!((1..).map_while(|failed| wait(failed, 0.5)).count(), 7);
    }
}
