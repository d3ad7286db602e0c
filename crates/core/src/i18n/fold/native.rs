//! ICU4X for decomposition and marks, the standard library for case and letters.

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::{CodePointMapData, props::GeneralCategory};

/// NFKD, lower case, no nonspacing marks, `-` for what is neither letter, number nor space.
pub(super) fn simplify(text: &str) -> String {
    let categories = CodePointMapData::<GeneralCategory>::new();
    let text = DecomposingNormalizerBorrowed::new_nfkd().normalize(text).to_lowercase();
    let mut simple = String::with_capacity(text.len());
    for character in text.chars() {
        if categories.get(character) == GeneralCategory::NonspacingMark {
            continue;
        }
        // `Alphabetic` and `N` of Unicode, as the browser's pattern has it.
        if character == ' ' || character.is_alphanumeric() {
            simple.push(character);
        } else if !simple.ends_with('-') {
            simple.push('-');
        }
    }
    simple
}
