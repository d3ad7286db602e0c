//! Request headers that identify the reader. None of them is a secret of the backend.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The client id, made up by this browser at random: as long as there is no cookie it says who votes. The
/// cookie comes with the first answer, and when that is lost the second attempt must not be another reader's.
pub const READER: &str = "hustings-reader";
/// In a frame: the origin of the page around it.
pub const PARTNER: &str = "hustings-partner";
/// In a frame: what the backend gave to find a vote again without a cookie.
pub const RECEIPT: &str = "hustings-receipt";
/// In a frame: an id that the partner has signed.
pub const IDENTITY: &str = "hustings-identity";

/// In an answer alone: when it was kept, where the backend is away and the worker has one from before.
pub(super) const KEPT: &str = "hustings-kept";

type Headers = Vec<(&'static str, String)>;

/// Headers by name. Clones share them, so that what is learned later is sent from then on.
#[derive(Clone, Debug, Default)]
pub struct Credentials(Arc<Mutex<Headers>>);

impl Credentials {
    fn headers(&self) -> MutexGuard<'_, Headers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends `value` in the header `name` from now on; nothing when it is empty.
    pub fn set(&self, name: &'static str, value: &str) {
        let mut headers = self.headers();
        headers.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            headers.push((name, value.to_owned()));
        }
    }

    /// What is sent in the header `name`; empty when nothing is.
    pub fn get(&self, name: &str) -> String {
        self.headers().iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// The headers of a request, which say nothing of what was kept. Reading needs no client id, and on another origin
    /// every header costs a request that asks whether it may be sent.
    pub(super) fn of_request(&self, is_change: bool) -> Headers {
        let mut headers = self.headers().clone();
        headers.retain(|(name, _)| *name != KEPT && (is_change || *name != READER));
        headers
    }
}
