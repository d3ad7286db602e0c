//! The reference backend of Hustings: everything that the contract promises, in one process with a
//! SQLite file.
//!
//! Nobody imports it but its own command and its tests. What it is made of stands in crates of its own: the rules of
//! polls (`hustings-domain`), the publication's files (`hustings-content`), votes and ratings (`hustings-store`),
//! pages and pictures (`hustings-render`), and the check of partners' pages (`hustings-partner-check`). Here is what
//! puts them on a network and on the command line.
//!
//! Modules in reading order:
//!
//! - [`settings`], [`log_filter`], [`cli`]: options, what is logged, and commands,
//! - [`serve`]: accepts and closes connections,
//! - [`routes`]: one module per resource, with request, response and handler,
//! - [`service`]: content and store put together; API and pages both call it,
//! - [`live`]: the hub that fans changes out to viewers,
//! - [`identity`]: who a reader, a voter and a partner is,
//! - [`http`]: HTTP parts that handlers share, and middleware,
//! - [`addresses`]: URLs of pages, on a server and as files,
//! - [`network`]: where a request comes from,
//! - [`bounds`], [`admission`], [`cpu_work`], [`rate_limit`]: bounds on what is open, under way, or asked for too often,
//! - [`guard`]: what new voters of guarded polls pass,
//! - [`search_indexes`], [`page_cache`], [`metrics`], [`warnings`]: state kept between requests,
//! - `voted_words`: which words of polls stay since readers have voted on them,
//! - [`state`]: all of these in one place; only routes see it, and pass on what a part needs,
//! - [`export`]: the publication as files for static hosts,
//! - [`backup`]: database and key as one file, and back; `files`: names and folders of files that are put in place whole.

pub mod cli;
pub mod log_filter;
pub mod settings;

pub mod serve;

pub mod routes;

pub mod service;

pub mod live;

pub mod identity;

pub mod http;

pub mod addresses;
pub mod admission;
pub mod bounds;
pub(crate) mod compress;
pub mod cpu_work;
mod descriptors;
pub mod guard;
pub mod log_limit;
pub mod metrics;
pub mod network;
pub mod page_cache;
pub mod rate_limit;
pub mod search_indexes;
mod voted_words;
pub mod warnings;

pub mod state;

pub mod export;

pub mod backup;
pub(crate) mod files;

#[cfg(any(test, fuzzing))]
pub mod fuzz;

pub use routes::app;
