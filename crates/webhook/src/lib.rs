//! Signed messages to one URL, which only the operator chooses: [Standard Webhooks](https://www.standardwebhooks.com), version 1.
//!
//! `hustings-server` alone imports it, and it imports nothing of the workspace. Deliberately absent: what a message is about, when
//! one is due and whether it was sent before, which the store knows.
//!
//! - [`secret`]: with what messages are signed; [`signature`]: how,
//! - [`target`]: which URLs a message may go to, and which of the `addresses` that their hosts have,
//! - [`delivery`]: one attempt,
//! - [`retry`]: when the next one is.

mod addresses;
pub mod delivery;
pub mod retry;
pub mod secret;
pub mod signature;
pub mod target;
