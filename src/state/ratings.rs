//! Ratings: what readers do with them here, and what the server says. The reader app alone has them.

use hustings_wire::{Rating, RatingFrame};
use leptos::{prelude::*, task::spawn_local};

use super::{Answers, Site, answers::Besides, registry::Registry};
use crate::{
    api::{Api, ApiError, Request, events::Topics, read},
    json::decode,
    model::{
        ballot::Delivery,
        outbox::{Target, Wish},
        stars::Stars,
    },
};

/// Ratings by slug. Clones are the same.
pub type Ratings = Registry<Stars>;

impl Ratings {
    /// Takes over a rating's snapshot.
    pub(super) fn know(&self, slug: &str, rating: &Rating) {
        match self.get(slug) {
            Some(stars) => stars.update(|stars| stars.apply_snapshot(rating.clone())),
            None => {
                self.insert(slug, Stars::new(rating.clone()));
            }
        }
    }

    fn change(&self, slug: &str, change: impl FnOnce(&mut Stars)) {
        if let Some(stars) = self.get(slug) {
            stars.update(change);
        }
    }
}

impl Besides for Ratings {
    fn hear(&self, name: &str, data: &str) {
        if name == "rating"
            && let Ok(frame) = decode::<RatingFrame>(data)
        {
            self.change(&frame.slug, |stars| {
                stars.apply_frame(&frame);
            });
        }
    }

    fn ask(&self, answers: &Answers, topics: &Topics) {
        let (ratings, answers, slugs) = (self.clone(), answers.clone(), topics.articles.clone());
        spawn_local(async move {
            for slug in &slugs {
                if let Ok(rating) = answers.api.rating(slug).await {
                    ratings.know(slug, &rating);
                }
            }
        });
    }

    /// What is shown as on its way already stays as it is.
    fn show_pending(&self, slug: &str, wish: &Wish) {
        self.change(slug, |stars| {
            if stars.delivery.is_none() {
                stars.wanted = Some(if let Wish::Stars(n) = wish { Some(*n) } else { None });
                stars.delivery = Some(Delivery::NotSent);
            }
        });
    }

    fn request(&self, api: &Api, slug: &str, wish: &Wish) -> Request {
        match wish {
            Wish::Stars(stars) => api.put_rating(slug, *stars),
            Wish::Withdraw | Wish::Vote(_) => api.delete_rating(slug),
        }
    }

    fn acknowledge(&self, slug: &str, answer: &str) -> Result<(), ApiError> {
        let rating = read(answer)?;
        self.change(slug, |stars| stars.acknowledge(rating));
        Ok(())
    }

    fn set_delivery(&self, slug: &str, delivery: Delivery) {
        self.change(slug, |stars| match delivery {
            Delivery::Refused(code) => stars.refuse(code),
            delivery => stars.delivery = Some(delivery),
        });
    }
}

impl Site {
    /// Rates an article; `None` takes the rating back.
    pub fn rate(&self, slug: &str, wanted: Option<u8>) {
        if self.stars.get(slug).is_none() {
            return;
        }
        self.stars.change(slug, |stars| {
            stars.wanted = Some(wanted);
            stars.delivery = Some(Delivery::Sending);
        });
        self.post(Target::Rating(slug.to_owned()), wanted.map_or(Wish::Withdraw, Wish::Stars));
    }
}
