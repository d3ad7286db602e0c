//! How a poll is guarded against one person who votes as many. What each level does is the server's; here are their names.

/// The level that a poll's owner has chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Guarding {
    /// One vote for each browser, and a limit on the votes of one network.
    #[default]
    Casual,
    /// Besides, a reader who votes for the first time shows that their browser has waited and, where many come from one
    /// network, that it has worked.
    Guarded,
    /// Only readers for whom a partner has signed.
    Strict,
}

impl Guarding {
    /// Its name in the poll's file and in the passport.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Casual => "casual",
            Self::Guarded => "guarded",
            Self::Strict => "strict",
        }
    }
}
