//! One attempt to send a message to a browser.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hustings_webhook::client::{Client, refusal};
use sha2::{Digest as _, Sha256};
use web_push_native::{Auth, encrypt};

use crate::{subscription::Subscription, vapid::VapidKey};

/// The most bytes that a message may have: what is left of the 4,096 that every push service takes (RFC 8030, section 7.2).
pub const MESSAGE: usize = 3_993;
/// Seconds for which a push service keeps a message for a browser that is away.
const TTL: &str = "86400";

/// What a message says.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// What it is about: of two messages of one subject that wait for a browser, the push service keeps the last.
    pub subject: &'a str,
    /// What the service worker gets.
    pub body: &'a str,
}

/// Why a message was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The browser has ended its subscription, or has none.
    #[error("the subscription has ended")]
    Gone,
    /// No attempt would be taken.
    #[error("{0}")]
    Refused(String),
    /// Another attempt may be.
    #[error("{0}")]
    Later(String),
}

/// Sends messages to browsers.
#[derive(Clone, Debug)]
pub struct Sender {
    client: Client,
    /// The present key first, then earlier ones, with which browsers may have subscribed.
    keys: Vec<VapidKey>,
    contact: String,
}

impl Sender {
    /// One that is known by the first of `keys`, or to browsers that have subscribed before by the others, and whose operators can
    /// be reached at `contact`, a `mailto:` or `https:` URL. Trusts the certificates that this system trusts.
    pub fn new(keys: Vec<VapidKey>, contact: String) -> Self {
        Self { client: Client::new(concat!("hustings-push/", env!("CARGO_PKG_VERSION"))), keys, contact }
    }

    /// Sends `message`, at `now` in seconds since 1970. Blocks its thread for [`hustings_webhook::client::PATIENCE`] for each key
    /// at most.
    ///
    /// # Errors
    /// Why it was not taken.
    pub fn send(&self, to: &Subscription, message: Message<'_>, now: i64) -> Result<(), Failure> {
        let body = encrypt(message.body.as_bytes().to_vec(), &to.key, &Auth::clone_from_slice(&to.secret))
            .map_err(|error| Failure::Refused(format!("the message cannot be encrypted ({error})")))?;
        let topic = &URL_SAFE_NO_PAD.encode(Sha256::digest(message.subject))[..32];
        let mut failure = Failure::Refused("the server has no key".to_owned());
        for key in &self.keys {
            let authorization = key.authorization(&to.target.origin(), &self.contact, now);
            let headers = [
                ("authorization", &*authorization),
                ("content-encoding", "aes128gcm"),
                ("content-type", "application/octet-stream"),
                ("ttl", TTL),
                ("urgency", "normal"),
                ("topic", topic),
            ];
            failure = match self.client.post(&to.target, &headers, &body) {
                Ok(200..=299) => return Ok(()),
                // Who has subscribed with an earlier key takes messages by that one alone. Apple answers others with 400.
                Ok(status @ (401 | 403)) => Failure::Later(refusal(status)),
                Ok(status @ 400) => Failure::Refused(refusal(status)),
                Ok(404 | 410) => return Err(Failure::Gone),
                Ok(status @ 413) => return Err(Failure::Refused(refusal(status))),
                Ok(status) => return Err(Failure::Later(refusal(status))),
                Err(reason) => return Err(Failure::Later(reason)),
            };
        }
        Err(failure)
    }
}

#[cfg(test)]
mod tests {
    use web_push_native::{decrypt, p256::SecretKey};

    use super::*;

    fn decoded(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).expect("Base64")
    }

    /// RFC 8291, section 5.
    #[test]
    fn the_library_reads_the_example_of_the_rfc() {
        let encrypted = decoded(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
        );
        let secret = SecretKey::from_slice(&decoded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")).expect("a key");
        let auth = Auth::clone_from_slice(&decoded("BTBZMqHH6r4Tts7J_aSIgg"));
        let message = decrypt(encrypted, &secret, &auth).expect("decrypted");
        assert_eq!(String::from_utf8_lossy(&message), "When I grow up, I want to be a watermelon");
    }

    #[test]
    fn the_longest_message_fits_into_what_every_push_service_takes() {
        let secret = SecretKey::from_slice(&[7; 32]).expect("a key");
        let auth = Auth::clone_from_slice(&[9; 16]);
        let encrypted = encrypt(vec![b'x'; MESSAGE], &secret.public_key(), &auth).expect("encrypted");
        assert_eq!(encrypted.len(), 4_096);
        assert_eq!(decrypt(encrypted, &secret, &auth).expect("decrypted").len(), MESSAGE);
    }
}
