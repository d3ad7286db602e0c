//! Excerpts of search results: which part of a text to show, and what to mark.

use super::Query;
use crate::{i18n::fold, text::split};

/// Bytes of a snippet before the first word that was found, and from it on: a Chinese character has three,
/// and is as wide as two letters.
const BEFORE: usize = 90;
const AFTER: usize = 210;

/// A part of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Whether they are what was searched for.
    pub is_match: bool,
}

impl Query {
    /// The part of `text` around the first of the words; empty when none of them is in it. `folded` is the
    /// text folded, which has the same parts between spaces.
    pub(super) fn snippet(&self, text: &str, folded: &str) -> String {
        let Some(part) = split(folded, " ").into_iter().position(|part| self.is_in(part)) else { return String::new() };
        let mut parts = split(text, " ").into_iter();
        let mut at: usize = parts.by_ref().take(part).map(|part| part.len() + 1).sum();
        at += parts.next().and_then(|part| self.place_in(part)).unwrap_or(0);
        let at = at.min(text.len());
        let mut from = at.saturating_sub(BEFORE);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let mut to = text.len().min(at + AFTER);
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        // Whole words, where there are spaces.
        let is_space = |byte: &u8| *byte == b' ';
        if from > 0 {
            from += text.as_bytes()[from..at].iter().position(is_space).map_or(0, |space| space + 1);
        }
        if to < text.len() {
            to = text.as_bytes()[at..to].iter().rposition(is_space).map_or(to, |space| at + space);
        }
        let dots = |cut: bool| if cut { "…" } else { "" };
        [dots(from > 0), &text[from..to], dots(to < text.len())].concat()
    }

    /// Where in a part without spaces the first word of an unspaced script stands.
    fn place_in(&self, part: &str) -> Option<usize> {
        part.char_indices().map(|(index, _)| index).find(|index| self.unspaced_at(&part[*index..]) > 0)
    }

    /// How many bytes at the beginning of `text` are a word of an unspaced script; its characters fold to
    /// themselves.
    fn unspaced_at(&self, text: &str) -> usize {
        let terms = self.terms.iter().filter(|term| term.anywhere && text.as_bytes().starts_with(term.text.as_bytes()));
        terms.map(|term| term.text.len()).max().unwrap_or(0)
    }

    /// `text` in pieces, with the words that were searched for marked.
    pub fn marked(&self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.bytes().position(|byte| byte == b' ').map_or(rest.len(), |space| space + 1);
            let (part, after) = rest.split_at(end);
            rest = after;
            if !self.is_in(&fold(part)) {
                push(&mut pieces, part, false);
                continue;
            }
            let mut start = 0;
            for (index, character) in part.char_indices() {
                if is_between(character) {
                    self.mark_word(&part[start..index], &mut pieces);
                    start = index + character.len_utf8();
                    push(&mut pieces, &part[index..start], false);
                }
            }
            self.mark_word(&part[start..], &mut pieces);
        }
        pieces
    }

    fn mark_word(&self, word: &str, pieces: &mut Vec<Piece>) {
        let folded = fold(word);
        if self.terms.iter().any(|term| !term.anywhere && term.strength(&folded) > 0) {
            push(pieces, word, true);
            return;
        }
        let (mut at, mut end) = (0, 0);
        for character in word.chars() {
            let length = character.len_utf8();
            // Words may overlap: 夜间 and 间列.
            end = end.max(at + self.unspaced_at(&word[at..]));
            push(pieces, &word[at..at + length], end > at);
            at += length;
        }
    }
}

/// Whether the character is no part of a word. A mark or a tatweel folds to nothing and is one.
fn is_between(character: char) -> bool {
    let folded = fold(character.encode_utf8(&mut [0; 4]));
    matches!(folded.as_bytes().first(), Some(b' ' | b'-'))
}

/// Adds a piece; one like the last becomes one with it.
fn push(pieces: &mut Vec<Piece>, text: &str, is_match: bool) {
    match pieces.last_mut() {
        Some(last) if last.is_match == is_match => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => pieces.push(Piece { text: text.to_owned(), is_match }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::cases::MARKED, *};

    fn marked(words: &str, text: &str) -> String {
        let pieces = Query::parse(words).expect("long enough").marked(text);
        pieces.into_iter().map(|Piece { text, is_match }| if is_match { format!("[{text}]") } else { text }).collect()
    }

    fn snippet(words: &str, text: &str) -> String {
        Query::parse(words).expect("long enough").snippet(text, &fold(text))
    }

    #[test]
    fn the_whole_word_is_marked_without_what_stands_around_it() {
        for (words, text, expected) in MARKED {
            assert_eq!(marked(words, text), expected, "{words}");
        }
    }

    #[test]
    fn a_snippet_is_the_surroundings_of_the_first_word() {
        assert_eq!(snippet("three", "one two three four"), "one two three four");
        assert_eq!(snippet("other", "one two"), "");
        let long = format!("{}needle {}", "before ".repeat(50), "after ".repeat(50));
        let cut = snippet("needle", &long);
        assert!(cut.starts_with("…before ") && cut.ends_with("after…"), "{cut}");
        assert!(cut.contains("before needle after") && cut.len() <= BEFORE + AFTER + 6, "{cut}");
        let chinese = format!("{}夜间列车{}", "前".repeat(300), "后".repeat(300));
        let cut = snippet("列车", &chinese);
        assert!(cut.contains("夜间列车后") && cut.chars().count() == (BEFORE + AFTER) / 3 + 2, "{cut}");
    }

    proptest! {
        #[test]
        fn no_text_is_changed_or_makes_it_panic(words in "\\PC{2,20}", text in "\\PC{0,80}( \\PC{0,20}){0,4}") {
            if let Some(query) = Query::parse(&words) {
                let whole: String = query.marked(&text).into_iter().map(|piece| piece.text).collect();
                prop_assert_eq!(&whole, &text);
                let _ = query.snippet(&text, &fold(&text));
            }
        }
    }
}
