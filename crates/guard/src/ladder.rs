//! How much work the next new voter of a network does, by how many of it there were today. Arithmetic alone.

/// Iterations of PBKDF2 in one attempt: some milliseconds, which checking a proof costs as well.
pub const ITERATIONS: u32 = 5_000;
/// Voters of a network up to whom everybody does the same work: a hall, a school, a mobile carrier's address.
const STEADY: u32 = 2_500;
/// From there on the work doubles with every so many voters.
const DOUBLES: u32 = 500;
/// It doubles so often.
const DOUBLINGS: u32 = 8;

/// The work for the new voters of one network in one poll and day.
#[derive(Clone, Copy, Debug)]
pub struct Ladder {
    /// Voters for whom no work is asked.
    share: u32,
    /// The first work, in leading zero bits.
    bits: u8,
}

impl Ladder {
    /// No work for so many voters of a network, then that of so many `bits`.
    pub fn new(share: u32, bits: u8) -> Self {
        Self { share, bits }
    }

    /// The leading zero bits that a derivation must have for the next voter of a network that may so many halves of what an
    /// address may, after so many `voters`, of whom `slack` do not count.
    pub fn bits_of(&self, voters: u32, halves: u32, slack: u32) -> u8 {
        let voters = u64::from(voters.saturating_sub(slack.saturating_mul(halves) / 2)) * 2 / u64::from(halves.max(1));
        self.bits(u32::try_from(voters).unwrap_or(u32::MAX))
    }

    /// The same for an address.
    pub fn bits(&self, voters: u32) -> u8 {
        if voters < self.share {
            return 0;
        }
        let doublings = voters.saturating_sub(STEADY.max(self.share)).div_ceil(DOUBLES).min(DOUBLINGS);
        self.bits + doublings as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SLACK;

    /// More iterations a second than one core does with the processor's own SHA-256 (docs/security.md says what was measured).
    const FAST: f64 = 10e6;
    /// What 10,000 votes from one address take in a casual poll, by the limit of 300 a minute.
    const TODAY_S: f64 = 10_000.0 / 300.0 * 60.0;

    const LADDER: Ladder = Ladder { share: 100, bits: 9 };

    /// Seconds that so many votes of one network cost, which may so many halves of what an address may, with all the leniency
    /// that there is.
    fn seconds(voters: u32, halves: u32) -> f64 {
        let bits = (0..voters).map(|voter| LADDER.bits_of(voter, halves, SLACK));
        bits.filter(|bits| *bits > 0).map(|bits| f64::from(1 << bits) * f64::from(ITERATIONS) / FAST).sum()
    }

    #[test]
    fn ten_thousand_votes_of_one_address_cost_a_hundred_times_of_what_they_did() {
        let hours = |halves| seconds(10_000, halves) / 3_600.0;
        let [address, home, site] = [hours(2), hours(3), hours(4)];
        println!("10,000 votes cost {address:.1} h of one fast core; of a /56 {home:.1} h, of a /48 {site:.1} h");
        assert!(seconds(10_000, 2) > 100.0 * TODAY_S, "{address} h");
        assert!(home < address && site < home, "the wider, the more");
        // A /48 may send four times as many votes a minute in a casual poll.
        assert!(seconds(10_000, 4) > 10.0 * TODAY_S / 4.0, "{site} h");
    }

    #[test]
    fn two_thousand_readers_behind_one_address_do_no_more_than_the_first_work() {
        let bits: Vec<u8> = (0..2_000).map(|voter| LADDER.bits(voter)).collect();
        assert!(bits[..100].iter().all(|bits| *bits == 0) && bits[100..].iter().all(|bits| *bits == 9));
    }

    #[test]
    fn the_work_doubles_and_has_an_end() {
        let at = [2_500, 2_501, 3_000, 3_001, 6_001, 100_000, u32::MAX].map(|voters| LADDER.bits(voters));
        assert_eq!(at, [9, 10, 10, 11, 17, 17, 17]);
        assert_eq!(Ladder::new(5_000, 9).bits(5_000), 9, "a wider share begins with the same work");
    }
}
