//! The JSON that the app reads and keeps, as its types.
//!
//! The server writes these types with serde. The browser has a JSON parser already, so here a text becomes a `Value`
//! (the browser's own object there, serde_json's natively), which is decoded by tables of members, one for each type:
//! serde's derived readers cost more WASM than all other network code (`docs/adr/0007-json-by-the-browser.md`). A test
//! decodes the same samples both ways, so that these readers and the derived ones cannot drift apart.
//!
//! In reading order: `node` is a value in a text, `plain` decodes numbers and lists, `tables` has the macros for the
//! types of `wire`, `page` and `kept`; `write` encodes.
//!
//! Nothing here fetches or stores.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;

#[macro_use]
mod tables;

mod kept;
mod node;
mod page;
mod plain;
mod wire;
mod write;

#[cfg(target_arch = "wasm32")]
use browser::Value;
#[cfg(not(target_arch = "wasm32"))]
use native::Value;

pub use node::{Decode, Unreadable, decode, texts_by_name};
pub use write::{mutation, rating_request, vote_request};

#[cfg(test)]
mod cases;
#[cfg(test)]
mod tests;
