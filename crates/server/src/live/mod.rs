//! What moves under viewers' eyes: the hub that fans snapshots out, and their connections. It knows events, not HTTP.

pub mod hub;
mod snapshot;
pub mod viewer;
