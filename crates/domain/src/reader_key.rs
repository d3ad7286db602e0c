//! A reader's keys in one poll or one rating. The server derives them; here they are only compared.

/// A reader's key in one poll or one rating: a keyed hash. The keys of one reader in two polls cannot be linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReaderKey(pub [u8; 16]);

/// All keys by which one request knows its reader in one poll or rating. A browser may show a cookie and a client id
/// that are of different origin, and the server may have hashed under an earlier key of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderKeys {
    first: ReaderKey,
    others: Vec<ReaderKey>,
}

impl ReaderKeys {
    /// These keys, of which `first` is the one to store under.
    pub fn new(first: ReaderKey, others: impl IntoIterator<Item = ReaderKey>) -> Self {
        let mut distinct = Vec::new();
        for key in others {
            if key != first && !distinct.contains(&key) {
                distinct.push(key);
            }
        }
        Self { first, others: distinct }
    }

    /// The key to store under.
    pub fn first(&self) -> ReaderKey {
        self.first
    }

    /// The other keys.
    pub fn others(&self) -> &[ReaderKey] {
        &self.others
    }

    /// All keys, beginning with the one to store under.
    pub fn all(&self) -> impl Iterator<Item = ReaderKey> + '_ {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
}

impl From<ReaderKey> for ReaderKeys {
    fn from(key: ReaderKey) -> Self {
        Self::new(key, [])
    }
}
