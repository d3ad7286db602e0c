//! The key by which push services know the server that writes to them ("VAPID", RFC 8292), and by which a browser lets it alone
//! write.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_json::json;

/// Seconds for which a signature is good; a day is the most that a push service takes (RFC 8292, section 2).
const GOOD_FOR: i64 = 12 * 3_600;

/// The server's key.
#[derive(Clone)]
pub struct VapidKey {
    signing: SigningKey,
    public: String,
}

impl std::fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VapidKey({})", self.public)
    }
}

impl VapidKey {
    /// The key of a secret, of which `derived` gives 32 bytes for each number. The first that are a key of the curve are it, which
    /// are nearly always those of 0.
    pub fn derive(derived: impl Fn(u8) -> [u8; 32]) -> Self {
        let signing = (0..=u8::MAX).find_map(|number| SigningKey::from_slice(&derived(number)).ok());
        let signing = signing.expect("of 256 numbers below 2^256 one is below the order of P-256");
        let point = signing.verifying_key().to_encoded_point(false);
        Self { public: URL_SAFE_NO_PAD.encode(point.as_bytes()), signing }
    }

    /// The public key as `applicationServerKey` takes it: 65 bytes in Base64 for URLs.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// What stands in the header `authorization` of a message to the push service of the origin `audience`, at `now` in seconds
    /// since 1970. `contact` is where its operators reach those of the server.
    pub(crate) fn authorization(&self, audience: &str, contact: &str, now: i64) -> String {
        let claims = json!({ "aud": audience, "exp": now + GOOD_FOR, "sub": contact });
        let part = |part: &serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", part(&json!({ "typ": "JWT", "alg": "ES256" })), part(&claims));
        let signature: Signature = self.signing.sign(signed.as_bytes());
        format!("vapid t={signed}.{}, k={}", URL_SAFE_NO_PAD.encode(signature.to_bytes()), self.public)
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::{VerifyingKey, signature::Verifier as _};

    use super::*;

    fn key(byte: u8) -> VapidKey {
        VapidKey::derive(|_| [byte; 32])
    }

    #[test]
    fn a_key_is_always_that_of_its_secret() {
        assert_eq!(key(7).public(), key(7).public());
        assert_ne!(key(7).public(), key(8).public());
        // Above the order of the curve: the next number is asked.
        assert_eq!(VapidKey::derive(|number| [255 - number; 32]).public(), key(254).public());
    }

    #[test]
    fn a_push_service_can_verify_who_writes_to_it() {
        let header = key(7).authorization("https://push.example", "mailto:desk@news.example", 1_700_000_000);
        let token = header.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k="));
        let (token, public) = token.expect("a token and a key");
        assert_eq!(public, key(7).public());
        let (signed, signature) = token.rsplit_once('.').expect("a signature");
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("Base64");
        let verifying = VerifyingKey::from_sec1_bytes(&decode(public)).expect("a key");
        let signature = Signature::from_slice(&decode(signature)).expect("a signature");
        verifying.verify(signed.as_bytes(), &signature).expect("signed by the key");
        let claims = decode(signed.split_once('.').expect("two parts").1);
        let claims: serde_json::Value = serde_json::from_slice(&claims).expect("JSON");
        let expected =
            json!({ "aud": "https://push.example", "exp": 1_700_043_200, "sub": "mailto:desk@news.example" });
        assert_eq!(claims, expected);
    }

    #[test]
    fn a_key_is_not_printed() {
        assert_eq!(format!("{:?}", key(7)), format!("VapidKey({})", key(7).public()));
    }
}
