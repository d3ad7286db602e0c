//! Folding of text for the search: without case and accents.
//!
//! Unicode data (decomposition, case, letters) is the browser's there, and ICU4X's and the standard library's natively;
//! the table below is shared. A change here changes what both sides find; `tests/components/fold.rs` has the same
//! cases.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;

#[cfg(target_arch = "wasm32")]
use browser::simplify;
#[cfg(not(target_arch = "wasm32"))]
use native::simplify;

/// `text` for comparing: in compatibility decomposition (NFKD) and lower case, without nonspacing marks
/// (accents, the points of Arabic), with the letters that Unicode does not take apart unified. Every run
/// of what is neither letter, number nor space is one `-`; spaces stay, so that the text and what is made
/// of it have the same parts between spaces.
pub fn fold(text: &str) -> String {
    let mut folded = String::new();
    for character in simplify(text).chars() {
        match character {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            // Tatweel only stretches a word.
            '\u{640}' => {}
            _ => folded.push(match character {
                'ø' => 'o',
                'đ' | 'ð' => 'd',
                'ł' => 'l',
                'ħ' => 'h',
                'ı' => 'i',
                'ς' => 'σ',
                // Alef wasla; the forms with hamza and madda come apart by themselves.
                '\u{671}' => '\u{627}',
                // Alef maksura and the Persian yeh, as they are often typed for one another.
                '\u{649}' | '\u{6cc}' => '\u{64a}',
                // The Persian kaf, and teh marbuta.
                '\u{6a9}' => '\u{643}',
                '\u{629}' => '\u{647}',
                other => other,
            }),
        }
    }
    folded
}

#[cfg(test)]
mod cases;

#[cfg(test)]
mod tests {
    use super::{cases::FOLDED, *};

    #[test]
    fn texts_that_readers_take_for_the_same_become_the_same() {
        for (text, expected) in FOLDED {
            assert_eq!(fold(text), expected, "{text}");
        }
    }
}
