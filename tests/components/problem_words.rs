//! What an error means for the reader, in every language there is.

use hustings::components::problem_words;
use hustings_wire::ErrorCode;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::locale;

#[wasm_bindgen_test]
fn every_error_has_words_in_every_language() {
    let codes = [
        ErrorCode::InvalidRequest,
        ErrorCode::NotFound,
        ErrorCode::TranslationMissing,
        ErrorCode::UnknownOption,
        ErrorCode::TooManyOptions,
        ErrorCode::PollClosed,
        ErrorCode::PollNotOpen,
        ErrorCode::VoteNotChangeable,
        ErrorCode::OriginNotAllowed,
        ErrorCode::UnsupportedMediaType,
        ErrorCode::PayloadTooLarge,
        ErrorCode::RateLimited,
        ErrorCode::Unavailable,
        ErrorCode::Other,
    ];
    for lang in ["en", "ru", "ar"] {
        for code in codes {
            let words = problem_words(&locale(lang), code);
            assert!(words.contains(' ') && !words.contains('_'), "{lang} {code:?}: {words}");
        }
    }
}
