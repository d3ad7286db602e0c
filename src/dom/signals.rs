//! What the browser tells the page about its surroundings.

use js_sys::Function;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Event, EventTarget};

use super::{document, window};

/// Calls `handler` whenever the page appears or disappears, and whenever the network comes or
/// goes, whether it changed or not. Lives as long as the page.
pub fn on_surroundings(handler: impl Fn() + Clone + 'static) {
    listen(&document(), "visibilitychange", handler.clone());
    listen(&window(), "pageshow", handler.clone());
    listen(&window(), "online", handler.clone());
    listen(&window(), "offline", handler);
}

/// Calls `handler` whenever a scrolling has come to its end, and when the page disappears: not every browser says the
/// former. Lives as long as the page.
pub fn on_rest(handler: impl Fn() + Clone + 'static) {
    listen(&document(), "scrollend", handler.clone());
    listen(&document(), "visibilitychange", handler);
}

/// Calls `handler` when `public/offline.js` has found a newer version of the app. Lives as long as the page.
pub fn on_newer_version(handler: impl Fn() + 'static) {
    listen(&window(), "hustings-update", handler);
}

/// Tells `public/offline.js` that the page of this address could not be fetched, so that it may look for what is kept,
/// and leaves word of it for when that file comes later.
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

/// A function that calls `handler` and lives as long as the page. It does not look at what it is called with, so
/// it serves everybody who calls back, and all share one kind of closure.
pub(super) fn lasting(handler: impl Fn() + 'static) -> Function {
    Closure::<dyn Fn(Event)>::new(move |_| handler()).into_js_value().unchecked_into()
}
