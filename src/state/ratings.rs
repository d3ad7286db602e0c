//! Ratings: what readers do with them here, and what the server says. The reader app alone has them.

use hustings_core::{
    json::decode,
    model::{
        ballot::Delivery,
        outbox::{Intent, Target},
        stars::Stars,
    },
};
use hustings_wire::{Rating, RatingSnapshot};
use leptos::prelude::*;

use super::{Polls, feedback_extension::FeedbackExtension, refetches::Fetch, registry::Registry};
use crate::api::{Api, ApiError, Request, events::Topics, read};

/// Ratings by slug. Clones are the same.
pub type Ratings = Registry<Stars>;

impl Ratings {
    /// Applies a rating's snapshot.
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

impl FeedbackExtension for Ratings {
    fn hear(&self, name: &str, data: &str) {
        if name == "rating"
            && let Ok(snapshot) = decode::<RatingSnapshot>(data)
        {
            self.change(&snapshot.slug, |stars| stars.apply_live(&snapshot));
        }
    }

    fn ask(&self, api: &Api, topics: &Topics) {
        for slug in &topics.articles {
            let (ratings, asking, of) = (self.clone(), api.clone(), slug.clone());
            let fetch: Fetch = Box::new(move || {
                let (ratings, slug) = (ratings.clone(), of.clone());
                let asked = asking.rating(&slug);
                Box::pin(async move {
                    let rating = asked.await?;
                    if !ratings.refetches.is_outdated(&slug) {
                        ratings.know(&slug, &rating);
                    }
                    Ok(())
                })
            });
            self.refetches.run(api, slug, fetch);
        }
    }

    /// An intent that is shown already stays as it is.
    fn show_pending(&self, slug: &str, intent: &Intent) {
        self.change(slug, |stars| {
            if stars.delivery.is_none() {
                stars.wanted = Some(if let Intent::Stars(n) = intent { Some(*n) } else { None });
                stars.delivery = Some(Delivery::NotSent);
            }
        });
    }

    fn request(&self, api: &Api, slug: &str, intent: &Intent) -> Request {
        match intent {
            Intent::Stars(stars) => api.put_rating(slug, *stars),
            Intent::Withdraw | Intent::Vote(_) => api.delete_rating(slug),
        }
    }

    fn acknowledge(&self, slug: &str, answer: &str, is_pending: bool) -> Result<(), ApiError> {
        let rating = read(answer)?;
        if is_pending {
            self.refetches.outdate(slug);
            self.change(slug, |stars| stars.acknowledge(rating));
        }
        Ok(())
    }

    fn set_delivery(&self, slug: &str, delivery: Delivery) {
        self.change(slug, |stars| match delivery {
            Delivery::Refused(code) => stars.refuse(code),
            delivery => stars.delivery = Some(delivery),
        });
    }

    fn let_go(&self, api: &Api, slug: &str) {
        let mut is_elsewhere = false;
        self.change(slug, |stars| {
            is_elsewhere = stars.delivery.is_some_and(Delivery::is_in_flight);
            if is_elsewhere {
                (stars.delivery, stars.wanted) = (None, None);
            }
        });
        if is_elsewhere {
            self.ask(api, &Topics { polls: Vec::new(), articles: vec![slug.to_owned()] });
        }
    }
}

impl Polls {
    /// Rates an article that is known to `ratings`; `None` withdraws the rating. Ratings are delivered like votes.
    pub(super) fn rate(&self, ratings: &Ratings, slug: &str, wanted: Option<u8>) {
        if ratings.get(slug).is_none() {
            return;
        }
        ratings.change(slug, |stars| {
            stars.wanted = Some(wanted);
            stars.delivery = Some(Delivery::Sending);
        });
        self.post(Target::Rating(slug.to_owned()), wanted.map_or(Intent::Withdraw, Intent::Stars));
    }
}
