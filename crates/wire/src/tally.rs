//! Percentages and means: computed here once, so that the app, the embed, the picture, the table
//! and the server all print the same figures.

use serde::{Deserialize, Serialize};

use crate::PollKind;

/// The sum of `counts`, at most `u64::MAX`.
pub fn saturating_sum(counts: &[u64]) -> u64 {
    counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
}

/// The percentages to print for the options of a poll of `kind` whose votes are `votes`, in the
/// order of the options; all 0 without votes.
///
/// The percentages of a poll in which a vote is for one option are each option's share of all votes by
/// [`largest_remainder`] and total 100; so are a ranking's, of the votes that put an option first. A
/// multiple-choice poll's are each option's share of
/// `voters` by [`share_of`] and need not total anything.
pub fn percentages(kind: PollKind, votes: &[u64], voters: u64) -> Vec<u8> {
    match kind {
        PollKind::Multiple => votes.iter().map(|v| share_of(*v, voters)).collect(),
        PollKind::Single | PollKind::Scale | PollKind::Ranking | PollKind::Other => largest_remainder(votes),
    }
}

/// Whole percentages that total 100, by the largest-remainder (Hare–Niemeyer, Hamilton) method:
/// every share is rounded down, and the points that are left go to the largest remainders. Of
/// equal remainders the earlier option is served first. All 0 when there are no votes.
///
/// Order is kept: more votes never print as a smaller percentage.
pub fn largest_remainder(votes: &[u64]) -> Vec<u8> {
    let total: u128 = votes.iter().map(|v| u128::from(*v)).sum();
    if total == 0 {
        return vec![0; votes.len()];
    }
    let mut percents = Vec::with_capacity(votes.len());
    // Remainders plus one: 0 marks an option that is served. A sort of some twenty numbers would
    // weigh more in the WASM than all the rest of this module.
    let mut remainders = Vec::with_capacity(votes.len());
    let mut missing = 100;
    for votes in votes {
        let (percent, remainder) = times_over(100, u128::from(*votes), total);
        percents.push(percent);
        remainders.push(remainder + 1);
        missing -= percent;
    }
    for _ in 0..missing {
        let largest = remainders.iter().copied().max().unwrap_or(0);
        let first = percents.iter_mut().zip(&mut remainders).find(|(_, remainder)| **remainder == largest);
        if let Some((percent, remainder)) = first {
            *percent += 1;
            *remainder = 0;
        }
    }
    percents
}

/// `factor * part / whole` and what remains, for a `part` of at most the `whole`: bit by bit, since a division of
/// 128 bits would weigh a kilobyte in the WASM.
fn times_over(factor: u8, part: u128, whole: u128) -> (u8, u128) {
    let (mut times, mut remainder) = (0, 0);
    for bit in (0..8).rev() {
        times *= 2;
        remainder *= 2;
        if factor >> bit & 1 == 1 {
            remainder += part;
        }
        while remainder >= whole {
            remainder -= whole;
            times += 1;
        }
    }
    (times, remainder)
}

/// `votes` as a whole percentage of `voters`, rounded half up; 0 when there are no voters, and
/// never above 100.
pub fn share_of(votes: u64, voters: u64) -> u8 {
    let (votes, voters) = (u128::from(votes), u128::from(voters));
    if voters == 0 {
        return 0;
    }
    let (percent, remainder) = times_over(100, votes.min(voters), voters);
    percent + u8::from(remainder * 2 >= voters)
}

/// Mean stars of a histogram of ratings, one star first: to two decimals, rounded half up; `None`
/// without ratings.
pub fn mean_stars(histogram: &[u64; 5]) -> Option<f64> {
    let votes: u128 = histogram.iter().map(|n| u128::from(*n)).sum();
    (votes > 0).then(|| mean_of(histogram, votes))
}

/// What the votes on a scale add up to. Steps are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScaleSummary {
    /// The step up to which half of the voters are.
    pub median: u32,
    /// Mean step, to two decimals.
    pub mean: f64,
    /// The steps up to which a quarter and three quarters of the voters are: half of them are between the two.
    pub spread: [u32; 2],
}

/// The summary of `votes` by step, the lowest first; `None` without votes.
///
/// Quantiles are the first step by which at least that share of the votes is reached, as the inverse of the empirical
/// distribution has it (Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, definition 1): always steps that
/// somebody chose. The mean is rounded half up.
pub fn scale_summary(votes: &[u64]) -> Option<ScaleSummary> {
    let total: u128 = votes.iter().map(|v| u128::from(*v)).sum();
    if total == 0 {
        return None;
    }
    // Quarters are counted one by one: to multiply numbers of 128 bits would weigh more in the WASM than this.
    let (mut reached, mut wanted) = (0, total);
    let mut quartiles = Vec::new();
    for (votes, step) in votes.iter().zip(1..) {
        reached += u128::from(*votes) << 2;
        while quartiles.len() < 3 && reached >= wanted {
            quartiles.push(step);
            wanted += total;
        }
    }
    let mean = mean_of(votes, total);
    let [low, median, high] = quartiles.try_into().ok()?;
    Some(ScaleSummary { median, mean, spread: [low, high] })
}

