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
    /// Whether what was read is kept for when there is no network. Read by `public/offline.js`, not by the app.
    pub offline: bool,
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
            offline: true,
        }
    }
}
