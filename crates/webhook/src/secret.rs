//! The secret that sender and receiver share. It is shown by nothing but what makes a new one.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// What a secret's text begins with.
const PREFIX: &str = "whsec_";
/// How many bytes a secret has, by the specification.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// The bytes with which messages are signed.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

/// What is wrong with a secret, without a word of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "is none of a webhook: it has to be `whsec_` and 24 to 64 bytes in Base64, as `hustings webhook secret` makes one"
)]
pub struct BadSecret;

impl Secret {
    /// Reads `whsec_` and Base64. Blanks around it are passed over.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, BadSecret> {
        let digits = text.trim().strip_prefix(PREFIX).ok_or(BadSecret)?;
        let bytes = STANDARD.decode(digits).map_err(|_| BadSecret)?;
        if BYTES.contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(BadSecret) }
    }

    /// A new one, as text.
    pub fn random() -> String {
        format!("{PREFIX}{}", STANDARD.encode(rand::random::<[u8; 32]>()))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_its_prefix_and_enough_bytes() {
        let of = |bytes: usize| format!("whsec_{}", STANDARD.encode(vec![7; bytes]));
        for good in [of(24), of(64), format!(" {}\n", of(32)), Secret::random()] {
            assert!(Secret::parse(&good).is_ok(), "{good}");
        }
        for bad in [String::new(), "whsec_".to_owned(), of(23), of(65), of(32).replace("whsec_", ""), of(32) + "!"] {
            assert!(Secret::parse(&bad).is_err(), "{bad}");
        }
        assert_ne!(Secret::random(), Secret::random());
    }

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::parse(&format!("whsec_{}", STANDARD.encode([7; 24]))).expect("a secret");
        assert_eq!(format!("{secret:?}"), "Secret");
    }
}
