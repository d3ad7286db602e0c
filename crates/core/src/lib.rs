//! The rules of a publication whose readers answer, apart from how they are shown, sent or stored.
//!
//! Everybody but `hustings-wire` may import this crate: the front-end, which shows what it says and
//! carries out what it decides; the backend, which renders the same pages natively; and the check of
//! partners' pages. It imports `hustings-wire` alone of ours.
//!
//! Deliberately not here: Leptos, signals, the DOM, the network, files, a clock. Rules are plain
//! functions and `&mut self` methods, and the time is handed to them.
//!
//! Modules in reading order:
//!
//! - [`config`]: what is set at deploy time,
//! - [`model`]: what a page shows, a ballot becomes, an outbox holds,
//! - [`i18n`]: words, plurals, numbers and dates,
//! - [`json`]: the JSON that the app reads and keeps, as its types,
//! - [`html`]: text within HTML.
//!
//! The target decides what `i18n` and `json` stand on: in a browser on its own `Intl` and JSON parser,
//! natively on ICU4X and serde_json. So there is no feature to choose, and none to choose wrongly.

pub mod config;
pub mod html;
pub mod i18n;
pub mod json;
pub mod model;
