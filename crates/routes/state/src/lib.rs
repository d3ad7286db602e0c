//! The state that routes share, which the server makes last and hands to them, and what several of them say alike.
//!
//! The crates of routes import it, the export, which asks them, and the server. It may import whatever a running server is made of.
//! Deliberately absent: routes, and what only the server itself knows: its settings, connections and metrics.
//!
//! - `state`: the parts,
//! - `language`: in which language an answer about a poll is,
//! - `front_end`: what is said when the built front-end cannot be used.

mod front_end;
mod language;
mod state;

pub use front_end::{broken_front_end, explanation};
pub use language::language;
pub use state::{RouteParts, RouteState};
