//! A reader's key in one poll or one rating. The server derives it; here it is only compared.

/// A reader as one poll or one rating knows them: a keyed hash. The same reader's keys for two
/// polls cannot be told to belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReaderKey(pub [u8; 16]);
