//! The configuration of a deployment: `public/config.json`. Immutable after boot.

use serde::{Deserialize, Serialize};

use crate::text::trim;

/// The front-end's configuration. Every field may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the backend lives, without a slash at the end; empty for the page's own origin.
    pub api_base: String,
    /// The publication's brand; empty fields fall back to the backend's values.
    pub brand: Brand,
    /// Languages of the interface, in the order of the switcher; empty for those of the publication.
    pub languages: Vec<String>,
    /// Share targets, in order: see `model::share::Target`.
    pub share: Vec<String>,
    /// Whether tallies move live.
    pub live: bool,
    /// Whether opened pages are kept for reading offline. Read by `public/offline.js`, not by the app.
    pub offline: bool,
    /// Reading features: `comforts` in JSON from the first version on, and `reading_features` as well.
    #[serde(rename = "comforts", alias = "reading_features")]
    pub reading_features: ReadingFeatures,
    /// Where pages come from when the reader goes on to the next one.
    pub content: Content,
}

/// What makes reading easier; each feature can be turned off. See `docs/reading.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReadingFeatures {
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
    /// The bar that returns when one scrolls up.
    pub bar: bool,
    /// Related articles at the end of an article.
    pub related: bool,
    /// The search.
    pub search: bool,
    /// The links to the pages that Hustings' own server has: about its reader, and how a result came about.
    pub held: bool,
}

impl Default for ReadingFeatures {
    fn default() -> Self {
        Self {
            contents: true,
            progress: true,
            settings: true,
            print: true,
            footnotes: true,
            resume: true,
            bar: true,
            related: true,
            search: true,
            held: true,
        }
    }
}

/// Where pages come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// The backend.
    #[default]
    Backend,
    /// Files beside the pages, as `hustings export` writes them; the backend then has votes and ratings alone.
    Static,
}

impl Config {
    /// The configuration with `api_base` as requests need it: without a slash at its end.
    ///
    /// # Errors
    /// When it is not a URL: a host without `https://` would be taken for a path.
    pub fn checked(mut self) -> Result<Self, String> {
        while self.api_base.ends_with('/') {
            self.api_base.truncate(self.api_base.len() - 1);
        }
        let is_address = ["http://", "https://", "/"].iter().any(|start| self.api_base.starts_with(start));
        if self.api_base.is_empty() || is_address {
            Ok(self)
        } else {
            Err(["api_base has to be a URL such as https://api.news.example, and is ", &self.api_base].concat())
        }
    }

    /// The name of a publication that calls itself `own`: the one that was set at deploy time, where one was.
    pub fn name_of<'a>(&'a self, own: &'a str) -> &'a str {
        let set = trim(&self.brand.name);
        if set.is_empty() { own } else { set }
    }

    /// Whether pages are files.
    pub fn is_static(&self) -> bool {
        self.content == Content::Static
    }
}

/// Name, home and sign of the publication. Its colours, type and shapes are in `theme.css`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Brand {
    /// The publication's name, wherever it is said.
    pub name: String,
    /// Where the name leads; by default the list of articles.
    pub home: String,
    /// URL of a picture in the place of the name; from this origin, since the policy allows no other.
    pub logo: String,
    /// The picture's alternative text; by default the name.
    pub alt: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            api_base: String::new(),
            brand: Brand::default(),
            languages: Vec::new(),
            share: [
                "native", "copy", "email", "telegram", "whatsapp", "vk", "x", "facebook", "linkedin", "bluesky",
                "reddit", "mastodon",
            ]
            .map(str::to_owned)
            .to_vec(),
            live: true,
            offline: true,
            reading_features: ReadingFeatures::default(),
            content: Content::Backend,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_backend_is_one_or_nothing() {
        let checked = |api_base: &str| Config { api_base: api_base.to_owned(), ..Config::default() }.checked();
        for (written, meant) in
            [("", ""), ("/", ""), ("/polls/", "/polls"), ("https://api.example/", "https://api.example")]
        {
            assert_eq!(checked(written).map(|config| config.api_base).as_deref(), Ok(meant));
        }
        let said = checked("api.example").expect_err("a host is no address");
        assert!(said.contains("https://") && said.ends_with("api.example"), "{said}");
    }

    #[test]
    fn a_name_that_was_set_counts_and_blanks_are_none() {
        for (set, expected) in
            [("", "Its own"), ("  ", "Its own"), ("\u{3000}\u{a0}", "Its own"), (" The Post ", "The Post")]
        {
            let config = Config { brand: Brand { name: set.to_owned(), ..Brand::default() }, ..Config::default() };
            assert_eq!(config.name_of("Its own"), expected, "{set:?}");
        }
    }
}
