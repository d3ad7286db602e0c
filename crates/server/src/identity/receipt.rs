//! A receipt: the key under which a vote is kept, signed for one poll and one partner. A partner's page
//! keeps it for a reader whose browser refuses cookies in frames, and hands it back to the frame.
//!
//! It holds nothing but the key of the vote's own row, and is valid for no other poll and on no other partner's page.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac;
use hustings_domain::ReaderKey;

use super::partner::Partner;
use crate::identity::secret::Secret;

/// Characters of a receipt: 16 bytes of key and 32 of signature, base64url.
const LENGTH: usize = 64;

/// The signed key of a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt(ReaderKey);

impl Receipt {
    /// The receipt of the vote that is kept under `key`.
    pub fn new(key: ReaderKey) -> Self {
        Self(key)
    }

    /// The key under which the vote is stored.
    pub fn key(self) -> ReaderKey {
        self.0
    }

    /// The receipt as the partner's page keeps it.
    pub fn sign(self, poll: &str, partner: &Partner, secret: &Secret) -> String {
        let mut bytes = self.0.0.to_vec();
        bytes.extend_from_slice(&mac(self.0, poll, partner, secret).finalize().into_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The receipt in `text`, if this server gave it for this poll and partner.
    pub fn verify(text: &str, poll: &str, partner: &Partner, secret: &Secret) -> Option<Self> {
        if text.len() != LENGTH {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (key, signature) = bytes.split_first_chunk::<16>()?;
        let key = ReaderKey(*key);
        // The comparison is constant-time.
        mac(key, poll, partner, secret).verify_slice(signature).ok()?;
        Some(Self(key))
    }
}

fn mac(key: ReaderKey, poll: &str, partner: &Partner, secret: &Secret) -> hmac::Hmac<sha2::Sha256> {
    secret.mac("vote receipt", &[poll.as_bytes(), partner.origin().as_bytes(), &key.0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_good_for_its_poll_and_partner_alone() {
        let secret = Secret::random();
        let partner = |origin| Partner::parse(origin).expect("an origin");
        let (ours, theirs) = (partner("https://a.example"), partner("https://b.example"));
        let receipt = Receipt::new(ReaderKey([7; 16]));
        let text = receipt.sign("trains", &ours, &secret);
        assert_eq!(text.len(), LENGTH);
        assert_eq!(Receipt::verify(&text, "trains", &ours, &secret), Some(receipt));
        assert_eq!(Receipt::verify(&text, "clocks", &ours, &secret), None);
        assert_eq!(Receipt::verify(&text, "trains", &theirs, &secret), None);
        assert_eq!(Receipt::verify(&text, "trains", &ours, &Secret::random()), None);
        let forged = format!("A{}", &text[1..]);
        for bad in ["", "x", &text[1..], &text.repeat(2), &forged, &"é".repeat(32)] {
            if bad != text {
                assert_eq!(Receipt::verify(bad, "trains", &ours, &secret), None, "{bad}");
            }
        }
    }
}
