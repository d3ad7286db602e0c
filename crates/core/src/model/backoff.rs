//! How long to wait before trying again.

/// The shortest bound of a wait, in milliseconds.
pub const BASE_MS: u32 = 500;
/// How often the bound doubles at first, up to 4 s: whoever waits for a restart is to see its end soon.
const DOUBLINGS: u32 = 3;
/// From this attempt on, some 14 seconds after the first, it doubles again.
const OLD: u32 = 9;
/// The longest bound of a wait, in milliseconds.
pub const CAP_MS: u32 = 30_000;

/// Milliseconds to wait before attempt number `attempt` (0 for the first retry): exponential with full jitter, `random` in
/// 0..1 times a bound, so that the readers of a server that comes back do not all arrive at once. The bound doubles from
/// 0.5 s to 4 s, stays there for as long as an outage is young, and doubles again up to 30 s.
///
/// Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
pub fn full_jitter_ms(attempt: u32, random: f64) -> u32 {
    let doublings = attempt.min(DOUBLINGS) + attempt.saturating_sub(OLD - 1).min(DOUBLINGS);
    let bound = (BASE_MS << doublings).min(CAP_MS);
    (f64::from(bound) * random.clamp(0.0, 1.0)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_double_up_to_the_cap() {
        let bounds = [0, 1, 2, 3, 8, 9, 10, 11, 40, u32::MAX].map(|attempt| full_jitter_ms(attempt, 1.0));
        assert_eq!(bounds, [500, 1_000, 2_000, 4_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
        assert_eq!(full_jitter_ms(3, 0.0), 0);
        assert_eq!(full_jitter_ms(0, 0.5), 250);
    }
}
