//! What a backend holds about one reader, and what became of it.

use serde::{Deserialize, Serialize};

/// An option that a reader voted for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldOption {
    /// Its id, unique within the poll.
    pub id: String,
    /// Its words, plain text; the id where the publication has no such option any more.
    pub label: String,
}

/// A vote of a reader's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldVote {
    /// The poll's name in URLs.
    pub poll: String,
    /// Its question, plain text; the id where the publication has no such poll any more.
    pub question: String,
    /// What was voted for.
    pub options: Vec<HeldOption>,
    /// Of a poll that asks before reading and after, what the reader answered before; left out without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<HeldOption>,
    /// What the reader wrote in their own words, plain text; left out without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_in: Option<String>,
    /// Whether the reader has voted for nothing, and only wanted to see the results. Left out when false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub abstained: bool,
    /// The day of the vote in UTC, such as `2026-11-29`; nothing finer is stored.
    pub cast_on: String,
    /// BCP 47 tag of the language in which the poll was seen; `null` where nobody said.
    pub lang: Option<String>,
    /// Origin of the partner's page around the poll; `null` for the publication's own pages.
    pub partner: Option<String>,
    /// Whether it can be taken back. Else it stays counted when everything is erased, with no way back to its reader.
    pub withdrawable: bool,
    /// Whether it is set aside, and not counted until the owner of the poll has decided so. Left out when false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub set_aside: bool,
}

/// A rating of a reader's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldRating {
    /// The article's name in URLs.
    pub article: String,
    /// Its title, plain text; the name where the publication has no such article any more.
    pub title: String,
    /// 1 to 5.
    pub stars: u8,
    /// The day of the rating in UTC, such as `2026-11-29`; nothing finer is stored.
    pub cast_on: String,
}

/// A poll of which a reader wants to be told when it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeldNotice {
    /// The poll's name in URLs.
    pub poll: String,
    /// Its question, plain text; the id where the publication has no such poll any more.
    pub question: String,
    /// The day on which it was asked for, in UTC.
    pub asked_on: String,
    /// BCP 47 tag of the language that the reader is told in.
    pub lang: String,
}

/// All that a backend holds about the reader of a browser. Without a reader there is nothing in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Held {
    /// Votes, by poll.
    pub votes: Vec<HeldVote>,
    /// Ratings, by article.
    pub ratings: Vec<HeldRating>,
    /// Polls whose end the reader is told of: a subscription to a push service each, until then. Left out when there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<HeldNotice>,
}

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Erased {
    /// Votes and ratings that were taken back.
    pub withdrawn: u64,
    /// Votes that stay counted, as nobody's.
    pub kept: u64,
}
