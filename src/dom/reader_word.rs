//! What this browser calls its reader until a cookie says it: a random word that stays on the device.
//!
//! No fingerprint: it is derived from nothing, and gone when the reader clears the site's data.

use js_sys::{Function, Reflect, Uint8Array};
use wasm_bindgen::JsCast;

use super::{storage, window};

const KEY: &str = "hustings.reader";
/// Random bytes in a word; 128 bits cannot be guessed.
const BYTES: u32 = 16;

/// The word, made up at the first call. `None` where the browser has no randomness for it.
pub fn reader_word() -> Option<String> {
    storage::get(KEY).or_else(|| {
        let word = random_word()?;
        storage::set(KEY, &word);
        Some(word)
    })
}

/// `crypto.getRandomValues`, by hand since web-sys would bring much more.
fn random_word() -> Option<String> {
    let crypto = Reflect::get(&window(), &"crypto".into()).ok()?;
    let fill: Function = Reflect::get(&crypto, &"getRandomValues".into()).ok()?.dyn_into().ok()?;
    let bytes = Uint8Array::new_with_length(BYTES);
    fill.call1(&crypto, &bytes).ok()?;
    let digits = |byte: u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'));
    Some((0..BYTES).flat_map(|index| digits(bytes.get_index(index))).collect())
}
