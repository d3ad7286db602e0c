//! What identifying a reader, voter or partner depends on.

use std::{
    collections::BTreeMap,
    mem,
    sync::{Mutex, PoisonError},
};

use hustings_domain::Clock;

use crate::{keys::KeyRing, partner::Partner};

/// The server's keys, origin and cookie settings.
#[derive(Debug)]
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
    /// How many signed ids were taken.
    pub taken_ids: TakenIds,
}

/// How many signed ids were taken, by the partner's key. The names are of keys that polls list, so that no stranger makes more
/// of them.
#[derive(Debug, Default)]
pub struct TakenIds(Mutex<BTreeMap<String, u64>>);

impl TakenIds {
    pub(crate) fn count(&self, key_name: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get_mut(key_name) {
            Some(count) => *count += 1,
            None => {
                counts.insert(key_name.to_owned(), 1);
            }
        }
    }

    /// Those since this was asked last.
    pub fn take(&self) -> BTreeMap<String, u64> {
        mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
