//! When a message is tried again: after some seconds, then ever later, for about a day.

/// Attempts, with the first one. With the waits between them they take 18 to 28 hours.
pub const ATTEMPTS: u32 = 12;
/// The wait after the first attempt, in seconds; each further one is three times as long.
const FIRST: u32 = 10;
/// The longest wait, in seconds.
const LONGEST: u32 = 5 * 3_600;

/// Seconds to wait after so many attempts that failed, or none where that was the last one. `random` lies in 0..1 and makes it up
/// to a fifth shorter or longer, so that what failed together is not tried together.
pub fn wait(failed: u32, random: f64) -> Option<u32> {
    if failed >= ATTEMPTS {
        return None;
    }
    let bound = FIRST.saturating_mul(3u32.saturating_pow(failed.saturating_sub(1))).min(LONGEST);
    Some((f64::from(bound) * (0.8 + 0.4 * random.clamp(0.0, 1.0))).round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_threefold_up_to_five_hours() {
        let waits: Vec<Option<u32>> = (1..=ATTEMPTS).map(|failed| wait(failed, 0.5)).collect();
        let expected = [10, 30, 90, 270, 810, 2_430, 7_290, 18_000, 18_000, 18_000, 18_000].map(Some);
        assert_eq!(waits, [expected.as_slice(), &[None]].concat());
        assert_eq!([0.0, 1.0].map(|random| wait(1, random)), [Some(8), Some(12)]);
    }

    #[test]
    fn it_goes_on_for_about_a_day() {
        let hours = |random| (1..ATTEMPTS).filter_map(|failed| wait(failed, random)).sum::<u32>() / 3_600;
        assert_eq!([0.0, 0.5, 1.0].map(hours), [18, 23, 27]);
    }
}
