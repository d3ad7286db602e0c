//! The reader's settings, on the page and on the device. `public/settings.js` sets the attributes, before the first
//! paint as well.

use js_sys::{Function, Reflect};
use wasm_bindgen::JsCast;

use super::{signals, storage, window};

const KEY: &str = "hustings.reading";
/// The function of `settings.js` that makes the page look as these words say.
const APPLY: &str = "hustingsReading";

/// The words that are kept; see `model::reading_settings`.
pub fn kept() -> String {
    storage::get(KEY).unwrap_or_default()
}

/// Keeps these words, and makes the page look as they say.
pub fn keep(words: &str) {
    storage::set(KEY, words);
    if let Ok(apply) = Reflect::get(&window(), &APPLY.into()).and_then(JsCast::dyn_into::<Function>) {
        let _ = apply.call1(&window(), &words.into());
    }
}

/// Calls `handler` when another tab of this publication may have kept other words. Lives as long as the page.
pub fn on_kept_elsewhere(handler: impl Fn() + Clone + 'static) {
    signals::listen(&window(), "storage", handler.clone());
    signals::listen(&window(), "pageshow", handler);
}
