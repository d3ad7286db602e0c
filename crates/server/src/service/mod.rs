//! Content and store put together: what the contract's resources are at this moment. The API and the
//! pages call the same functions, so that they cannot disagree.

mod articles;
mod polls;
mod ratings;
mod related;
mod search;

use hustings_content::Content;
use hustings_wire::{Direction, Language, Publication};

use crate::{problem::ApiError, state::AppState};

pub use articles::{LIST_LIMIT, article, article_list};
pub use polls::{cast_vote, poll, withdraw_vote};
pub use ratings::{rate, rating, withdraw_rating};
pub use search::{Searches, search, search_entries, search_json};

pub(crate) use polls::{Standing, definition as poll_definition, poll_view};
pub(crate) use ratings::check_article;
pub(crate) use search::search_index;

/// That one of `available` which `lang` asks for, whatever its case.
fn pick<'a>(what: &str, lang: &str, available: impl Iterator<Item = &'a String> + Clone) -> Result<String, ApiError> {
    available
        .clone()
        .find(|tag| tag.eq_ignore_ascii_case(lang))
        .cloned()
        .ok_or_else(|| ApiError::translation_missing(what, &abridged(lang), available.cloned().collect()))
}

/// The publication in `lang`, by default its own language.
///
/// # Errors
/// When it does not appear in `lang`.
pub fn publication(state: &AppState, lang: Option<&str>) -> Result<Publication, ApiError> {
    let content = state.content.current();
    let lang = match lang {
        Some(lang) => pick("publication", lang, content.languages.iter().map(|language| &language.lang))?,
        None => content.default_language.clone(),
    };
    Ok(content.publication(&lang))
}

/// The beginning of a text from outside, to be repeated.
fn abridged(text: &str) -> String {
    text.chars().take(35).collect()
}

/// The language of an answer when none was asked for: the publication's own where `available` has
/// it, else the first that it has.
#[must_use]
pub fn default_language(content: &Content, available: &[String]) -> String {
    let own = &content.default_language;
    if available.contains(own) { own.clone() } else { available.first().unwrap_or(own).clone() }
}

/// The reading direction of `lang`, as the publication says or else as its script is written.
fn direction(content: &Content, lang: &str) -> Direction {
    Language::direction_of(&content.languages, lang)
}
