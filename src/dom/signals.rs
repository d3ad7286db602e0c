//! Events of the browser: visibility, network, end of scrolling, a new version.

use js_sys::Function;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Event, EventTarget};

use super::{document, window};

/// Calls `handler` when the page is shown or hidden. Lives as long as the page. Not for frames, which `frame.js` tells.
pub fn on_visibility(handler: impl Fn() + 'static) {
    listen(&document(), "visibilitychange", handler);
}

/// Calls `handler` when the page comes back from the browser's history, and on every event of the network, whether the
/// state has changed or not. Lives as long as the page.
pub fn on_return_or_network(handler: impl Fn() + Clone + 'static) {
    listen(&window(), "pageshow", handler.clone());
    listen(&window(), "online", handler.clone());
    listen(&window(), "offline", handler);
}

/// Calls `handler` when scrolling ends, and when the page is hidden, since not every browser has `scrollend`. Lives as
/// long as the page.
pub fn on_rest(handler: impl Fn() + Clone + 'static) {
    listen(&document(), "scrollend", handler.clone());
    listen(&document(), "visibilitychange", handler);
}

/// Calls `handler` when `public/offline.js` has found a newer version of the app. Lives as long as the page.
pub fn on_newer_version(handler: impl Fn() + 'static) {
    listen(&window(), "hustings-update", handler);
}

/// Tells `public/offline.js` that this page could not be fetched, so that it can show a cached one. The attribute is
/// for when that script loads later.
pub fn tell_that_page_is_lost() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-lost", "");
    }
    if let Ok(lost) = Event::new("hustings-lost") {
        let _ = window().dispatch_event(&lost);
    }
}

pub(super) fn listen(target: &EventTarget, name: &str, handler: impl Fn() + 'static) {
    let _ = target.add_event_listener_with_callback(name, &lasting(handler));
}

/// A function that calls `handler` and lives as long as the page. It ignores its argument, so that all callbacks share
/// one type of closure.
pub(super) fn lasting(handler: impl Fn() + 'static) -> Function {
    Closure::<dyn Fn(Event)>::new(move |_| handler()).into_js_value().unchecked_into()
}
