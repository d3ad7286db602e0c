//! A reader's key in one poll or one rating. The server derives it; here it is only compared.

/// A reader's key in one poll or one rating: a keyed hash. The keys of one reader in two polls cannot be linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReaderKey(pub [u8; 16]);
