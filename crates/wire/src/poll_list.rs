//! The list of polls.

use serde::{Deserialize, Serialize};

use crate::{Direction, PollKind, PollState, Timestamp};

/// A poll as it stands in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PollCard {
    /// Its name in URLs, the same in every language.
    pub id: String,
    /// BCP 47 tag of the words.
    pub lang: String,
    /// Reading direction of the words.
    pub dir: Direction,
    /// The question, plain text.
    pub question: String,
    /// One choice or several.
    pub kind: PollKind,
    /// Whether votes are taken.
    pub state: PollState,
    /// When it opens or opened; `null` when it always was open.
    pub opens_at: Option<Timestamp>,
    /// When it closes or closed; `null` when it stays open.
    pub closes_at: Option<Timestamp>,
    /// Readers who voted. Known even while results are hidden.
    pub voters: u64,
    /// Whether everybody sees the results now, also those who have not voted.
    pub results_visible: bool,
    /// The articles that ask it and can be read in this language, newest first; at most 20.
    pub articles: Vec<AskingArticle>,
}

/// An article that asks a poll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskingArticle {
    /// The article's name in URLs, the same in every language.
    pub slug: String,
    /// Its title in the language of the answer, plain text.
    pub title: String,
    /// Path of the article in that language, from the publication's root.
    pub url: String,
}

/// A page of cards: open polls first, by when they close, then those to come, by when they open, then closed ones, the latest
/// first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PollList {
    /// The cards.
    pub items: Vec<PollCard>,
    /// Hand this back as `cursor` for the next page; absent on the last.
    pub next_cursor: Option<String>,
}
