//! A receipt: that somebody has voted in one poll on one partner's pages, signed. A partner's page keeps it for a reader
//! whose browser refuses cookies in frames, and hands it back to the frame, so that a browser that keeps nothing at all
//! for the frame votes once.
//!
//! It identifies no vote and no reader: the partner's page can read it and send it from wherever it likes, and neither
//! sees, changes nor withdraws anything with it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{
    keys::{Key, KeyRing, Purpose},
    partner::Partner,
};

/// Characters of a receipt: 16 random bytes and 32 of signature, base64url.
const LENGTH: usize = 64;

/// A receipt as the partner's page keeps it.
pub fn new(poll: &str, partner: &Partner, keys: &KeyRing) -> String {
    let random: [u8; 16] = rand::random();
    let mut bytes = random.to_vec();
    bytes.extend_from_slice(&mac(random, poll, partner, keys.of(Purpose::Receipt).present()).finalize().into_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Whether this server gave the receipt for this poll and partner.
pub fn is_valid(receipt: &str, poll: &str, partner: &Partner, keys: &KeyRing) -> bool {
    let bytes = (receipt.len() == LENGTH).then(|| URL_SAFE_NO_PAD.decode(receipt).ok()).flatten().unwrap_or_default();
    // The comparison is constant-time.
    bytes.split_first_chunk::<16>().is_some_and(|(random, signature)| {
        let is_by = |signer: &Key| mac(*random, poll, partner, signer).verify_slice(signature).is_ok();
        keys.of(Purpose::Receipt).all().any(is_by)
    })
}

fn mac(random: [u8; 16], poll: &str, partner: &Partner, signer: &Key) -> Hmac<Sha256> {
    signer.mac("vote receipt", &[poll.as_bytes(), partner.origin().as_bytes(), &random])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_good_for_its_poll_and_partner_alone() {
        let mut keys = KeyRing::random();
        let partner = |origin| Partner::parse(origin).expect("an origin");
        let (ours, theirs) = (partner("https://a.example"), partner("https://b.example"));
        let receipt = new("trains", &ours, &keys);
        assert_eq!(receipt.len(), LENGTH);
        assert_ne!(receipt, new("trains", &ours, &keys), "two receipts have nothing in common");
        assert!(is_valid(&receipt, "trains", &ours, &keys));
        assert!(!is_valid(&receipt, "clocks", &ours, &keys));
        assert!(!is_valid(&receipt, "trains", &theirs, &keys));
        assert!(!is_valid(&receipt, "trains", &ours, &KeyRing::random()));
        let forged = format!("{}{}", if receipt.starts_with('A') { 'B' } else { 'A' }, &receipt[1..]);
        for bad in ["", "x", &receipt[1..], &receipt.repeat(2), &forged, &"\u{e9}".repeat(32)] {
            assert!(!is_valid(bad, "trains", &ours, &keys), "{bad}");
        }
        keys.rotate(Purpose::Receipt);
        assert!(is_valid(&receipt, "trains", &ours, &keys));
    }
}
