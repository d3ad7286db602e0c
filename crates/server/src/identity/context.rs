//! What identifying a reader, voter or partner depends on.

use hustings_domain::Clock;

use super::{keys::KeyRing, partner::Partner};
use crate::settings::Settings;

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

impl IdentityContext {
    /// The context of a server with these settings.
    pub fn new(settings: &Settings, keys: KeyRing, clock: Clock) -> Self {
        let own = Partner::of_url(&settings.public_url());
        let (is_https, is_trustworthy) = (settings.is_https(), settings.is_trustworthy());
        Self { keys, clock, own, is_https, is_trustworthy }
    }
}
