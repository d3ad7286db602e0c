//! Reports a crash of the app to `public/boot.js`, and in a frame to `public/embed/frame.js`, which show the message:
//! after a trap the WASM cannot be relied on.

use js_sys::{Function, Reflect};
use wasm_bindgen::JsCast;

use super::window;

/// The function of `boot.js` that shows the notice.
const SHOW: &str = "hustingsCrash";

/// Says on the page that the app cannot go on and why, with a way to begin again. What is on the page stays readable.
pub fn show(reason: &str) {
    if let Ok(show) = Reflect::get(&window(), &SHOW.into()).and_then(JsCast::dyn_into::<Function>) {
        let _ = show.call1(&window(), &reason.into());
    }
}

/// From now on the console has the sentence of a panic, before the trap that it ends in. In what `cargo xtask dist`
/// makes there are no sentences, and this does nothing (`docs/adr/0014-the-bytes-of-the-frame.md`).
pub fn install_panic_hook() {
    #[cfg(not(panic = "immediate-abort"))]
    std::panic::set_hook(Box::new(|info| web_sys::console::error_1(&info.to_string().into())));
}
