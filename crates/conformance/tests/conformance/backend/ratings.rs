//! How articles were rated.

use std::collections::BTreeMap;

use hustings_wire::tally;
use serde_json::{Value, json};

use super::fault::Fault;

/// Ratings of all articles.
#[derive(Default)]
pub(crate) struct Ratings {
    by_article: BTreeMap<String, BTreeMap<String, u8>>,
    number: u64,
    fault: Option<Fault>,
}

impl Ratings {
    pub(crate) fn new(fault: Option<Fault>) -> Self {
        Self { fault, ..Self::default() }
    }

    pub(crate) fn put(&mut self, slug: &str, reader: &str, stars: Option<u8>) {
        self.number += 1;
        let ratings = self.by_article.entry(slug.to_owned()).or_default();
        match stars {
            Some(stars) => ratings.insert(reader.to_owned(), stars),
            None => ratings.remove(reader),
        };
    }

    fn histogram(&self, slug: &str) -> [u64; 5] {
        // Two readers were there before.
        let mut histogram = [0, 1, 1, 0, 1];
        for stars in self.by_article.get(slug).into_iter().flat_map(BTreeMap::values) {
            histogram[usize::from(*stars) - 1] += 1;
        }
        histogram
    }

    pub(crate) fn rating(&self, slug: &str, reader: Option<&str>) -> Value {
        let histogram = self.histogram(slug);
        let mine = reader.and_then(|reader| self.by_article.get(slug)?.get(reader));
        let mut rating = self.summary(slug);
        rating["histogram"] = json!(histogram);
        rating["my_stars"] = json!(mine);
        rating["seq"] = json!(format!("e.{}", self.number + 1));
        rating
    }

    pub(crate) fn summary(&self, slug: &str) -> Value {
        let histogram = self.histogram(slug);
        let mean = tally::mean_stars(&histogram);
        let coarse = |mean: f64| (mean * 10.0).round() / 10.0;
        let mean = if self.fault == Some(Fault::MeanOfOneDecimal) { mean.map(coarse) } else { mean };
        json!({ "votes": tally::saturating_sum(&histogram), "mean": mean })
    }

    pub(crate) fn snapshot(&self, slug: &str) -> Value {
        let mut snapshot = self.rating(slug, None);
        snapshot["slug"] = json!(slug);
        snapshot
    }
}
