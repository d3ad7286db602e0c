//! Names: which ones are valid in a URL, and how similar two are.

/// Longest id of an article, poll, option or audience.
pub(super) const MAX_ID: usize = 64;

/// What [`is_id`] asks for, in words.
pub(crate) const ID_RULE: &str = "made of a-z, 0-9 and single hyphens within, 64 characters at most";

/// Whether `text` is valid as a name in a URL.
pub(crate) fn is_id(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    plain && !text.is_empty() && text.len() <= MAX_ID && text.split('-').all(|part| !part.is_empty())
}

/// How many characters must be put in, taken out or replaced to make `b` of `a` (Levenshtein).
pub(super) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_what_an_address_can_carry() {
        for good in ["a", "night-trains", "2026"] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "A", "a b", "a/b", "..", "поезд", &"a".repeat(65)] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn distances_count_single_edits() {
        for (a, b, expected) in [("title", "title", 0), ("titel", "title", 2), ("tite", "title", 1), ("", "dek", 3)] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
