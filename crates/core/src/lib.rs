//! The rules of a publication whose readers answer, apart from how they are shown, sent or stored.
//!
//! Every crate but `hustings-wire` may import it: the front-end, which shows and carries out what it decides; the
//! backend, which renders the same pages; and the check of partners' pages. Of ours it imports `hustings-wire` alone.
//!
//! Deliberately not here: Leptos, signals, the DOM, the network, files, a clock. Rules are plain
//! functions and `&mut self` methods, and the time is handed to them.
//!
//! Modules in reading order:
//!
//! - [`config`]: the configuration of a deployment,
//! - [`kinds`]: which polls a program knows,
//! - [`model`]: the rules of pages, ballots, the outbox and the rest,
//! - [`i18n`]: messages, plurals, numbers and dates,
//! - [`json`]: the JSON that the app reads and keeps, as its types,
//! - [`html`]: escaping for HTML; [`text`]: searches for a text in a text; [`query`]: what a URL's query says.
//!
//! The target decides what `i18n`, `json` and `query` use: the browser's `Intl` and parsers, or natively ICU4X,
//! serde_json and code of their own. So there is no feature to choose.

pub mod config;
pub mod html;
pub mod i18n;
pub mod json;
pub mod kinds;
pub mod model;
pub mod query;
pub mod text;

#[cfg(any(test, fuzzing))]
pub mod fuzz;
