//! What the guard remembers, of one day at most: how many new voters came from which network into which poll, and which
//! challenges were answered. Networks are hashed under a key that is made anew every day and written down nowhere, and
//! everything has a bound. It decides nothing.

use std::collections::{HashMap, HashSet};

use hustings_identity::keys::Key;
use hustings_limits::network::Network;

/// Most networks in polls that are counted.
const NETWORKS: usize = 100_000;
/// Most answered challenges that are remembered, twice.
const ANSWERED: usize = 200_000;

/// A network in a poll, hashed.
pub(crate) type Tag = [u8; 16];
/// What tells a challenge from all others.
pub(crate) type Nonce = [u8; 16];

/// What is known of one network in one poll.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// New voters today.
    pub(crate) voters: u32,
    /// Proofs whose work was not done.
    pub(crate) failures: u32,
    /// Votes that were set aside today.
    pub(crate) asides: u32,
}

/// The memory of one day.
#[derive(Debug)]
pub(crate) struct Today {
    /// Days since 1970.
    day: i64,
    key: Key,
    counts: HashMap<Tag, Count>,
    /// Of this period and of the one before: a challenge is good for no longer than a period.
    answered: [HashSet<Nonce>; 2],
    period: i64,
}

impl Default for Today {
    fn default() -> Self {
        Self {
            day: i64::MIN,
            key: Key::random(),
            counts: HashMap::new(),
            answered: Default::default(),
            period: i64::MIN,
        }
    }
}

impl Today {
    /// Forgets what is not of the time `now`, in seconds since 1970; challenges are good for `lifetime`.
    pub(crate) fn turn_to(&mut self, now: i64, lifetime: i64) {
        let day = now.div_euclid(86_400);
        if day != self.day {
            (self.day, self.key) = (day, Key::random());
            self.counts = HashMap::new();
        }
        let period = now.div_euclid(lifetime);
        if period != self.period {
            let last = std::mem::take(&mut self.answered[0]);
            self.answered[1] = if period == self.period.saturating_add(1) { last } else { HashSet::new() };
            self.period = period;
        }
    }

    /// The tag of `network` in `poll`.
    pub(crate) fn tag(&self, poll: &str, network: Network) -> Tag {
        let (kind, digits) = match network {
            Network::V4(address) => (4, u64::from(address)),
            Network::V6(network) => (64, network),
            Network::V6Home(network) => (56, network),
            Network::V6Site(network) => (48, network),
        };
        self.key.short_mac("network in a poll", &[poll.as_bytes(), &[kind], &digits.to_be_bytes()])
    }

    /// What is known of a network.
    pub(crate) fn count(&self, tag: &Tag) -> Count {
        self.counts.get(tag).copied().unwrap_or_default()
    }

    /// Changes what is known of a network. When there are too many, those are forgotten that `is_small` says have hardly
    /// come; where that makes no room, the new one is not remembered.
    pub(crate) fn change(&mut self, tag: Tag, is_small: impl Fn(&Count) -> bool, change: impl FnOnce(&mut Count)) {
        if !self.counts.contains_key(&tag) && self.counts.len() >= NETWORKS {
            self.counts.retain(|_, count| !is_small(count));
            if self.counts.len() >= NETWORKS {
                return;
            }
        }
        change(self.counts.entry(tag).or_default());
    }

    /// Remembers that a challenge was answered; false if it was before, none where there is no more room.
    pub(crate) fn answer(&mut self, nonce: Nonce) -> Option<bool> {
        if self.answered.iter().any(|answered| answered.contains(&nonce)) {
            return Some(false);
        }
        (self.answered[0].len() < ANSWERED).then(|| self.answered[0].insert(nonce))
    }

    /// Takes that back, where the vote could not be stored.
    pub(crate) fn forget_answer(&mut self, nonce: &Nonce) {
        for answered in &mut self.answered {
            answered.remove(nonce);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF_AN_HOUR: i64 = 1_800;
    const NOON: i64 = 86_400 * 20_000 + 43_200;

    fn today() -> Today {
        let mut today = Today::default();
        today.turn_to(NOON, HALF_AN_HOUR);
        today
    }

    #[test]
    fn nothing_is_held_longer_than_a_day() {
        let mut today = today();
        let tag = today.tag("which", Network::V4(1));
        today.change(tag, |_| false, |count| count.voters += 1);
        today.turn_to(NOON + 43_199, HALF_AN_HOUR);
        assert_eq!((today.tag("which", Network::V4(1)), today.count(&tag).voters), (tag, 1));
        today.turn_to(NOON + 43_200, HALF_AN_HOUR);
        assert_ne!(today.tag("which", Network::V4(1)), tag, "the key of yesterday is gone");
        assert!(today.counts.is_empty());
    }

    #[test]
    fn tags_tell_polls_and_networks_apart() {
        let today = today();
        let networks = [Network::V4(1), Network::V4(2), Network::V6(1), Network::V6Home(1), Network::V6Site(1)];
        let tags = networks.into_iter().flat_map(|network| ["which", "other"].map(|poll| today.tag(poll, network)));
        assert_eq!(tags.collect::<HashSet<_>>().len(), 10);
    }

    #[test]
    fn a_challenge_is_answered_once_as_long_as_it_is_good() {
        let mut today = today();
        assert_eq!(today.answer([1; 16]), Some(true));
        today.turn_to(NOON + HALF_AN_HOUR, HALF_AN_HOUR);
        assert_eq!(today.answer([1; 16]), Some(false), "the period before is remembered");
        today.turn_to(NOON + 2 * HALF_AN_HOUR, HALF_AN_HOUR);
        assert_eq!(today.answer([1; 16]), Some(true), "it is too old by now");
        today.forget_answer(&[1; 16]);
        assert_eq!(today.answer([1; 16]), Some(true));
    }

    #[test]
    fn memory_has_a_bound() {
        let mut today = today();
        let tag = |number: usize| (number as u128).to_be_bytes();
        for number in 0..NETWORKS {
            today.change(tag(number), |_| false, |count| count.voters = number as u32 % 10 + 1);
        }
        today.change(tag(NETWORKS), |_| false, |count| count.voters = 1);
        assert_eq!((today.counts.len(), today.count(&tag(NETWORKS)).voters), (NETWORKS, 0), "there is no room");
        today.change(tag(NETWORKS), |count| count.voters < 10, |count| count.voters = 1);
        assert_eq!((today.counts.len(), today.count(&tag(9)).voters), (NETWORKS / 10 + 1, 10), "busy networks stay");
        for number in 0..ANSWERED {
            assert_eq!(today.answer(tag(number)), Some(true));
        }
        assert_eq!(today.answer(tag(ANSWERED)), None);
    }
}
