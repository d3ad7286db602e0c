//! When a poll takes votes.

use hustings_wire::{PollState, Timestamp};

use crate::PollDefinition;

/// An operator's override of the schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forced {
    /// Votes are taken now.
    Open,
    /// Votes are taken no longer.
    Closed,
}

impl Forced {
    /// Its name in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// The reverse of [`Self::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Open, Self::Closed].into_iter().find(|forced| forced.as_str() == word)
    }
}

/// When a poll opens and closes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// The first second of voting; always open before when absent.
    pub opens_at: Option<Timestamp>,
    /// The first second after voting; never closed when absent.
    pub closes_at: Option<Timestamp>,
}

impl Schedule {
    /// The state at `now`, unless an operator said otherwise.
    pub fn state_at(self, now: Timestamp, forced: Option<Forced>) -> PollState {
        match forced {
            Some(Forced::Open) => PollState::Open,
            Some(Forced::Closed) => PollState::Closed,
            None if self.closes_at.is_some_and(|at| now >= at) => PollState::Closed,
            None if self.opens_at.is_some_and(|at| now < at) => PollState::Scheduled,
            None => PollState::Open,
        }
    }
}

impl From<&PollDefinition> for Schedule {
    fn from(poll: &PollDefinition) -> Self {
        Self { opens_at: poll.opens_at, closes_at: poll.closes_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poll_opens_and_closes_at_the_second_that_its_schedule_says() {
        let at = Timestamp::from_unix;
        let schedule = Schedule { opens_at: Some(at(10)), closes_at: Some(at(20)) };
        let cases = [
            (9, None, PollState::Scheduled),
            (10, None, PollState::Open),
            (19, None, PollState::Open),
            (20, None, PollState::Closed),
            (9, Some(Forced::Open), PollState::Open),
            (25, Some(Forced::Open), PollState::Open),
            (15, Some(Forced::Closed), PollState::Closed),
        ];
        for (now, forced, state) in cases {
            assert_eq!(schedule.state_at(at(now), forced), state, "at {now}, {forced:?}");
        }
        assert_eq!(Schedule::default().state_at(Timestamp::MIN, None), PollState::Open);
        assert_eq!(Schedule::default().state_at(Timestamp::MAX, None), PollState::Open);
    }
}
