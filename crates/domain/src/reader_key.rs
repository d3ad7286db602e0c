//! A reader's name in one poll or one rating. How it is derived is the server's; here it is only compared.

/// A reader as one poll or one rating knows them: a keyed hash. The same reader's keys for two
/// polls cannot be told to belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReaderKey(pub [u8; 16]);
