//! Live updates: the hub that fans snapshots out, and viewers' connections.
//!
//! The backend imports it. Deliberately absent: HTTP, and who a reader is.
//!
//! - [`hub`]: what changed, encoded once; `snapshot`: how it looks; `watched`: what a viewer was sent of it,
//! - [`viewer`]: one connection; `followed`: how it is woken,
//! - [`metrics`]: what is counted.

mod followed;
pub mod hub;
pub mod metrics;
mod snapshot;
pub mod viewer;
mod watched;
