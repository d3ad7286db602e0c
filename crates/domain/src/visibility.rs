//! Who sees how a poll stands.

use hustings_wire::{PollState, ResultsRule};

/// Which readers see the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// All of them.
    Everyone,
    /// Those who have voted, or abstained.
    Voters,
    /// None of them.
    Nobody,
}

impl Audience {
    /// Whether a reader who has or has not voted is among them.
    pub fn includes(self, voted: bool) -> bool {
        match self {
            Self::Everyone => true,
            Self::Voters => voted,
            Self::Nobody => false,
        }
    }
}

/// Who sees the results of a poll with this rule in this state.
pub fn audience(rule: ResultsRule, state: PollState) -> Audience {
    match (rule, state) {
        (ResultsRule::Always, _) | (_, PollState::Closed) => Audience::Everyone,
        (ResultsRule::AfterVote, _) => Audience::Voters,
        // An unknown rule counts as the strictest.
        (ResultsRule::AfterClose | ResultsRule::Other, _) => Audience::Nobody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_show_to_whom_the_rule_says() {
        use {Audience as A, PollState as S, ResultsRule as R};
        let cases = [
            (R::Always, S::Scheduled, A::Everyone),
            (R::Always, S::Open, A::Everyone),
            (R::AfterVote, S::Scheduled, A::Voters),
            (R::AfterVote, S::Open, A::Voters),
            (R::AfterVote, S::Closed, A::Everyone),
            (R::AfterClose, S::Open, A::Nobody),
            (R::AfterClose, S::Closed, A::Everyone),
            (R::Other, S::Open, A::Nobody),
        ];
        for (rule, state, expected) in cases {
            assert_eq!(audience(rule, state), expected, "{rule:?} {state:?}");
        }
        assert!(A::Voters.includes(true) && !A::Voters.includes(false) && !A::Nobody.includes(true));
    }
}
