//! Searches for a text in a text, and joins texts. The standard library's are made for long ones, and weigh 2.5 KB of WASM.

/// What is before and after the first `wanted` in `text`.
pub fn split_once<'a>(text: &'a str, wanted: &str) -> Option<(&'a str, &'a str)> {
    let start = text.as_bytes().windows(wanted.len()).position(|window| window == wanted.as_bytes())?;
    Some((&text[..start], &text[start + wanted.len()..]))
}

/// The parts of `text` between each `wanted`; all of it where there is none.
pub fn split<'a>(text: &'a str, wanted: &str) -> Vec<&'a str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((part, after)) = split_once(rest, wanted) {
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

/// `text` with `new` for each `old`.
pub fn replace(text: &str, old: &str, new: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = split_once(rest, old) {
        replaced.push_str(before);
        replaced.push_str(new);
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

/// `text` without the spaces and line breaks at its ends: those of ASCII, and the wide and the non-breaking space, which people
/// type. The standard library's `trim` brings a table of all there are.
pub fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\n', '\t', '\r', '\u{a0}', '\u{3000}'])
}

/// The parts of a text, with `between` between each two.
pub fn join(parts: &[String], between: &str) -> String {
    let mut joined = String::new();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            joined.push_str(between);
        }
        joined.push_str(part);
    }
    joined
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn they_find_what_the_standard_library_finds(text in "[ab\u{e4}]{0,12}", wanted in "[ab\u{e4}]{1,3}", new in "[ax]{0,2}") {
            prop_assert_eq!(split_once(&text, &wanted), text.split_once(&wanted));
            prop_assert_eq!(split(&text, &wanted), text.split(&wanted).collect::<Vec<_>>());
            let parts: Vec<_> = text.split(&wanted).map(str::to_owned).collect();
            prop_assert_eq!(join(&parts, &new), parts.join(&new));
            prop_assert_eq!(replace(&text, &wanted, &new), text.replace(&wanted, &new));
        }
    }

    #[test]
    fn spaces_at_the_ends_go_and_those_within_stay() {
        for (text, expected) in [
            ("", ""),
            (" \u{3000}\u{a0}\n", ""),
            ("\u{3000}\u{591c}\u{884c}\u{3000}\u{5217}\u{8eca}\u{3000}", "\u{591c}\u{884c}\u{3000}\u{5217}\u{8eca}"),
            ("\u{a0}\u{ab}\u{a0}Oui\u{a0}\u{bb}\r\n\t", "\u{ab}\u{a0}Oui\u{a0}\u{bb}"),
        ] {
            assert_eq!(trim(text), expected, "{text:?}");
        }
    }
}
