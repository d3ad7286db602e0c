//! HTTP parts that handlers of every resource share, and the middleware around them. Knows nothing of polls, articles
//! or readers.
//!
//! - [`error`]: the contract's errors,
//! - [`body`], [`extract`], `cookies`: reading requests, within limits,
//! - [`etag`]: cacheable responses,
//! - [`compression`]: responses compressed on the fly,
//! - [`origin_check`]: the origin check and the rate limit of mutations,
//! - [`security_headers`], [`security_log`], [`count_requests`]: middleware for every response,
//! - [`write_timeout`]: closes connections of clients that do not read.

pub mod body;
pub mod compression;
pub(crate) mod cookies;
pub mod count_requests;
pub mod error;
pub mod etag;
pub mod extract;
pub mod origin_check;
pub mod security_headers;
pub mod security_log;
pub mod write_timeout;
