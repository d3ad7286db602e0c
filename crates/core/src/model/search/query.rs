//! A query: its words, and how well a text matches them.

use super::keys::ANYWHERE;
use crate::{i18n::fold, text::join};

/// Longest query in characters, as the field has it and the server cuts it.
pub const MAX_QUERY: usize = 100;
/// Most words that count; further ones are passed over.
const MAX_TERMS: usize = 16;
/// What a word counts in title, dek and text, beside 1 for a beginning and 2 for a whole word.
pub(super) const PLACES: [u32; 3] = [4, 2, 0];

/// Words to search for: one at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub(super) terms: Vec<Term>,
}

/// A word, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) text: String,
    /// Whether it is of a script without spaces between words, and looked for anywhere.
    pub(super) anywhere: bool,
}

impl Query {
    /// The words of `text`; `None` when it has fewer than two letters or digits, or than one character of a
    /// script that puts no spaces between words.
    pub fn parse(text: &str) -> Option<Self> {
        let mut terms = Vec::new();
        let mut letters = 0;
        for word in fold(text).split(is_between) {
            let mut anywhere = false;
            for character in word.chars() {
                let alone = is_unspaced(character);
                anywhere |= alone;
                letters += 1 + usize::from(alone);
            }
            if !anywhere {
                terms.push(Term { text: word.to_owned(), anywhere });
                continue;
            }
            // Each two neighbours: where a word ends in there nobody has said.
            let mut from = 0;
            for (index, character) in word.char_indices() {
                let to = index + character.len_utf8();
                if index > 0 || to == word.len() {
                    terms.push(Term { text: word[from..to].to_owned(), anywhere });
                }
                from = index;
            }
        }
        terms.retain(|term| !term.text.is_empty());
        terms.truncate(MAX_TERMS);
        (letters >= 2).then_some(Self { terms })
    }

    /// What to look for in the index: the keys of its words, with spaces between them.
    pub fn keys(&self) -> String {
        join(&self.terms.iter().map(Term::key).collect::<Vec<_>>(), " ")
    }

    /// How well the folded title, dek and text fit; 0 when a word occurs in none of them. The index counts the same.
    #[cfg(any(test, fuzzing))]
    pub(super) fn score(&self, texts: &[String; 3]) -> u32 {
        let mut score = 0;
        for term in &self.terms {
            let places = texts.iter().zip(PLACES);
            let fits = places.map(|(text, place)| match term.strength(text) {
                0 => 0,
                strength => place + strength,
            });
            match fits.max() {
                Some(0) | None => return 0,
                Some(best) => score += best,
            }
        }
        score
    }

    /// Whether any of the words occurs in a folded text.
    pub(super) fn is_in(&self, folded: &str) -> bool {
        self.terms.iter().any(|term| term.strength(folded) > 0)
    }
}

impl Term {
    /// What the keys of what it is found in begin with, or are.
    pub(super) fn key(&self) -> String {
        let mut key = String::new();
        if self.anywhere {
            key.push(ANYWHERE);
        }
        key.push_str(&self.text);
        key
    }

    /// 2 when it is a word of the folded text, 1 when one begins with it, else 0.
    pub(super) fn strength(&self, folded: &str) -> u32 {
        let term = self.text.as_bytes();
        let mut strength = 0;
        for word in folded.split(is_between) {
            if self.anywhere {
                // Two letters beside such characters are not looked for within the words of other scripts.
                let is_there = word.as_bytes().windows(term.len()).any(|part| part == term);
                if is_there && word.contains(is_unspaced) {
                    return 2;
                }
                continue;
            }
            if word.as_bytes().starts_with(term) {
                if word.len() == term.len() {
                    return 2;
                }
                strength = 1;
            }
        }
        strength
    }
}

/// What stands between the words of a folded text.
pub(super) fn is_between(character: char) -> bool {
    matches!(character, ' ' | '-')
}

/// Whether the character is of a script that puts no spaces between words: Thai and Lao, Japanese kana,
/// and the characters of Chinese.
pub(super) fn is_unspaced(character: char) -> bool {
    matches!(u32::from(character), 0xe00..=0xeff | 0x3040..=0x30ff | 0x3400..=0x9fff | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<String> {
        let terms = Query::parse(text).map(|query| query.terms).unwrap_or_default();
        terms.into_iter().map(|term| if term.anywhere { format!("*{}", term.text) } else { term.text }).collect()
    }

    #[test]
    fn a_query_is_its_words_and_chinese_is_pairs_of_characters() {
        let cases: [(&str, &[&str]); 6] = [
            ("Night-trains, 2026", &["night", "trains", "2026"]),
            ("a night", &["a", "night"]),
            ("夜间列车", &["*夜间", "*间列", "*列车"]),
            ("夜", &["*夜"]),
            ("买T恤", &["*买t", "*t恤"]),
            ("x", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(terms(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_too_long_is_cut() {
        assert_eq!(terms(&"ab ".repeat(5_000)).len(), MAX_TERMS);
        assert_eq!(terms(&"夜间".repeat(5_000)).len(), MAX_TERMS);
    }
}
