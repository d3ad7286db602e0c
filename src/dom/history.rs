//! The browser's history. Scroll positions are kept in the states of its entries.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::ScrollRestoration;

use super::window;

const SCROLL_KEY: &str = "y";

/// Path, query (without `?`) and fragment (without `#`) of the current URL.
pub fn location() -> (String, String, String) {
    let location = window().location();
    let part = |part: Result<String, JsValue>, mark: &str| {
        let part = part.unwrap_or_default();
        part.strip_prefix(mark).unwrap_or(&part).to_owned()
    };
    (location.pathname().unwrap_or_default(), part(location.search(), "?"), part(location.hash(), "#"))
}

/// From now on the app restores scroll positions itself: the browser would do it before the page
/// that it belongs to is there.
pub fn take_over_scrolling() {
    if let Ok(history) = window().history() {
        let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
    }
}

/// Adds an entry for `url`.
pub fn push(url: &str) {
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(url));
    }
}

/// Puts `url` in the place of the current entry.
pub fn replace(url: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(url));
    }
}

/// Notes the scroll position in the current entry, for when the reader comes back to it.
pub fn remember_scroll() {
    let state = js_sys::Object::new();
    let top = window().scroll_y().unwrap_or(0.0);
    let _ = Reflect::set(&state, &SCROLL_KEY.into(), &top.into());
    if let Ok(history) = window().history() {
        let _ = history.replace_state(&state, "");
    }
}

/// The scroll position noted in the current entry.
pub fn remembered_scroll() -> Option<f64> {
    let state = window().history().ok()?.state().ok()?;
    Reflect::get(&state, &SCROLL_KEY.into()).ok()?.as_f64()
}

/// Loads the current URL anew.
pub fn reload() {
    let _ = window().location().reload();
}
