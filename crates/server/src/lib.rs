//! The reference backend of Hustings: everything that the contract promises, in one process with a
//! SQLite file.
//!
//! Nobody imports it but its own command and its tests. What it is made of stands in crates of its own: the rules of
//! polls (`hustings-domain`), the publication's files (`hustings-content`), votes and ratings (`hustings-store`),
//! pages and pictures (`hustings-render`), the check of partners' pages (`hustings-partner-check`); and of what a network
//! needs the bounds (`hustings-limits`), the parts of HTTP (`hustings-http`), who readers are (`hustings-identity`), who may
//! vote anew (`hustings-guard`), and the hub (`hustings-live`); content and votes are joined in `hustings-service`. Here is
//! what puts all this on a network and on the command line.
//!
//! Modules in reading order:
//!
//! - [`settings`], [`cli`]: options, what is logged, and commands,
//! - [`serve`]: accepts and closes connections; `live_stream`: an answer that leaves the HTTP library for the bare socket,
//! - [`routes`]: one module per resource, with request, response and handler,
//! - [`addresses`]: URLs of pages, on a server and as files,
//! - [`search_indexes`], [`metrics`], [`warnings`]: state kept between requests,
//! - [`webhook`]: tells the owner that a poll has closed; [`notices`]: tells readers who asked for it; `turns`: both are done in turns,
//! - `agreement`: whether other servers of the database serve the same publication,
//! - [`state`]: all of these in one place; only routes see it, and pass on what a part needs,
//! - [`export`]: the publication as files for static hosts.

pub mod cli;
pub mod settings;

pub mod serve;

pub mod routes;

mod agreement;
pub mod metrics;
pub mod warnings;
mod watch;

pub mod state;

pub mod export;

#[cfg(any(test, fuzzing))]
pub mod fuzz;

pub use routes::app;
