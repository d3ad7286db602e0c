//! How long to wait before trying again.

/// The shortest bound of a wait, in milliseconds.
pub const BASE_MS: u32 = 500;
/// The longest bound of a wait, in milliseconds.
pub const CAP_MS: u32 = 30_000;

/// Milliseconds to wait before attempt number `attempt` (0 for the first retry): exponential with
/// full jitter, `random × min(30 s, 0.5 s × 2^attempt)`, so that the readers of a server that
/// comes back do not all arrive at once. `random` lies in 0..1.
///
/// Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
pub fn full_jitter_ms(attempt: u32, random: f64) -> u32 {
    let bound = BASE_MS.saturating_mul(2u32.saturating_pow(attempt)).min(CAP_MS);
    (f64::from(bound) * random.clamp(0.0, 1.0)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_double_up_to_the_cap() {
        let bounds: Vec<u32> = [0, 1, 2, 5, 6, 40, u32::MAX].map(|attempt| full_jitter_ms(attempt, 1.0)).to_vec();
        assert_eq!(bounds, [500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000]);
        assert_eq!(full_jitter_ms(3, 0.0), 0);
        assert_eq!(full_jitter_ms(0, 0.5), 250);
    }
}
