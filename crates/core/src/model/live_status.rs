//! The status of the live stream, as shown to readers.

/// The state of the page's one live connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LiveStatus {
    /// Nothing on the page is live, or the stream has never stood yet.
    #[default]
    Off,
    /// The bars move as others vote.
    Live,
    /// The connection was lost a moment ago.
    Reconnecting,
    /// There is no network, or the server cannot be reached.
    Offline,
}

impl LiveStatus {
    /// The status as CSS knows it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Live => "live",
            Self::Reconnecting => "reconnecting",
            Self::Offline => "offline",
        }
    }
}
