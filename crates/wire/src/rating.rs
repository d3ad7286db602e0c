//! Ratings: one to five stars by each reader.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::{RatingSnapshot, Seq, tally};

/// The short form that cards carry.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingSummary {
    /// How many readers rated.
    pub votes: u64,
    /// Mean of their stars, at most two decimals; `null` when there are none.
    pub mean: Option<f64>,
}

/// How readers rated an article, and how this reader did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rating {
    /// How many readers rated.
    pub votes: u64,
    /// Mean of their stars, at most two decimals; `null` when there are none.
    pub mean: Option<f64>,
    /// Readers per number of stars, one star first.
    pub histogram: [u64; 5],
    /// This reader's stars, 1 to 5; `null` when not rated.
    pub my_stars: Option<u8>,
    /// Which state of the rating this is.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub seq: Seq,
}

impl Rating {
    /// The rating whose readers are `histogram`, one star first.
    pub fn from_histogram(histogram: [u64; 5], my_stars: Option<u8>, seq: Seq) -> Self {
        Self { votes: tally::saturating_sum(&histogram), mean: tally::mean_stars(&histogram), histogram, my_stars, seq }
    }

    /// The short form of the same.
    pub fn summary(&self) -> RatingSummary {
        RatingSummary { votes: self.votes, mean: self.mean }
    }

    /// Takes over what the stream says, unless it is older. The reader's own stars stay.
    /// Returns whether anything was taken.
    pub fn apply(&mut self, snapshot: &RatingSnapshot) -> bool {
        if !snapshot.seq.supersedes(&self.seq) {
            return false;
        }
        self.votes = snapshot.votes;
        self.mean = snapshot.mean;
        self.histogram = snapshot.histogram;
        self.seq = snapshot.seq.clone();
        true
    }
}

/// Body of `PUT /api/v1/articles/{slug}/rating`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingRequest {
    /// 1 to 5.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 5))]
    #[serde(deserialize_with = "whole")]
    pub stars: u8,
}

/// A whole number as JSON Schema has it: one without a fraction, so that 5.0 is 5 (2020-12, section 4.2.3).
fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let number = f64::deserialize(deserializer)?;
    let is_whole = number.fract() == 0.0 && (0.0..=255.0).contains(&number);
    if is_whole { Ok(number as u8) } else { Err(D::Error::custom("no whole number of stars")) }
}
