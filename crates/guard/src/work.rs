//! The work of a proof: PBKDF2 with HMAC-SHA-256, which browsers have in native code, so that whoever writes a program of
//! their own for it gains little. It knows neither tokens nor when work is asked.

use pbkdf2::pbkdf2_hmac_array;
use sha2::Sha256;

/// Whether the derivation from `token` and `counter` begins with `bits` zero bits.
pub fn is_done(token: &str, counter: u64, iterations: u32, bits: u8) -> bool {
    let derived: [u8; 32] =
        pbkdf2_hmac_array::<Sha256, 32>(token.as_bytes(), counter.to_string().as_bytes(), iterations);
    u32::from_be_bytes([derived[0], derived[1], derived[2], derived[3]]).leading_zeros() >= u32::from(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `public/proof.js` computes: by Python, `hashlib.pbkdf2_hmac("sha256", b"token", b"COUNTER", 1000)`.
    #[test]
    fn a_derivation_is_that_of_every_other_library() {
        let first = (0..).find(|counter| is_done("token", *counter, 1_000, 6)).expect("there are many");
        assert_eq!(first, 41);
        assert!(!is_done("Token", first, 1_000, 6), "it is good for this token alone");
        assert!(!is_done("token", first, 1_001, 6), "and for as many iterations");
    }
}
