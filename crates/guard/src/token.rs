//! Tokens: a text that this server has signed for a poll, with when. That of a page stands in the forms on it and is
//! everybody's; that of a challenge is for one network and says how much work goes with it. Here is the form alone, and not
//! when which is good.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac as _;
use hustings_identity::keys::Key;

/// Characters of a token: 26 bytes and 32 of signature, base64url.
pub const LENGTH: usize = 78;
const HEAD: usize = 26;

/// What a token was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// For the forms of a page.
    Page,
    /// As an answer to a vote that had no proof.
    Challenge,
}

/// A token, whose signature is its text's alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it was made for.
    pub kind: Kind,
    /// Seconds since 1970.
    pub issued_at: i64,
    /// The work that goes with it, in leading zero bits.
    pub bits: u8,
    /// What tells it from all others.
    pub nonce: [u8; 16],
}

impl Token {
    /// A new one.
    pub fn new(kind: Kind, issued_at: i64, bits: u8) -> Self {
        Self { kind, issued_at, bits, nonce: rand::random() }
    }

    /// Its text for `poll`, and for the readers of `network` where that is not empty.
    pub fn sign(&self, poll: &str, network: &[u8], key: &Key) -> String {
        let head = self.head();
        let mut bytes = head.to_vec();
        bytes.extend_from_slice(&key.mac("page token", &[poll.as_bytes(), network, &head]).finalize().into_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The token that `text` is, if `key` has signed it for `poll` and `network`.
    pub fn verify(text: &str, poll: &str, network: &[u8], key: &Key) -> Option<Self> {
        let bytes = (text.len() == LENGTH).then(|| URL_SAFE_NO_PAD.decode(text).ok())??;
        let (head, signature) = bytes.split_first_chunk::<HEAD>()?;
        // The comparison is constant-time.
        key.mac("page token", &[poll.as_bytes(), network, head]).verify_slice(signature).ok()?;
        let kind = match head[0] {
            0 => Kind::Page,
            1 => Kind::Challenge,
            _ => return None,
        };
        let mut token = Self { kind, issued_at: 0, bits: head[9], nonce: [0; 16] };
        token.nonce.copy_from_slice(&head[10..]);
        let mut instant = [0; 8];
        instant.copy_from_slice(&head[1..9]);
        token.issued_at = i64::from_be_bytes(instant);
        Some(token)
    }

    fn head(&self) -> [u8; HEAD] {
        let mut head = [0; HEAD];
        head[0] = u8::from(self.kind == Kind::Challenge);
        head[1..9].copy_from_slice(&self.issued_at.to_be_bytes());
        head[9] = self.bits;
        head[10..].copy_from_slice(&self.nonce);
        head
    }
}

/// A token and the counter that was found for it: `TOKEN`, or `TOKEN.COUNTER`.
pub fn split(proof: &str) -> Option<(&str, Option<u64>)> {
    let Some((token, counter)) = proof.split_once('.') else { return Some((proof, None)) };
    // As it is written and in no other way, since the counter's text is what is derived from.
    let is_plain = counter.bytes().all(|b| b.is_ascii_digit()) && (counter == "0" || !counter.starts_with('0'));
    let counter = counter.parse().ok().filter(|_| is_plain)?;
    Some((token, Some(counter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_poll_network_and_key_alone() {
        let key = Key::random();
        for kind in [Kind::Page, Kind::Challenge] {
            let token = Token::new(kind, 1_800_000_000, 9);
            let text = token.sign("which", b"here", &key);
            assert_eq!(text.len(), LENGTH);
            assert_eq!(Token::verify(&text, "which", b"here", &key), Some(token));
            assert_eq!(Token::verify(&text, "other", b"here", &key), None);
            assert_eq!(Token::verify(&text, "which", b"there", &key), None);
            assert_eq!(Token::verify(&text, "which", b"here", &Key::random()), None);
            for at in 0..LENGTH {
                let mut forged = text.clone();
                forged.replace_range(at..=at, if &text[at..=at] == "A" { "B" } else { "A" });
                assert_eq!(Token::verify(&forged, "which", b"here", &key), None, "{forged}");
            }
        }
        for bad in ["", "x", &"A".repeat(LENGTH), &"\u{e9}".repeat(LENGTH / 2)] {
            assert_eq!(Token::verify(bad, "which", b"here", &key), None, "{bad}");
        }
    }

    #[test]
    fn a_counter_is_written_in_one_way() {
        assert_eq!(split("abc"), Some(("abc", None)));
        assert_eq!(split("abc.0"), Some(("abc", Some(0))));
        assert_eq!(split("abc.4711"), Some(("abc", Some(4_711))));
        for bad in ["abc.", "abc.01", "abc.+1", "abc.-1", "abc.1.2", "abc.1 ", "abc.18446744073709551616"] {
            assert_eq!(split(bad), None, "{bad}");
        }
    }
}
