//! Live updates: the hub that fans snapshots out, and viewers' connections. Knows events, not HTTP.

pub mod hub;
mod snapshot;
pub mod viewer;
