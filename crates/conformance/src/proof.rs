//! The answer to the challenge of a guarded poll, as a browser gives it.

use std::{thread, time::Duration};

use hustings_wire::{Challenge, ErrorCode};
use pbkdf2::pbkdf2_hmac_array;
use serde::Deserialize;
use sha2::Sha256;

use crate::answer::Answer;

/// The most that is waited before a token is shown.
const PATIENCE_MS: u32 = 10_000;
/// The most work that is done; a poll that is attacked asks for more.
const MOST_BITS: u8 = 14;

/// A challenge that can be answered here.
pub(crate) struct Answerable(Challenge);

/// The challenge with which a vote was answered, if it was.
pub(crate) fn challenge(answer: &Answer) -> Option<Answerable> {
    #[derive(Deserialize)]
    struct Body {
        code: ErrorCode,
        challenge: Challenge,
    }
    let body: Body = (answer.status == 428).then(|| serde_json::from_slice(&answer.body).ok())??;
    let Challenge { bits, iterations, wait_ms, .. } = body.challenge;
    let is_asked = body.code == ErrorCode::ProofRequired;
    let is_little = bits <= MOST_BITS && iterations <= 100_000 && wait_ms <= PATIENCE_MS;
    (is_asked && is_little).then_some(Answerable(body.challenge))
}

impl Answerable {
    /// Waits and works.
    pub(crate) fn answer(&self) -> String {
        let Challenge { token, iterations, bits, wait_ms } = &self.0;
        thread::sleep(Duration::from_millis(u64::from(*wait_ms)));
        if *bits == 0 {
            return token.clone();
        }
        let is_done = |counter: &u64| {
            let [a, b, c, d] =
                pbkdf2_hmac_array::<Sha256, 4>(token.as_bytes(), counter.to_string().as_bytes(), *iterations);
            u32::from_be_bytes([a, b, c, d]).leading_zeros() >= u32::from(*bits)
        };
        // There is one, since there is no end.
        let counter = (0..).find(is_done).unwrap_or_default();
        format!("{token}.{counter}")
    }
}
