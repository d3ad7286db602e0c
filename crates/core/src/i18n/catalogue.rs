//! One language's messages, in the i18next v4 JSON form: flat keys, `{{name}}` for what is filled
//! in, and a suffix for the plural category (`_one`, `_few`, `_other`, …).

use crate::json::{Unreadable, texts_by_name};

/// The messages of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    lang: String,
    /// Some hundred short ones: looking along the list is quick, and a map would weigh more.
    messages: Vec<(String, String)>,
}

/// A catalogue that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct CatalogueError {
    /// The language it was for.
    pub lang: String,
    /// What the parser says.
    pub reason: String,
}

impl CatalogueError {
    /// What is wrong, in a sentence.
    pub fn text(&self) -> String {
        ["the catalogue of ", &self.lang, " is not a flat JSON object of texts: ", &self.reason].concat()
    }
}

impl Catalogue {
    /// Reads a catalogue file.
    ///
    /// # Errors
    /// When the text is not a JSON object whose values are all texts.
    pub fn from_json(lang: &str, json: &str) -> Result<Self, CatalogueError> {
        let unreadable = |e: Unreadable| CatalogueError { lang: lang.to_owned(), reason: e.text() };
        let messages = texts_by_name(json).map_err(unreadable)?;
        Ok(Self { lang: lang.to_owned(), messages })
    }

    /// BCP 47 tag of the messages' language.
    pub fn lang(&self) -> &str {
        &self.lang
    }

    /// The message of exactly this key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.messages.iter().find(|(name, _)| name == key).map(|(_, message)| message.as_str())
    }
}
