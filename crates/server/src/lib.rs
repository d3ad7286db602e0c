//! The reference backend of Hustings: everything that the contract promises, in one process with a
//! SQLite file.
//!
//! Modules in reading order:
//!
//! - [`settings`], [`cli`]: what can be typed, and what it does,
//! - [`state`]: what every request shares,
//! - [`live`]: the hub that fans changes out to viewers,
//! - [`breakdown`]: where votes came from, for the publication's owner,
//! - [`service`]: content and store put together; API and pages both call it,
//! - [`embed`]: what those who frame a poll must know,
//! - [`routes`]: one module a resource, request, response and handler together,
//! - [`problem`], [`extract`], [`reader`], [`voter`], [`caching`]: what handlers are made of,
//! - [`export`]: the publication as files for static hosts,
//! - [`guard`], [`headers`], [`measure`]: what stands around all of them,
//! - [`serve`], [`socket`]: connections, from the first to the last.

pub mod cli;
pub mod settings;

pub mod state;

pub mod live;
pub mod secret;

pub mod breakdown;
pub mod service;

pub mod embed;

pub mod caching;
pub(crate) mod compress;
pub mod extract;
pub mod problem;
pub mod reader;
pub mod routes;
pub mod voter;

pub mod export;

pub mod guard;
pub mod headers;
pub mod measure;
pub mod packed_pages;

pub mod serve;
pub mod socket;

pub use routes::app;
