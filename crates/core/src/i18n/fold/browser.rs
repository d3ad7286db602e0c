//! The browser's own tables of Unicode.

use js_sys::{JsString, RegExp};

/// NFKD, lower case, no nonspacing marks, `-` for what is neither letter, number nor space.
pub(super) fn simplify(text: &str) -> String {
    let text = JsString::from(text).normalize("NFKD").to_lower_case();
    // The patterns are ours: nothing that a reader types becomes one.
    let text = text.replace_by_pattern(&RegExp::new(r"\p{Mn}+", "gu"), "");
    text.replace_by_pattern(&RegExp::new(r"[^\p{Alphabetic}\p{N} ]+", "gu"), "-").into()
}
