//! The browser folds texts as ICU4X does natively, so that a search finds the same on the server and on a static
//! host: both have the cases of `fold` and `search` in `crates/core`.

use hustings_core::{
    i18n::fold,
    model::search::{Piece, Query, Words},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    fold_cases::FOLDED,
    search_cases::{ENTRIES, FOUND, MARKED},
};

#[wasm_bindgen_test]
fn texts_that_readers_take_for_the_same_become_the_same() {
    for (text, expected) in FOLDED {
        assert_eq!(fold(text), expected, "{text}");
    }
}

#[wasm_bindgen_test]
fn each_script_is_searched_as_its_readers_expect() {
    let index = Words::new(ENTRIES.map(|(_, title, text)| [title, "", text]));
    for (words, expected) in FOUND {
        let found = index.find(&Query::parse(words).expect("long enough"));
        let slugs: Vec<&str> = found.best.iter().map(|article| ENTRIES[*article].0).collect();
        assert_eq!(slugs, expected, "{words}");
    }
}

#[wasm_bindgen_test]
fn what_was_searched_for_is_marked_in_every_script() {
    let bracketed = |Piece { text, is_match }| if is_match { format!("[{text}]") } else { text };
    for (words, text, expected) in MARKED {
        let pieces = Query::parse(words).expect("long enough").marked(text);
        assert_eq!(pieces.into_iter().map(bracketed).collect::<String>(), expected, "{words}");
    }
}
