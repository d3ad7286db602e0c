//! Ratings in a batch: one a reader and article.

use hustings_domain::ReaderKeys;

use super::{BatchState, RowKey, StarRow};
use crate::types::RatingTally;

impl BatchState {
    /// Rates, after which all keys in `reader` are those of one reader with these stars. Without stars there is nothing to
    /// remember.
    pub(super) fn rate(&mut self, article: &str, reader: &ReaderKeys, stars: Option<u8>, cast_on: i64) {
        let owner = self.aliases.owner(reader.first());
        for key in reader.others() {
            let other = self.aliases.owner(*key);
            if other != owner {
                self.set_stars((article.to_owned(), other), None);
                if stars.is_some() {
                    self.aliases.link(other, owner);
                }
            }
        }
        self.set_stars((article.to_owned(), owner), stars.map(|stars| StarRow { stars, cast_on }));
    }

    fn set_stars(&mut self, key: RowKey, row: Option<StarRow>) {
        let before = self.stars.get(&key).map(|row| row.stars);
        let stars = row.map(|row| row.stars);
        if before == stars {
            return;
        }
        let tally = self.ratings.entry(key.0.clone()).or_default();
        if let Some(before) = before.and_then(bar) {
            tally.histogram[before] = tally.histogram[before].saturating_sub(1);
        }
        if let Some(after) = stars.and_then(bar) {
            tally.histogram[after] += 1;
        }
        self.changed_ratings.insert(key.0.clone());
        match row {
            Some(row) => self.stars.insert(key.clone(), row),
            None => self.stars.remove(&key),
        };
        self.changed_stars.insert(key);
    }

    /// Ratings to write, and the keys of those to delete.
    pub(crate) fn star_rows(&self) -> (Vec<(&RowKey, &StarRow)>, Vec<&RowKey>) {
        let (kept, gone): (Vec<_>, Vec<_>) = self.changed_stars.iter().partition(|key| self.stars.contains_key(*key));
        (kept.into_iter().filter_map(|key| self.stars.get_key_value(key)).collect(), gone)
    }

    /// Rating tallies to write.
    pub(crate) fn rating_rows(&self) -> Vec<(&String, &RatingTally)> {
        self.changed_ratings.iter().filter_map(|article| self.ratings.get_key_value(article)).collect()
    }
}

/// The index of this number of stars in a histogram.
fn bar(stars: u8) -> Option<usize> {
    (1..=5).contains(&stars).then(|| usize::from(stars) - 1)
}
