//! How many of what there may be. Strangers choose how much they send; here is what bounds it.
//!
//! The HTTP parts, the guard, the hub and the backend import it. Deliberately absent: the form of a refusal, and what it is that is
//! counted.
//!
//! - [`network`]: whence a request comes, the unit in which strangers are counted,
//! - [`bounds`]: how many connections and live streams, as the system's `descriptors` have room for them; [`admission`]:
//!   who has one,
//! - [`rate_limit`]: how often a network may do what is expensive,
//! - [`log_limit`]: lines of the log.

pub mod admission;
pub mod bounds;
mod descriptors;
pub mod log_limit;
pub mod network;
pub mod rate_limit;
