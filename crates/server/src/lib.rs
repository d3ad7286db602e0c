//! The reference backend of Hustings: everything that the contract promises, in one process with a
//! SQLite file.
//!
//! Nobody imports it but its own command and its tests. What it is made of stands in crates of its own: the rules of
//! polls (`hustings-domain`), the publication's files (`hustings-content`), votes and ratings (`hustings-store`),
//! pages and pictures (`hustings-render`), the check of partners' pages (`hustings-partner-check`); and of what a network
//! needs the bounds (`hustings-limits`), the parts of HTTP (`hustings-http`), who readers are (`hustings-identity`), who may
//! vote anew (`hustings-guard`), and the hub (`hustings-live`); content and votes are joined in `hustings-service`; requests
//! are answered by the crates of routes (`hustings-routes-*`), closings told by `hustings-closings`, files of the site made by
//! `hustings-export`. Here is what puts all this together, on a network and on the command line.
//!
//! Modules in reading order:
//!
//! - [`settings`], [`cli`]: options, what is logged, and commands,
//! - [`serve`]: accepts and closes connections,
//! - `routes`: all routes together, and what stands around them,
//! - [`metrics`], [`warnings`]: state kept between requests,
//! - `agreement`: whether other servers of the database serve the same publication,
//! - [`state`]: a running server; only what starts it and what stands around its routes sees it,
//! - [`export`]: the server that an export asks.

pub mod cli;
pub mod settings;

pub mod serve;

mod routes;

mod agreement;
pub mod metrics;
pub mod warnings;
mod watch;

pub mod state;

pub mod export;

#[cfg(any(test, fuzzing))]
pub mod fuzz;

pub use routes::app;