/// The mean of numbers from 1, each as often as `counts` says, to two decimals and rounded half up. `total` is the sum of the
/// counts, at least 1.
fn mean_of(counts: &[u64], total: u128) -> f64 {
    let (mut rest, mut tail) = (0, 0);
    for count in counts.iter().rev() {
        tail += u128::from(*count);
        rest += tail;
    }
    // The numbers are few and small.
    let mut whole = 0;
    while rest >= total {
        rest -= total;
        whole += 1;
    }
    let (hundredths, remainder) = times_over(100, rest, total);
    let hundredths = whole * 100 + u32::from(hundredths) + u32::from(remainder * 2 >= total);
    f64::from(hundredths) / 100.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_examples_of_the_contract_hold() {
        assert_eq!(largest_remainder(&[33, 30, 24, 21]), [31, 28, 22, 19]);
        assert_eq!(mean_stars(&[0, 0, 0, 0, 4]), Some(5.0));
        assert_eq!(mean_stars(&[0; 5]), None);
    }

    #[test]
    fn small_tallies_are_what_one_would_write_by_hand() {
        assert_eq!(largest_remainder(&[]), [0u8; 0]);
        assert_eq!(largest_remainder(&[0, 0]), [0, 0]);
        assert_eq!(largest_remainder(&[1, 1, 1]), [34, 33, 33]);
        assert_eq!(largest_remainder(&[0, 7]), [0, 100]);
        assert_eq!(percentages(PollKind::Multiple, &[2, 1, 3], 3), [67, 33, 100]);
        assert_eq!(share_of(1, 200), 1);
        assert_eq!(share_of(1, 201), 0);
        assert_eq!(share_of(5, 0), 0);
        assert_eq!(mean_stars(&[0, 0, 0, 2, 1]), Some(4.33));
        assert_eq!(mean_stars(&[1, 0, 0, 0, 1]), Some(3.0));
    }

    #[test]
    fn nothing_overflows_at_the_largest_counts() {
        assert_eq!(largest_remainder(&[u64::MAX; 4]), [25; 4]);
        assert_eq!(share_of(u64::MAX, u64::MAX), 100);
        assert_eq!(mean_stars(&[0, 0, 0, 0, u64::MAX]), Some(5.0));
        assert_eq!(saturating_sum(&[u64::MAX, 1]), u64::MAX);
    }

    #[test]
    fn a_scale_is_summed_up_as_one_would_by_hand() {
        let summary = |votes: &[u64]| scale_summary(votes).map(|s| (s.median, s.mean, s.spread));
        assert_eq!(summary(&[0, 0, 0]), None);
        assert_eq!(summary(&[]), None);
        assert_eq!(summary(&[0, 1, 0]), Some((2, 2.0, [2, 2])));
        assert_eq!(summary(&[1, 1]), Some((1, 1.5, [1, 2])));
        assert_eq!(summary(&[1, 0, 0, 0, 1]), Some((1, 3.0, [1, 5])));
        // 1 2 2 3 3 3 4 4 4 4 5 5
        assert_eq!(summary(&[1, 2, 3, 4, 2]), Some((3, 3.33, [2, 4])));
        assert_eq!(summary(&[u64::MAX; 11]), Some((6, 6.0, [3, 9])));
    }

    fn any_votes() -> impl Strategy<Value = Vec<u64>> {
        let count = prop_oneof![0u64..200, any::<u64>()];
        prop::collection::vec(count, 1..30)
    }

    proptest! {
        #[test]
        fn percentages_total_one_hundred(votes in any_votes()) {
            let total: u32 = largest_remainder(&votes).iter().map(|p| u32::from(*p)).sum();
            let expected = if votes.iter().all(|v| *v == 0) { 0 } else { 100 };
            prop_assert_eq!(total, expected);
        }

        #[test]
        fn more_votes_never_print_as_less(votes in any_votes()) {
            let percents = largest_remainder(&votes);
            for (a, pa) in votes.iter().zip(&percents) {
                for (b, pb) in votes.iter().zip(&percents) {
                    prop_assert!(a <= b || pa >= pb, "{} -> {}, {} -> {}", a, pa, b, pb);
                }
            }
        }

        #[test]
        fn a_percentage_is_less_than_one_point_off(votes in any_votes()) {
            let total: u128 = votes.iter().map(|v| u128::from(*v)).sum();
            prop_assume!(total > 0);
            for (votes, percent) in votes.iter().zip(largest_remainder(&votes)) {
                let exact = u128::from(*votes) * 100;
                prop_assert!((u128::from(percent) * total).abs_diff(exact) < total);
            }
        }

        #[test]
        fn half_of_the_votes_are_on_each_side_of_a_median(votes in any_votes()) {
            let total: u128 = votes.iter().map(|v| u128::from(*v)).sum();
            let Some(ScaleSummary { median, spread: [low, high], .. }) = scale_summary(&votes) else { return Ok(()) };
            let up_to = |step: u32| votes.iter().take(step as usize).map(|v| u128::from(*v)).sum::<u128>();
            for (step, quarters) in [(low, 1), (median, 2), (high, 3)] {
                prop_assert!(up_to(step) * 4 >= total * quarters && up_to(step - 1) * 4 < total * quarters);
                prop_assert!(votes[step as usize - 1] > 0);
            }
        }

        #[test]
        fn a_mean_lies_between_one_and_five(histogram in prop::array::uniform5(any::<u64>())) {
            if let Some(mean) = mean_stars(&histogram) {
                prop_assert!((1.0..=5.0).contains(&mean));
            }
        }
    }
}
