//! The rules of polls: what state one is in, what a vote may be, who sees results. Knows neither
//! HTTP nor SQL, and holds no votes.

mod ballot;
mod schedule;
mod visibility;

pub use ballot::{BallotError, check_ballot};
pub use schedule::{Forced, Schedule};
pub use visibility::{Audience, audience};
