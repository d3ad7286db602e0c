//! The client id: a random token by which the backend recognises this browser until it has a cookie.
//!
//! Not a fingerprint: it is derived from nothing, and clearing the site's data deletes it.

use js_sys::{Function, Reflect, Uint8Array};
use wasm_bindgen::JsCast;

use super::{storage, window};

const KEY: &str = "hustings.reader";
/// Random bytes in an id; 128 bits cannot be guessed.
const BYTES: u32 = 16;

/// The stored id, generated at the first call. `None` where `crypto` is not available.
pub fn client_id() -> Option<String> {
    storage::get(KEY).or_else(|| {
        let id = random_id()?;
        storage::set(KEY, &id);
        // Another tab may have been faster: the one that is kept is the one of both.
        storage::get(KEY)
    })
}

/// `crypto.getRandomValues`, by hand since web-sys would bring much more.
fn random_id() -> Option<String> {
    let crypto = Reflect::get(&window(), &"crypto".into()).ok()?;
    let fill: Function = Reflect::get(&crypto, &"getRandomValues".into()).ok()?.dyn_into().ok()?;
    let bytes = Uint8Array::new_with_length(BYTES);
    fill.call1(&crypto, &bytes).ok()?;
    let digits = |byte: u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'));
    Some((0..BYTES).flat_map(|index| digits(bytes.get_index(index))).collect())
}
