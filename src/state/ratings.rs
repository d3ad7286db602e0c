//! Ratings: what readers do with them here, and what the server says.

use hustings_wire::{Rating, RatingFrame};
use leptos::prelude::*;

use super::Answers;
use crate::model::{
    ballot::Delivery,
    outbox::{Target, Wish},
    stars::Stars,
};

impl Answers {
    /// Takes over a rating's snapshot.
    pub(super) fn know_rating(&self, slug: &str, rating: &Rating) {
        match self.stars.get(slug) {
            Some(stars) => stars.update(|stars| stars.apply_snapshot(rating.clone())),
            None => {
                self.stars.insert(slug, Stars::new(rating.clone()));
            }
        }
    }

    /// Takes over a frame of the live stream.
    pub(super) fn apply_rating_frame(&self, frame: &RatingFrame) {
        if let Some(stars) = self.stars.get(&frame.slug) {
            stars.update(|stars| stars.apply_frame(frame));
        }
    }

    /// Rates an article; `None` takes the rating back.
    pub fn rate(&self, slug: &str, wanted: Option<u8>) {
        let Some(stars) = self.stars.get(slug) else { return };
        stars.update(|stars| {
            stars.wanted = Some(wanted);
            stars.delivery = Some(Delivery::Sending);
        });
        self.post(Target::Rating(slug.to_owned()), wanted.map_or(Wish::Withdraw, Wish::Stars));
    }
}
