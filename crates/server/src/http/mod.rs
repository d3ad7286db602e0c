//! What handlers of every resource are made of, and what stands around them. It knows HTTP, and nothing of polls,
//! articles or readers.
//!
//! - [`error`]: the contract's errors,
//! - [`extract`]: what is read of a request, within bounds,
//! - [`etag`]: answers that caches may keep,
//! - [`compression`]: answers that are compressed on their way,
//! - [`origin_guard`]: who may change something,
//! - [`security_headers`], [`count_requests`]: what every answer gets,
//! - [`write_timeout`]: clients that take nothing.

pub mod compression;
pub mod count_requests;
pub mod error;
pub mod etag;
pub mod extract;
pub mod origin_guard;
pub mod security_headers;
pub mod write_timeout;
