//! One attempt to send a signed message to the target.

use crate::{
    client::{Client, refusal},
    secret::Secret,
    signature::signature,
    target::Target,
};

/// What a message says.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// The same for all attempts, so that a receiver can tell one that it has taken already; without a full stop.
    pub id: &'a str,
    /// JSON.
    pub body: &'a str,
}

/// Why a message was not taken, in a few words that say nothing of the URL's path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Failure {
    /// The words.
    pub reason: String,
    /// Whether the receiver wants no further attempt.
    pub is_final: bool,
}

/// Sends messages to a target.
#[derive(Clone, Debug)]
pub struct Delivery {
    client: Client,
    target: Target,
    secret: Secret,
}

impl Delivery {
    /// To `target`, signed with `secret`. Trusts the certificates that this system trusts.
    pub fn new(target: Target, secret: Secret) -> Self {
        let client = Client::new(concat!("hustings-webhook/", env!("CARGO_PKG_VERSION")));
        Self { client, target, secret }
    }

    /// The target.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Sends `message`, at `timestamp` in seconds since 1970. Blocks its thread for [`crate::client::PATIENCE`] at most.
    ///
    /// # Errors
    /// When it was not taken: by any answer but one of success (2xx), and without one.
    pub fn send(&self, message: Message<'_>, timestamp: i64) -> Result<(), Failure> {
        let Message { id, body } = message;
        let signed = signature(&self.secret, id, timestamp, body);
        let headers = [
            ("content-type", "application/json"),
            ("webhook-id", id),
            ("webhook-timestamp", &timestamp.to_string()),
            ("webhook-signature", &signed),
        ];
        match self.client.post(&self.target, &headers, body.as_bytes()) {
            Ok(200..=299) => Ok(()),
            // The receiver asks for no more (Standard Webhooks, "Deliverability and reliability").
            Ok(410) => Err(Failure { reason: "it answers 410: it is gone".to_owned(), is_final: true }),
            Ok(status) => Err(Failure { reason: refusal(status), is_final: false }),
            Err(reason) => Err(Failure { reason, is_final: false }),
        }
    }
}

#[cfg(test)]
mod tests;
