//! The front-end of Hustings: a publication whose readers answer.
//!
//! Modules in reading order:
//!
//! - [`config`]: what is set at deploy time,
//! - [`model`]: the rules, without DOM, network or signals,
//! - [`i18n`]: words, plurals, numbers and dates,
//! - [`render`]: natively (feature `ssr`), a page as text.

pub mod api;
pub mod config;
pub mod i18n;
pub mod model;
#[cfg(feature = "ssr")]
pub mod render;
