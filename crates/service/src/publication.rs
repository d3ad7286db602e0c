//! The publication itself.

use hustings_content::Content;
use hustings_http::error::ApiError;
use hustings_wire::Publication;

use crate::languages::pick;

/// The publication in `lang`, by default its own language.
///
/// # Errors
/// When it does not appear in `lang`.
pub fn publication(content: &Content, lang: Option<&str>) -> Result<Publication, ApiError> {
    let lang = match lang {
        Some(lang) => pick("publication", lang, content.languages.iter().map(|language| &language.lang))?,
        None => content.default_language.clone(),
    };
    Ok(content.publication(&lang))
}
