//! Live updates: the hub that fans snapshots out, and viewers' connections.
//!
//! The backend imports it. Deliberately absent: HTTP, and who a reader is.
//!
//! - [`hub`]: what changed, encoded once; `snapshot`: how it looks,
//! - [`viewer`]: one connection,
//! - [`metrics`]: what is counted.

pub mod hub;
pub mod metrics;
mod snapshot;
pub mod viewer;
