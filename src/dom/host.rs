//! The page around a frame. `public/embed/frame.js`, which runs before the WASM, exchanges and checks messages with it;
//! this module talks to that script.

use js_sys::{Function, Reflect};
use wasm_bindgen::JsCast;

use super::{document, signals, window};

/// The function of `frame.js` that says something to the page around the frame: a type, and a text.
const TELL: &str = "hustingsTell";
/// The event by which `frame.js` says that it has learned something, or that the frame is shown or hidden.
const LEARNED: &str = "hustings-learned";

/// What `frame.js` knows under this name: `partner`, `receipt`, `identity` or its `sub`. Empty when it knows nothing.
pub fn known(name: &str) -> String {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute(&["data-", name].concat())).unwrap_or_default()
}

/// Says something to the page around the frame.
pub fn tell(what: &str, text: &str) {
    if let Ok(tell) = Reflect::get(&window(), &TELL.into()).and_then(JsCast::dyn_into::<Function>) {
        let _ = tell.call2(&window(), &what.into(), &text.into());
    }
}

/// Has `frame.js` load the frame anew, once: its poll has become one that this program does not know, and the server names the
/// program that does. The frame stands as it is until then.
pub fn load_anew() {
    tell("outdated", "");
}

/// Calls `handler` whenever `frame.js` has learned something, and when the frame is shown or hidden. Lives as long as the
/// frame.
pub fn on_learned(handler: impl Fn() + 'static) {
    signals::listen(&document(), LEARNED, handler);
}
