//! The signature of a message: of its id, of the moment of the attempt, and of its body, so that none of them can be
//! another, and an old attempt cannot be played again later.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::secret::Secret;

/// What stands in the header `webhook-signature`: `v1,` and the Base64 of HMAC-SHA256 over `id.timestamp.body`. `timestamp` is in
/// seconds since 1970.
///
/// Source: Standard Webhooks, "Signature scheme".
pub fn signature(secret: &Secret, id: &str, timestamp: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.bytes()).expect("a key of any length is taken");
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use sha2::Digest as _;

    use super::*;

    /// HMAC written out (RFC 2104), for keys that are not longer than a block.
    fn hmac_by_hand(key: &[u8], text: &[u8]) -> Vec<u8> {
        let pad = |with: u8| -> Vec<u8> { (0..64).map(|place| key.get(place).copied().unwrap_or(0) ^ with).collect() };
        let inner = Sha256::digest([&pad(0x36), text].concat());
        Sha256::digest([pad(0x5c).as_slice(), &inner].concat()).to_vec()
    }

    /// The example of the specification's own libraries.
    #[test]
    fn a_message_is_signed_as_the_specification_says() {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
        let signed = signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_signature_is_the_hmac_of_all_three() {
        let secret = Secret::parse(&Secret::random()).expect("a secret");
        let by_hand = hmac_by_hand(secret.bytes(), "closing_1.1780315200.{\"a\":\"é\"}".as_bytes());
        let expected = format!("v1,{}", STANDARD.encode(by_hand));
        assert_eq!(signature(&secret, "closing_1", 1_780_315_200, "{\"a\":\"é\"}"), expected);
    }
}
