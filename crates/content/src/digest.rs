//! A hash of values that is the same in every run, unlike that of the standard library's maps.

use std::hash::{Hash, Hasher};

use sha2::{Digest as _, Sha256};

/// The first half of a SHA-256.
pub(super) type Digest = [u8; 16];

/// That of this value, by all that its `Hash` says of it.
pub(super) fn of(value: &impl Hash) -> Digest {
    let mut hasher = Sha(Sha256::new());
    value.hash(&mut hasher);
    let mut digest = Digest::default();
    digest.copy_from_slice(&hasher.0.finalize()[..16]);
    digest
}

struct Sha(Sha256);

impl Hasher for Sha {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Never asked for: 64 bits are not enough.
    fn finish(&self) -> u64 {
        0
    }
}
