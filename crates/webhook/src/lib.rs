//! Signed messages to one URL, which only the operator chooses: [Standard Webhooks](https://www.standardwebhooks.com), version 1.
//!
//! `hustings-closings` and `hustings-server` import it, and `hustings-push`, which sends in the same way to other targets. It imports nothing of the
//! workspace. Deliberately absent: what a message is about, when
//! one is due and whether it was sent before, which the store knows.
//!
//! - [`secret`]: with what messages are signed; [`signature`]: how,
//! - [`target`]: which URLs a message may go to, and which of the `addresses` that their hosts have,
//! - [`client`]: one request, to an address that was judged,
//! - [`delivery`]: one attempt to send a message,
//! - [`retry`]: when the next one is.

mod addresses;
pub mod client;
pub mod delivery;
pub mod retry;
pub mod secret;
pub mod signature;
pub mod target;
