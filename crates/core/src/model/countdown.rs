//! The remaining time, in the largest unit that is precise enough.

use hustings_wire::Timestamp;

/// A span of time as one says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Countdown {
    /// Two days or more.
    Days,
    /// Whole hours, 2 to 47.
    Hours(u64),
    /// Whole minutes, 2 to 119.
    Minutes(u64),
    /// Whole seconds, 1 to 119.
    Seconds(u64),
    /// Nothing is left.
    Over,
}

/// What is left from `now` to `end`, rounded down.
pub fn time_left(now: Timestamp, end: Timestamp) -> Countdown {
    let seconds = u64::try_from(end.seconds_since(now)).unwrap_or(0);
    match seconds {
        0 => Countdown::Over,
        1..120 => Countdown::Seconds(seconds),
        120..7_200 => Countdown::Minutes(seconds / 60),
        7_200..172_800 => Countdown::Hours(seconds / 3_600),
        _ => Countdown::Days,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_gets_finer_as_the_end_comes_nearer() {
        let cases = [
            (-5, Countdown::Over),
            (0, Countdown::Over),
            (1, Countdown::Seconds(1)),
            (119, Countdown::Seconds(119)),
            (120, Countdown::Minutes(2)),
            (7_199, Countdown::Minutes(119)),
            (7_200, Countdown::Hours(2)),
            (172_799, Countdown::Hours(47)),
            (172_800, Countdown::Days),
        ];
        for (seconds, expected) in cases {
            let end = Timestamp::from_unix(1_000 + seconds);
            assert_eq!(time_left(Timestamp::from_unix(1_000), end), expected, "{seconds}");
        }
    }
}
