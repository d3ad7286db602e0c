//! HTTP parts that handlers of every resource share, and the middleware around them.
//!
//! Identity, the guard, the service, the index of the search, routes, the export and the server import it. Deliberately absent: polls, articles and readers. Of the store it knows
//! what can fail there, since the contract has a code for each.
//!
//! - [`error`]: the contract's errors,
//! - [`body`], [`extract`], [`cookies`]: reading requests, within limits,
//! - [`etag`]: cacheable responses; [`file_cache`]: how long browsers keep files,
//! - [`coding`]: which coding a client takes; [`compression`]: responses compressed on the fly,
//! - [`hot`]: answers that are the same for everybody, made at most once a second,
//! - [`cpu_work`]: the bounded place for work that keeps a processor busy,
//! - [`origin_check`]: the origin check and the rate limit of mutations,
//! - [`security_headers`]: middleware for every response,
//! - [`write_timeout`]: closes connections of clients that do not read.

pub mod body;
pub mod coding;
pub mod compression;
pub mod cookies;
pub mod cpu_work;
pub mod error;
pub mod etag;
pub mod extract;
pub mod file_cache;
pub mod hot;
pub mod origin_check;
pub mod security_headers;
pub mod write_timeout;
