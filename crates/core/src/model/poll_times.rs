//! When a poll opens and closes.

use hustings_wire::{Poll, PollCard, PollState, Timestamp};

/// What a backend has said of a poll's times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollTimes {
    /// Whether votes were taken.
    pub state: PollState,
    /// When it opens or opened.
    pub opens_at: Option<Timestamp>,
    /// When it closes or closed.
    pub closes_at: Option<Timestamp>,
}

impl PollTimes {
    /// The state at `now`: what was said may be older than the moment at which the poll opens or closes.
    pub fn state_at(self, now: Timestamp) -> PollState {
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        match self.state {
            PollState::Open | PollState::Scheduled if due(self.closes_at) => PollState::Closed,
            PollState::Scheduled if due(self.opens_at) => PollState::Open,
            state => state,
        }
    }
}

impl From<&Poll> for PollTimes {
    fn from(poll: &Poll) -> Self {
        Self { state: poll.state, opens_at: poll.opens_at, closes_at: poll.closes_at }
    }
}

impl From<&PollCard> for PollTimes {
    fn from(card: &PollCard) -> Self {
        Self { state: card.state, opens_at: card.opens_at, closes_at: card.closes_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poll_opens_and_closes_when_its_moment_has_come() {
        use PollState::{Closed, Open, Other, Scheduled};
        let times = |state| PollTimes {
            state,
            opens_at: Some(Timestamp::from_unix(10)),
            closes_at: Some(Timestamp::from_unix(20)),
        };
        for (said, now, expected) in [
            (Scheduled, 9, Scheduled),
            (Scheduled, 10, Open),
            (Scheduled, 20, Closed),
            (Open, 19, Open),
            (Open, 20, Closed),
            (Closed, 15, Closed),
            (Other, 25, Other),
        ] {
            assert_eq!(times(said).state_at(Timestamp::from_unix(now)), expected, "{said:?} at {now}");
        }
    }
}
