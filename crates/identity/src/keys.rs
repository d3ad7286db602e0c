//! The server's keys, one for each purpose. Each has a present key, with which everything new is made, and earlier ones,
//! by which what they made is still recognised. Where they are kept is for whoever has the database.

use std::collections::BTreeMap;

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Purpose {
    /// Signs readers' cookies, and makes a reader of a browser's own id.
    Cookie,
    /// Hashes readers into the keys of their rows.
    Reader,
    /// Makes partners' keys.
    Partner,
    /// Signs receipts, and what is derived of it the messages to push services.
    Receipt,
}

impl Purpose {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Cookie, Self::Reader, Self::Partner, Self::Receipt];

    /// Its name in the key file, in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::Reader => "reader",
            Self::Partner => "partner",
            Self::Receipt => "receipt",
        }
    }

    /// What is lost when the earlier keys of this purpose are read no longer.
    pub fn loss(self) -> &'static str {
        match self {
            Self::Cookie => {
                "readers whose cookie has not been renewed since, and those known by their browser's own id alone who have not \
                 voted again since, are new ones, and may vote again"
            }
            Self::Reader => {
                "votes that are still stored under an earlier key are no longer found by their readers, who may vote again"
            }
            Self::Partner => "tokens signed with a partner's earlier key are refused",
            Self::Receipt => {
                "receipts that pages of partners keep from before no longer count, and readers who asked before to be told when a \
                 poll ends are not"
            }
        }
    }
}

/// A key of 256 bits. Its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// A new random key.
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// The key that these hexadecimal digits are.
    pub fn from_hex(digits: &str) -> Option<Self> {
        let mut key = [0; 32];
        hex::decode_to_slice(digits, &mut key).ok()?;
        Some(Self(key))
    }

    /// Its hexadecimal digits, for the key file alone.
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }

    /// A short text that tells keys apart and says nothing of them.
    pub fn fingerprint(&self) -> String {
        hex::encode(&self.mac("fingerprint", &[]).finalize().into_bytes()[..8])
    }

    /// The HMAC-SHA256 of `parts` for `use_of`. Parts are prefixed with their lengths, so that different lists of
    /// parts never have the same input.
    pub fn mac(&self, use_of: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        for part in std::iter::once(use_of.as_bytes()).chain(parts.iter().copied()) {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac
    }

    /// Another secret for `use_of`, which says nothing of this key: all of [`Self::mac`].
    pub fn derive(&self, use_of: &str, parts: &[&[u8]]) -> [u8; 32] {
        self.mac(use_of, parts).finalize().into_bytes().into()
    }

    /// The first 16 bytes of [`Self::mac`].
    pub fn short_mac(&self, use_of: &str, parts: &[&[u8]]) -> [u8; 16] {
        let mac = self.mac(use_of, parts).finalize().into_bytes();
        let mut short = [0; 16];
        short.copy_from_slice(&mac[..16]);
        short
    }
}

/// The keys of one purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    present: Key,
    /// The newest first.
    earlier: Vec<Key>,
}

impl Keys {
    /// These keys.
    pub fn new(present: Key, earlier: Vec<Key>) -> Self {
        Self { present, earlier }
    }

    /// The key with which everything new is made.
    pub fn present(&self) -> &Key {
        &self.present
    }

    /// The present key, and the earlier ones.
    pub fn split(&self) -> (&Key, &[Key]) {
        (&self.present, &self.earlier)
    }

    /// All keys, the present one first.
    pub fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.present).chain(&self.earlier)
    }
}

/// The keys of all purposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRing(BTreeMap<Purpose, Keys>);

impl KeyRing {
    /// New random keys.
    pub fn random() -> Self {
        Self::new(|_| Keys::new(Key::random(), Vec::new()))
    }

    /// These keys of each purpose.
    pub fn new(keys: impl Fn(Purpose) -> Keys) -> Self {
        Self(Purpose::ALL.into_iter().map(|purpose| (purpose, keys(purpose))).collect())
    }

    /// The keys of a purpose.
    pub fn of(&self, purpose: Purpose) -> &Keys {
        &self.0[&purpose]
    }

    /// Makes a new key for `purpose`; those there were are earlier ones from now on.
    pub fn rotate(&mut self, purpose: Purpose) {
        if let Some(keys) = self.0.get_mut(&purpose) {
            let before = std::mem::replace(&mut keys.present, Key::random());
            keys.earlier.insert(0, before);
        }
    }

    /// Forgets the earlier keys of `purpose`. Returns how many there were.
    pub fn forget_earlier(&mut self, purpose: Purpose) -> usize {
        self.0.get_mut(&purpose).map_or(0, |keys| std::mem::take(&mut keys.earlier).len())
    }
}
