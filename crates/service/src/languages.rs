//! Which language a response is in, and its direction.

use hustings_content::Content;
use hustings_http::error::ApiError;
use hustings_wire::{Direction, Language};

/// Case-insensitive lookup of `lang` in `available`.
pub(crate) fn pick<'a>(
    what: &str,
    lang: &str,
    available: impl Iterator<Item = &'a String> + Clone,
) -> Result<String, ApiError> {
    available
        .clone()
        .find(|tag| tag.eq_ignore_ascii_case(lang))
        .cloned()
        .ok_or_else(|| ApiError::translation_missing(what, &abridged(lang), available.cloned().collect()))
}

/// The beginning of a text from outside, to be repeated.
pub(crate) fn abridged(text: &str) -> String {
    text.chars().take(35).collect()
}

/// The language of an answer when none was asked for: the publication's own where `available` has
/// it, else the first that it has.
pub fn default_language(content: &Content, available: &[String]) -> String {
    let own = &content.default_language;
    if available.contains(own) { own.clone() } else { available.first().unwrap_or(own).clone() }
}

/// The reading direction of `lang`, as the publication says or else as its script is written.
pub(crate) fn direction(content: &Content, lang: &str) -> Direction {
    Language::direction_of(&content.languages, lang)
}
