//! Where a browser is reached: what `PushSubscription.toJSON()` gives, judged before anything is kept or sent.

use base64::{
    Engine as _, alphabet,
    engine::DecodePaddingMode,
    engine::{GeneralPurpose, GeneralPurposeConfig},
};
use hustings_webhook::target::Target;
use web_push_native::p256::PublicKey;

use crate::services::PushServices;

/// The most bytes that an endpoint may have.
pub const ENDPOINT: usize = 2_048;
/// How many bytes the key has: a point of P-256, not compressed (RFC 8291, section 3.1).
const KEY: usize = 65;
/// How many bytes the secret has (RFC 8291, section 3.2).
const SECRET: usize = 16;

/// Base64 for URLs, with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A browser that takes messages.
#[derive(Clone, Debug)]
pub struct Subscription {
    pub(crate) target: Target,
    pub(crate) key: PublicKey,
    pub(crate) secret: [u8; SECRET],
}

/// What is wrong with a subscription: which field, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct BadSubscription {
    /// The field, as the contract names it.
    pub field: &'static str,
    /// A sentence.
    pub words: String,
}

impl Subscription {
    /// The browser at `endpoint`, with its public key and the secret that it shares, both in Base64 for URLs.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub fn parse(endpoint: &str, p256dh: &str, auth: &str, services: &PushServices) -> Result<Self, BadSubscription> {
        let bad = |field, words: String| BadSubscription { field, words };
        if endpoint.len() > ENDPOINT {
            return Err(bad("endpoint", format!("The endpoint has more than {ENDPOINT} bytes.")));
        }
        let target = Target::parse(endpoint).map_err(|why| bad("endpoint", format!("The endpoint {why}.")))?;
        if !services.has(&target) {
            let words = "The endpoint is of no push service that this server writes to; subscribe in a browser, and send what \
                         PushSubscription.toJSON() gives.";
            return Err(bad("endpoint", words.to_owned()));
        }
        let key = decode(p256dh, KEY).and_then(|bytes| PublicKey::from_sec1_bytes(&bytes).ok());
        let key = key.ok_or_else(|| {
            bad("keys", format!("keys.p256dh has to be a point of the curve P-256, {KEY} bytes in Base64 for URLs."))
        })?;
        let secret = decode(auth, SECRET).and_then(|bytes| bytes.try_into().ok());
        let secret =
            secret.ok_or_else(|| bad("keys", format!("keys.auth has to be {SECRET} bytes in Base64 for URLs.")))?;
        Ok(Self { target, key, secret })
    }

    /// The host of its push service, for the log.
    pub fn host(&self) -> &str {
        self.target.host()
    }
}

/// So many bytes, or none.
fn decode(text: &str, bytes: usize) -> Option<Vec<u8>> {
    // Nothing that is much too long is decoded at all.
    let text = Some(text).filter(|text| text.len() <= 2 * bytes)?;
    BASE64.decode(text).ok().filter(|decoded| decoded.len() == bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    #[test]
    fn what_a_browser_gives_is_taken() {
        let services = PushServices::default();
        let endpoint = "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA";
        for (key, auth) in [(KEY, AUTH), (&*format!("{KEY}="), &*format!("{AUTH}=="))] {
            let subscription = Subscription::parse(endpoint, key, auth, &services).expect("a subscription");
            assert_eq!(subscription.host(), "updates.push.services.mozilla.com");
        }
    }

    #[test]
    fn what_is_no_subscription_is_refused_by_the_field_to_blame() {
        let services = PushServices::default();
        let good = "https://fcm.googleapis.com/fcm/send/a";
        let long = format!("{good}{}", "a".repeat(2_048));
        // The last byte is another: no point of the curve.
        let off = KEY.replace("iw4", "iw8");
        let compressed = "A".repeat(44);
        for (endpoint, key, auth, field) in [
            ("", KEY, AUTH, "endpoint"),
            (&*long, KEY, AUTH, "endpoint"),
            ("http://fcm.googleapis.com/a", KEY, AUTH, "endpoint"),
            ("https://me:word@fcm.googleapis.com/a", KEY, AUTH, "endpoint"),
            ("https://10.0.0.1/a", KEY, AUTH, "endpoint"),
            ("http://127.0.0.1:9000/a", KEY, AUTH, "endpoint"),
            ("https://news.example/a", KEY, AUTH, "endpoint"),
            (good, "", AUTH, "keys"),
            (good, &off, AUTH, "keys"),
            (good, &compressed, AUTH, "keys"),
            (good, &KEY[1..], AUTH, "keys"),
            (good, "not Base64 at all!", AUTH, "keys"),
            (good, KEY, "", "keys"),
            (good, KEY, KEY, "keys"),
            (good, KEY, "BTBZMqHH6r4Tts7J_aSI", "keys"),
        ] {
            let error = Subscription::parse(endpoint, key, auth, &services).map(drop).expect_err(endpoint);
            assert_eq!(error.field, field, "{endpoint} {key} {auth}: {error}");
            assert!(error.words.ends_with('.'), "{error}");
        }
    }
}
