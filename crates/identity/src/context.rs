//! What identifying a reader, voter or partner depends on.

use hustings_domain::Clock;

use crate::{keys::KeyRing, partner::Partner};

/// The server's keys, origin and cookie settings.
#[derive(Clone, Debug)]
pub struct IdentityContext {
    /// Sign cookies and hash readers.
    pub keys: KeyRing,
    /// The clock.
    pub clock: Clock,
    /// The publication's own origin, which does not count as a partner.
    pub own: Option<Partner>,
    /// Whether readers reach the publication over HTTPS.
    pub is_https: bool,
    /// Whether browsers take `Secure` cookies from it.
    pub is_trustworthy: bool,
}
