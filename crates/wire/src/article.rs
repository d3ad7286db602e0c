//! Articles: the card of a list, and the whole.

use serde::{Deserialize, Serialize};

use crate::{Direction, Rating, RatingSummary, Timestamp};

/// Who wrote an article, and as what.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Author {
    /// The name as printed.
    pub name: String,
    /// What the author is to the article, such as "Transport desk"; empty when not given.
    #[serde(default)]
    pub role: String,
}

/// A picture with its size, so that a page can keep its place before it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Picture {
    /// Path of the file, from the backend's root.
    pub src: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What is to be seen, in words; empty for mere decoration.
    pub alt: String,
    /// The line below it, plain text; empty for none.
    #[serde(default)]
    pub caption: String,
}

/// An article as it stands in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleCard {
    /// The article's name in URLs, the same in every language.
    pub slug: String,
    /// BCP 47 tag of this translation.
    pub lang: String,
    /// Reading direction of this translation.
    pub dir: Direction,
    /// The title, plain text.
    pub title: String,
    /// The sentence under the title, plain text.
    pub dek: String,
    /// Who wrote it.
    pub author: Author,
    /// When it was first published.
    pub published_at: Timestamp,
    /// Estimated reading time in whole minutes, at least 1.
    pub reading_minutes: u32,
    /// Ids of the audiences it is meant for, in the publication's order.
    pub audiences: Vec<String>,
    /// Languages it can be read in, in the publication's order.
    pub languages: Vec<String>,
    /// How readers rated it.
    pub rating: RatingSummary,
    /// Whether the original was changed after this translation was last brought in line with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outdated: bool,
    /// The picture at its head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Picture>,
}

/// A page of cards, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleList {
    /// The cards.
    pub items: Vec<ArticleCard>,
    /// Hand this back as `cursor` for the next page; absent on the last.
    pub next_cursor: Option<String>,
}

/// One translation of an article, as the language switcher shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Translation {
    /// BCP 47 tag.
    pub lang: String,
    /// Its reading direction.
    pub dir: Direction,
    /// The language's name in itself: "Русский".
    pub name: String,
    /// The invitation in the language itself: "Читать на русском".
    pub switch_label: String,
    /// The article's title in that language.
    pub title: String,
    /// Path of the article in that language, from the publication's root.
    pub url: String,
}

/// What a translation does not have yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OriginalChange {
    /// BCP 47 tag of the original, which is among the article's translations.
    pub lang: String,
    /// When its words last changed.
    pub changed_at: Timestamp,
}

/// A heading of the body, for the table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Heading {
    /// The `id` of the heading in `body_html`.
    pub id: String,
    /// 2 or 3.
    pub level: u8,
    /// Its words, plain text.
    pub text: String,
}

/// A whole article in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Article {
    /// The article's name in URLs, the same in every language.
    pub slug: String,
    /// BCP 47 tag of this translation.
    pub lang: String,
    /// Reading direction of this translation.
    pub dir: Direction,
    /// The title, plain text.
    pub title: String,
    /// The sentence under the title, plain text.
    pub dek: String,
    /// Who wrote it.
    pub author: Author,
    /// When it was first published.
    pub published_at: Timestamp,
    /// When the words of this translation last changed; absent when they never did.
    pub updated_at: Option<Timestamp>,
    /// The change of the original that this translation does not have yet; absent when it is up to date, or is
    /// the original itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_change: Option<OriginalChange>,
    /// Estimated reading time in whole minutes, at least 1.
    pub reading_minutes: u32,
    /// Ids of the audiences it is meant for, in the publication's order.
    pub audiences: Vec<String>,
    /// Languages it can be read in, in the publication's order.
    pub languages: Vec<String>,
    /// The body: sanitised HTML whose blocks carry ids that are the same in every translation.
    pub body_html: String,
    /// Headings of the body, in order.
    pub toc: Vec<Heading>,
    /// Every language it can be read in, this one included.
    pub translations: Vec<Translation>,
    /// Ids of the polls that belong to it, in the order of the text.
    pub polls: Vec<String>,
    /// The picture at its head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Picture>,
    /// How readers rated it.
    pub rating: Rating,
    /// What else one may like to read, in the same language.
    pub related: Vec<ArticleCard>,
}
