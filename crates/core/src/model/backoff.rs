//! How long to wait before trying again.

/// The shortest bound of a wait, in milliseconds.
pub const BASE_MS: u32 = 500;
/// How often the bound doubles.
const DOUBLINGS: u32 = 3;
/// The longest bound of a wait, in milliseconds. Whoever waits for the end of an outage is to see it soon, however long it was:
/// browsers themselves try a lost stream again every three to five seconds, for as long as their page is open.
pub const CAP_MS: u32 = BASE_MS << DOUBLINGS;

/// Milliseconds to wait before attempt number `attempt` (0 for the first retry): exponential with full jitter, `random` in
/// 0..1 times a bound that doubles from 0.5 s to 4 s, so that the readers of a server that comes back do not all arrive at once.
///
/// Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
pub fn full_jitter_ms(attempt: u32, random: f64) -> u32 {
    let bound = BASE_MS << attempt.min(DOUBLINGS);
    (f64::from(bound) * random.clamp(0.0, 1.0)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_double_up_to_the_cap() {
        let bounds = [0, 1, 2, 3, 4, 40, u32::MAX].map(|attempt| full_jitter_ms(attempt, 1.0));
        assert_eq!(bounds, [500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000]);
        assert_eq!(full_jitter_ms(3, 0.0), 0);
        assert_eq!(full_jitter_ms(0, 0.5), 250);
    }
}
