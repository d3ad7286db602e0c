//! What is to be checked, and how far the check may go. Nothing is asked here.

use std::time::Duration;

/// What is to be checked, and how far the check may go.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the backend is: the URL below which `/api/v1` is.
    pub url: String,
    /// Ids of polls to ask about, before those that articles name.
    pub polls: Vec<String>,
    /// Slug of the article to ask about; by default the newest with a poll.
    pub article: Option<String>,
    /// An origin whose pages the backend lets use its API.
    pub origin: Option<String>,
    /// Whether cases may vote and rate.
    pub write: bool,
    /// How long to wait for a heartbeat of the stream; the contract promises one every 15 seconds.
    pub heartbeat: Duration,
    /// How long to wait for what the stream is to send at once.
    pub soon: Duration,
}

impl Options {
    /// A check of the backend at `url` that changes nothing.
    pub fn reading(url: impl Into<String>) -> Self {
        let (heartbeat, soon) = (Duration::from_secs(20), Duration::from_secs(5));
        Self { url: url.into(), polls: Vec::new(), article: None, origin: None, write: false, heartbeat, soon }
    }
}
