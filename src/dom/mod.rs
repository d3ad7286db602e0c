//! The only web-sys code besides `api` and event types in handlers: small functions that do one thing, and ignore
//! failures that do not affect readers.

pub mod client_id;
pub mod crash;
pub mod document;
pub mod history;
pub mod host;
pub mod links;
#[cfg(not(all(test, not(target_arch = "wasm32"))))]
pub mod lock;
pub mod note;
pub mod page_data;
pub mod progress;
pub mod reading;
pub mod sections;
pub mod signals;
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod simulated;
pub mod storage;
pub mod timer;
pub mod viewport;

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) use simulated as lock;

use web_sys::{Document, Window};

/// The window. There is always one where this code runs.
pub(crate) fn window() -> Window {
    web_sys::window().expect("a page has a window")
}

/// The document.
pub(crate) fn document() -> Document {
    window().document().expect("a window has a document")
}
