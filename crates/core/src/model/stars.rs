//! A reader's rating of an article: the server's snapshot, and the stars that are being sent.

use hustings_wire::{Rating, RatingSnapshot, Seq};

use super::ballot::Delivery;

/// The rating as one reader has it before them.
#[derive(Clone, Debug, PartialEq)]
pub struct Stars {
    /// The server's latest snapshot.
    pub rating: Rating,
    /// What the reader has chosen: their stars, or to take them back; lies over the
    /// snapshot until it is acknowledged.
    pub wanted: Option<Option<u8>>,
    /// What became of the last thing sent.
    pub delivery: Option<Delivery>,
    /// The snapshot with which the server last acknowledged stars or their withdrawal.
    settled: Option<Seq>,
}

impl Stars {
    /// What the server says, with nothing on its way.
    pub fn new(rating: Rating) -> Self {
        Self { rating, wanted: None, delivery: None, settled: None }
    }

    /// The stars to show as the reader's own.
    pub fn mine(&self) -> Option<u8> {
        self.wanted.unwrap_or(self.rating.my_stars)
    }

    /// Takes a snapshot of the live stream, unless it is older than what is held.
    pub fn apply_live(&mut self, snapshot: &RatingSnapshot) {
        self.rating.apply(snapshot);
    }

    /// Takes a whole snapshot: the counts unless they are older, the reader's own stars unless they are from before
    /// some that were acknowledged; from a file nothing after the backend has spoken.
    pub fn apply_snapshot(&mut self, snapshot: Rating) {
        if snapshot.seq.is_static() && !self.rating.seq.is_static() {
            return;
        }
        let outdated = snapshot.seq.predates(self.settled.as_ref());
        let my_stars = if outdated { self.rating.my_stars } else { snapshot.my_stars };
        if snapshot.seq.includes(&self.rating.seq) {
            self.rating = snapshot;
        }
        self.rating.my_stars = my_stars;
    }

    /// The server has acknowledged what was on its way.
    pub fn acknowledge(&mut self, snapshot: Rating) {
        self.delivery = Some(if snapshot.my_stars.is_some() { Delivery::Delivered } else { Delivery::Withdrawn });
        self.wanted = None;
        self.settled = Some(snapshot.seq.clone());
        self.apply_snapshot(snapshot);
    }

    /// The server has refused what was on its way.
    pub fn refuse(&mut self, code: hustings_wire::ErrorCode) {
        self.delivery = Some(Delivery::Refused(code));
        self.wanted = None;
    }
}

#[cfg(test)]
mod tests {
    use hustings_wire::{ErrorCode, Seq};

    use super::*;

    fn rating(number: u64, fives: u64, mine: Option<u8>) -> Rating {
        Rating::from_histogram([0, 0, 0, 0, fives], mine, Seq::new("e", number))
    }

    #[test]
    fn stars_on_their_way_lie_over_the_snapshot_until_acknowledged() {
        let mut stars = Stars::new(rating(1, 4, None));
        stars.wanted = Some(Some(3));
        assert_eq!(stars.mine(), Some(3));
        stars.acknowledge(rating(2, 5, Some(5)));
        assert_eq!(stars.mine(), Some(5));
        assert_eq!(stars.delivery, Some(Delivery::Delivered));
    }

    #[test]
    fn a_file_says_nothing_new_once_the_backend_has_spoken() {
        let file = |fives| Rating::from_histogram([0, 0, 0, 0, fives], None, Seq::new(hustings_wire::STATIC_EPOCH, 9));
        let mut stars = Stars::new(file(4));
        stars.apply_snapshot(rating(1, 5, Some(5)));
        stars.apply_snapshot(file(4));
        assert_eq!((stars.rating.votes, stars.mine()), (5, Some(5)));
    }

    #[test]
    fn a_stale_response_keeps_acknowledged_stars() {
        let mut stars = Stars::new(rating(1, 4, None));
        stars.acknowledge(rating(3, 5, Some(5)));
        stars.apply_snapshot(rating(2, 4, None));
        assert_eq!(stars.mine(), Some(5));
        stars.apply_snapshot(rating(4, 4, None));
        assert_eq!(stars.mine(), None, "they were taken back elsewhere");
    }

    #[test]
    fn a_refusal_shows_what_the_server_has() {
        let mut stars = Stars::new(rating(1, 4, Some(4)));
        stars.wanted = Some(None);
        assert_eq!(stars.mine(), None);
        stars.refuse(ErrorCode::RateLimited);
        assert_eq!(stars.mine(), Some(4));
    }

    #[test]
    fn an_answer_older_than_the_stream_keeps_the_newer_counts() {
        let mut stars = Stars::new(rating(9, 9, None));
        stars.acknowledge(rating(3, 3, Some(2)));
        assert_eq!(stars.rating.votes, 9);
        assert_eq!(stars.mine(), Some(2));
    }
}
