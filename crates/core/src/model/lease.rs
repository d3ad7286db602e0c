//! Whose turn it is to send, in a browser without locks (the Web Locks API wants a secure context): a line in the storage
//! that all tabs share.
//!
//! A lease is the millisecond at which it ends, and some random digits. Whoever finds none, or one that has ended, writes
//! their own, waits for [`SETTLE_MS`], and has the turn if it still stands there: of two that write at the same time the
//! later one's stands. Whoever comes back too late for a request within their lease, as in the background, where browsers
//! slow timers to one a minute, writes it anew: such a tab sends when it is looked at. A tab that is closed while it has the turn keeps others waiting until its lease ends.

use hustings_wire::digits::digits;

/// How long a lease lasts, in milliseconds: longer than the timeout of a request.
pub const LEASE_MS: u32 = 20_000;
/// How long a request takes at most, in milliseconds.
const REQUEST_MS: u32 = 15_000;
/// How long it takes until what one tab writes is what others read, in milliseconds, and more.
pub const SETTLE_MS: u32 = 100;

/// The lease of somebody who takes it at `now_ms`; `random` in 0..1 differs between tabs.
pub fn lease(now_ms: f64, random: f64) -> String {
    digits(((now_ms + f64::from(LEASE_MS) + random) * 1_000.0) as u64)
}

/// Whether somebody has the turn at `now_ms` by this lease. One that lasts longer than any can is from before the clock was
/// set back, or is none.
pub fn is_taken(lease: &str, now_ms: f64) -> bool {
    // Until the year 2286 these numbers have the same length, so that they compare as texts do.
    *lease > *self::lease(now_ms - f64::from(LEASE_MS), 0.0) && *lease < *self::lease(now_ms + f64::from(LEASE_MS), 0.0)
}

/// Whether a request that begins at `now_ms` ends within this lease.
pub fn has_time(lease: &str, now_ms: f64) -> bool {
    is_taken(lease, now_ms) && is_taken(lease, now_ms + f64::from(REQUEST_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: f64 = 1_795_910_000_000.0;

    #[test]
    fn a_lease_is_taken_until_it_ends() {
        let taken = lease(NOW, 0.5);
        // A little before it began: another tab's clock was read a moment earlier.
        for (later, expected) in
            [(0.0, true), (19_999.0, true), (20_001.0, false), (-1.0, true), (-86_400_000.0, false)]
        {
            assert_eq!(is_taken(&taken, NOW + later), expected, "{later} ms later");
        }
        for none in ["", "17", "soon", "9795910000000123"] {
            assert!(!is_taken(none, NOW), "{none:?}");
        }
    }

    #[test]
    fn a_request_begins_only_if_it_ends_within_the_lease() {
        let mine = lease(NOW, 0.5);
        for (name, later, expected) in [
            ("at once", 0.0, true),
            ("after the settling time", 100.0, true),
            ("just in time", 4_999.0, true),
            ("too late for a request", 5_001.0, false),
            ("from a timer that was slowed to a minute", 60_000.0, false),
            ("by a clock that was set back", -86_400_000.0, false),
        ] {
            assert_eq!(has_time(&mine, NOW + later), expected, "{name}");
        }
        assert!(!has_time("", NOW));
    }

    #[test]
    fn two_tabs_have_two_leases() {
        assert_ne!(lease(NOW, 0.25), lease(NOW, 0.75));
    }
}
