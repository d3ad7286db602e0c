//! Why a page could not be made.

use std::path::PathBuf;

/// A page that could not be made, in a sentence for the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// There is no built front-end.
    #[error(
        "The front-end is not built: there is no index.html in {0}. Build it with `trunk build --release`, or start \
         the server with `cargo xtask run`."
    )]
    NotBuilt(PathBuf),
    /// A file of the built front-end is missing or broken.
    #[error("The page cannot be made: {0}")]
    Faulty(String),
    /// The components panicked.
    #[error("The page cannot be made: its components failed. The server's log says where.")]
    Panicked,
}

impl RenderError {
    /// What readers are told, who can do nothing about it.
    pub const FOR_READERS: &str = "The server cannot show this at the moment. Its log says why.";
}
