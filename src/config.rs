//! What is set at deploy time, in `public/config.json`. Immutable after boot.

use serde::{Deserialize, Serialize};

/// The front-end's configuration. Every field may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the backend lives, without a slash at the end; empty for the page's own origin.
    pub api_base: String,
    /// The publication's brand; empty texts give way to what the backend says.
    pub brand: Brand,
    /// Languages of the interface, in the order of the switcher.
    pub languages: Vec<String>,
    /// Share targets, in order: see `model::share::Target`.
    pub share: Vec<String>,
    /// Whether tallies move live.
    pub live: bool,
    /// What makes reading easier.
    pub comforts: Comforts,
}

/// What makes reading easier; each can be turned off. See `docs/reading.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Comforts {
    /// The list of an article's headings.
    pub contents: bool,
    /// The bar that says how much is read.
    pub progress: bool,
    /// Light or dark, size of the text and length of a line, as the reader likes.
    pub settings: bool,
    /// A style of its own on paper.
    pub print: bool,
    /// Footnotes shown beside their marks.
    pub footnotes: bool,
    /// The offer to go on where one was.
    #[serde(rename = "continue")]
    pub resume: bool,
}

impl Default for Comforts {
    fn default() -> Self {
        Self { contents: true, progress: true, settings: true, print: true, footnotes: true, resume: true }
    }
}

/// Name and home of the publication.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Brand {
    /// The name at the top of every page.
    pub name: String,
    /// Where the name leads; by default the list of articles.
    pub home: String,
}

impl Default for Config {
    fn default() -> Self {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        Self {
            api_base: String::new(),
            brand: Brand::default(),
            languages: words(&["en", "ru", "ar"]),
            share: words(&[
                "native", "copy", "email", "telegram", "whatsapp", "vk", "x", "facebook", "linkedin", "bluesky",
                "reddit", "mastodon",
            ]),
            live: true,
            comforts: Comforts::default(),
        }
    }
}
