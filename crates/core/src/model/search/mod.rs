//! The search in the articles of one language: the same rules on the server and in the browser.
//!
//! - `query`: the words, and how each is matched,
//! - `keys`: what a text is found by,
//! - `words`: the index of these in pieces, and the ranking,
//! - `piece`: how a file of the index says what it is,
//! - `excerpt`: which part of a text to show, and what to mark.
//!
//! Every word must occur: as the beginning of a word, or anywhere in scripts that put no spaces between
//! words. A word found in the title counts more than in the dek, there more than in the text, and a whole
//! word more than a beginning; of two that count the same the newer article comes first. There is no
//! stemming, and no guessing at what was meant.

#[cfg(test)]
mod cases;
mod excerpt;
mod keys;
mod piece;
mod query;
#[cfg(any(test, fuzzing))]
pub(crate) mod scan;
mod words;

use serde::{Deserialize, Serialize};

use crate::i18n::fold;

pub use excerpt::Piece;
pub use piece::seal;
pub use query::{MAX_QUERY, Query};
pub use words::{Ranked, Words};

/// Most articles that are shown; all are counted. The words `search_first` say this number.
pub const MAX_HITS: usize = 50;

/// An article as it is searched and shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The article's name in URLs.
    pub slug: String,
    /// Its title, plain text.
    pub title: String,
    /// The sentence under it, plain text; may be empty.
    pub dek: String,
    /// The words of its body with single spaces between them.
    pub text: String,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// How many articles.
    pub total: u64,
    /// The first [`MAX_HITS`] of them, best first, each with the part of its text where the words are; empty
    /// when they are in title and dek only.
    pub hits: Vec<Entry>,
}

impl Entry {
    /// Leaves of its text what is shown: the part where the words are.
    pub fn cut(&mut self, query: &Query) {
        self.text = query.snippet(&self.text, &fold(&self.text));
    }
}

#[cfg(test)]
mod tests {
    use super::{
        cases::{ENTRIES, FOUND},
        *,
    };

    fn entry(slug: &str, title: &str, dek: &str, text: &str) -> Entry {
        Entry { slug: slug.into(), title: title.into(), dek: dek.into(), text: text.into() }
    }

    fn slugs(entries: &[Entry], words: &str) -> Vec<String> {
        let Some(query) = Query::parse(words) else { return vec!["too short".to_owned()] };
        let index = Words::new(entries.iter().map(|entry| [&*entry.title, &*entry.dek, &*entry.text]));
        let found: Vec<String> = index.find(&query).best.iter().map(|article| entries[*article].slug.clone()).collect();
        assert_eq!(
            scan::scan(entries, &query).hits.into_iter().map(|hit| hit.slug).collect::<Vec<_>>(),
            found,
            "{words}"
        );
        found
    }

    #[test]
    fn every_word_must_occur_as_the_beginning_of_a_word() {
        let entries = [
            entry("night", "Night trains", "Slow and dark", "They leave at ten."),
            entry("clocks", "How clocks agreed", "Of railways", "Trains made them."),
        ];
        let cases: [(&str, &[&str]); 9] = [
            ("train", &["night", "clocks"]),
            ("TRAINS made", &["clocks"]),
            ("rain", &[]),
            ("night clocks", &[]),
            ("n", &["too short"]),
            ("  ", &["too short"]),
            ("?!", &["too short"]),
            ("night, trains.", &["night"]),
            (".*", &["too short"]),
        ];
        for (words, expected) in cases {
            assert_eq!(slugs(&entries, words), expected, "{words}");
        }
    }

    #[test]
    fn titles_rank_above_texts_and_whole_words_above_prefixes() {
        let entries = [
            entry("text-beginning", "", "", "a clockwork"),
            entry("text", "", "", "a clock"),
            entry("dek-beginning", "", "clocks", ""),
            entry("dek", "", "the clock", "clock"),
            entry("title-beginning", "Clocks", "", ""),
            entry("title", "The clock", "", ""),
            entry("title-older", "A clock", "", ""),
        ];
        let order = ["title", "title-older", "title-beginning", "dek", "dek-beginning", "text", "text-beginning"];
        assert_eq!(slugs(&entries, "clock"), order);
    }

    #[test]
    fn each_script_is_searched_as_its_readers_expect() {
        let entries = ENTRIES.map(|(slug, title, text)| entry(slug, title, "", text));
        for (words, expected) in FOUND {
            assert_eq!(slugs(&entries, words), expected, "{words}");
        }
    }

    #[test]
    fn all_are_counted_and_the_first_are_shown() {
        let found = Words::new([["Same", "", ""]; 60]).find(&Query::parse("same").expect("long enough"));
        assert_eq!((found.total, found.best.len(), found.best[49]), (60, MAX_HITS, 49));
    }
}
