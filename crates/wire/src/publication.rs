//! The publication itself: its name, languages and audiences.

use serde::{Deserialize, Serialize};

use crate::Direction;

/// A language that the publication appears in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Language {
    /// BCP 47 tag.
    pub lang: String,
    /// Its reading direction.
    pub dir: Direction,
    /// The language's name in itself: "العربية".
    pub name: String,
    /// The invitation in the language itself: "اقرأ بالعربية".
    pub switch_label: String,
}

impl Language {
    /// The reading direction of `lang`: as the publication says among its `languages`, else as its script runs.
    pub fn direction_of(languages: &[Self], lang: &str) -> Direction {
        let own = languages.iter().find(|language| language.lang == lang);
        own.map_or_else(|| Direction::of(lang), |language| language.dir)
    }
}

/// A kind of reader that an article may be meant for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Audience {
    /// Its name in URLs, such as `business`.
    pub id: String,
    /// Its name in the language asked for, such as "For business".
    pub label: String,
    /// What its section is about, in a sentence or two in the language asked for; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub intro: String,
}

/// What every page needs to know of the publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Publication {
    /// Its name in the language asked for.
    pub name: String,
    /// One sentence about it in the language asked for; may be empty.
    pub tagline: String,
    /// Languages, in the order in which to offer them; the first is the default.
    pub languages: Vec<Language>,
    /// Audiences, in the order in which to offer them.
    pub audiences: Vec<Audience>,
}
