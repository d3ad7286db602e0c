//! What a text is found by: the keys under which the index has it.
//!
//! A word is found by its beginning, so it is a key, and whoever looks for `tra` takes all keys that begin so. A word that
//! has characters of a script without spaces is found anywhere: each place in it is a key, of the character there and the
//! next one, after a `*`, which no folded text has.

use super::query::{is_between, is_unspaced};

/// What begins the key of a place within a word.
pub(super) const ANYWHERE: char = '*';

/// Tells `each` the keys of a folded text, in its order; one as often as it occurs.
pub(super) fn for_each_key(folded: &str, mut each: impl FnMut(&str)) {
    let mut key = String::new();
    for word in folded.split(is_between).filter(|word| !word.is_empty()) {
        let Some((at, first)) = word.char_indices().find(|(_, character)| is_unspaced(*character)) else {
            each(word);
            continue;
        };
        if at > 0 {
            // With the character after it: what is looked for may begin the word, and is never the whole of it.
            each(&word[..at + first.len_utf8()]);
        }
        for (at, _) in word.char_indices() {
            let end = word[at..].char_indices().nth(2).map_or(word.len(), |(length, _)| at + length);
            key.clear();
            key.push(ANYWHERE);
            key.push_str(&word[at..end]);
            each(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_key_and_so_is_each_place_in_one_without_spaces() {
        let cases: [(&str, &[&str]); 5] = [
            ("night-trains  2026", &["night", "trains", "2026"]),
            ("夜间列车", &["*夜间", "*间列", "*列车", "*车"]),
            ("夜", &["*夜"]),
            ("t恤 买", &["t恤", "*t恤", "*恤", "*买"]),
            ("- -", &[]),
        ];
        for (folded, expected) in cases {
            let mut keys = Vec::new();
            for_each_key(folded, |key| keys.push(key.to_owned()));
            assert_eq!(keys, expected, "{folded}");
        }
    }
}
