//! Ids of a partner's own readers, signed by the partner: JSON Web Tokens (RFC 7519) with HS256. A poll
//! that asks for them counts one vote for each id, on whatever device.
//!
//! A partner's key is derived from a key of the server's own and the key's name, so there is no list of keys to keep: a
//! poll names the keys it trusts, and removing the name from the poll revokes the key there.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use hmac::Mac;
use hustings_domain::{ReaderKey, ReaderKeys};
use hustings_wire::Timestamp;
use jwt_compact::{
    AlgorithmExt, Token, UntrustedToken, ValidationError,
    alg::{Hs256, Hs256Key},
};
use serde::Deserialize;

use crate::keys::{Key, KeyRing, Purpose};

/// Most bytes of a token. Longer tokens are rejected as abuse.
const MAX_TOKEN: usize = 2_048;
/// Most characters of a partner's id of a reader.
const MAX_SUBJECT: usize = 200;
/// Seconds by which the partner's clock may be off.
const LEEWAY: i64 = 60;

/// A partner's id of a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedId {
    key_name: String,
    subject: String,
}

/// Why a token is rejected. The text is for the partner's developers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// None was sent.
    #[error("none was sent")]
    Missing,
    /// It is not a token.
    #[error("it is not a JSON Web Token signed with HS256")]
    Malformed,
    /// It names no key that the poll trusts.
    #[error("its header `kid` names no key of this poll")]
    UnknownKey,
    /// The signature is not that key's.
    #[error("its signature is not by the key that its header `kid` names")]
    BadSignature,
    /// It is for another poll.
    #[error("its claim `aud` is not this poll's id")]
    OtherPoll,
    /// Its time has passed, or it has none.
    #[error("its claim `exp` is missing or has passed")]
    Expired,
    /// Its time has not come.
    #[error("the time of its claim `nbf` has not come")]
    Early,
    /// It has no subject.
    #[error("its claim `sub` must be a text of 1 to 200 characters")]
    Nobody,
}

#[derive(Deserialize)]
struct Claims {
    sub: Option<String>,
    aud: Option<Audiences>,
}

/// RFC 7519, section 4.1.3: one text or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audiences {
    One(String),
    Many(Vec<String>),
}

impl SignedId {
    /// The id in `token`, if one of the keys in `trusted` has signed it for `poll` and it has not expired
    /// at `now`. A header without `kid` is the poll's only key's.
    ///
    /// # Errors
    /// The reason why it is not taken.
    pub fn verify(
        token: &str,
        poll: &str,
        trusted: &[String],
        keys: &KeyRing,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        if token.len() > MAX_TOKEN {
            return Err(Refusal::Malformed);
        }
        let token = UntrustedToken::new(token).map_err(|_| Refusal::Malformed)?;
        let key_name = match (token.header().key_id.as_deref(), trusted) {
            (Some(name), _) => trusted.iter().find(|known| *known == name),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        let key_name = key_name.ok_or(Refusal::UnknownKey)?;
        let token = signed(&token, key_name, keys)?;
        let claims = token.claims();
        // By hand: the library's sums overflow where a time is the earliest that there is.
        let now = now.unix();
        let is_over = |end: DateTime<Utc>| end.timestamp().saturating_add(LEEWAY) < now;
        if claims.expiration.is_none_or(is_over) {
            return Err(Refusal::Expired);
        }
        if claims.not_before.is_some_and(|begin| begin.timestamp().saturating_sub(LEEWAY) > now) {
            return Err(Refusal::Early);
        }
        let is_for_poll = match &claims.custom.aud {
            Some(Audiences::One(audience)) => audience == poll,
            Some(Audiences::Many(audiences)) => audiences.iter().any(|audience| audience == poll),
            None => false,
        };
        if !is_for_poll {
            return Err(Refusal::OtherPoll);
        }
        let subject = claims.custom.sub.clone().unwrap_or_default();
        if !(1..=MAX_SUBJECT).contains(&subject.chars().count()) {
            return Err(Refusal::Nobody);
        }
        Ok(Self { key_name: key_name.clone(), subject })
    }

    /// The name of the partner's key that has signed it.
    pub fn key_name(&self) -> &str {
        &self.key_name
    }

    /// The reader's keys in the poll `poll`: keyed hashes, from which the id cannot be recovered.
    pub fn keys(&self, keys: &KeyRing, poll: &str) -> ReaderKeys {
        let parts = [self.key_name.as_bytes(), poll.as_bytes(), self.subject.as_bytes()];
        let hash = |key: &Key| ReaderKey(key.short_mac("signed reader of poll", &parts));
        let (present, earlier) = keys.of(Purpose::Reader).split();
        ReaderKeys::new(hash(present), earlier.iter().map(hash))
    }
}

/// The token, if the partner's key of this name has signed it: the present one or an earlier one.
fn signed(token: &UntrustedToken<'_>, key_name: &str, keys: &KeyRing) -> Result<Token<Claims>, Refusal> {
    for key in keys.of(Purpose::Partner).all() {
        match Hs256.validator(&Hs256Key::new(derived(key_name, key))).validate(token) {
            Ok(token) => return Ok(token),
            Err(ValidationError::InvalidSignature) => {}
            Err(_) => return Err(Refusal::Malformed),
        }
    }
    Err(Refusal::BadSignature)
}

fn derived(name: &str, key: &Key) -> [u8; 32] {
    key.mac("partner key", &[name.as_bytes()]).finalize().into_bytes().into()
}

/// The key of this name, with which a partner signs: 256 bits.
pub fn partner_key(name: &str, keys: &KeyRing) -> [u8; 32] {
    derived(name, keys.of(Purpose::Partner).present())
}

/// The key as text for the partner: base64url without padding, as in a JSON Web Key (RFC 7518, section 6.4).
pub fn partner_key_text(name: &str, keys: &KeyRing) -> String {
    URL_SAFE_NO_PAD.encode(partner_key(name, keys))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{super::keys::Keys, *};

    const NOW: i64 = 1_780_000_000;
    /// The first and the last second that a token can name.
    const EARLIEST: i64 = DateTime::<Utc>::MIN_UTC.timestamp();
    const LATEST: i64 = DateTime::<Utc>::MAX_UTC.timestamp();

    /// A token made by hand, as a partner's library makes it.
    fn token(header: &Value, claims: &Value, key: &[u8]) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(key).expect("any length");
        mac.update(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    fn verify(token: &str, keys: &KeyRing) -> Result<SignedId, Refusal> {
        let trusted = ["siding-1".to_owned(), "siding-2".to_owned()];
        SignedId::verify(token, "trains", &trusted, keys, Timestamp::from_unix(NOW))
    }

    #[test]
    fn a_token_is_taken_for_its_poll_its_key_and_its_time_alone() {
        let keys = KeyRing::random();
        let key = partner_key("siding-2", &keys);
        let header = json!({ "alg": "HS256", "typ": "JWT", "kid": "siding-2" });
        let claims = json!({ "sub": "reader 7", "aud": "trains", "exp": NOW + 300 });
        let with = |name: &str, value: Value| {
            let mut claims = claims.clone();
            claims[name] = value;
            claims
        };
        let mut endless = claims.clone();
        endless.as_object_mut().and_then(|claims| claims.remove("exp")).expect("it had an end");
        let taken = verify(&token(&header, &claims, &key), &keys).expect("taken");
        assert_eq!(taken.subject, "reader 7");
        for same in [
            with("aud", json!(["clocks", "trains"])),
            with("nbf", json!(NOW + 59)),
            with("exp", json!(NOW - 59)),
            with("nbf", json!(EARLIEST)),
            with("exp", json!(LATEST)),
        ] {
            assert_eq!(verify(&token(&header, &same, &key), &keys), Ok(taken.clone()), "{same}");
        }

        let no_key = json!({ "alg": "HS256" });
        let other_key = json!({ "alg": "HS256", "kid": "siding-3" });
        let no_alg = json!({ "alg": "none", "kid": "siding-2" });
        for (header, claims, key, refusal) in [
            (&header, with("exp", json!(NOW - 61)), &key[..], Refusal::Expired),
            (&header, endless, &key, Refusal::Expired),
            (&header, with("exp", json!(EARLIEST)), &key, Refusal::Expired),
            (&header, with("nbf", json!(NOW + 61)), &key, Refusal::Early),
            (&header, with("nbf", json!(LATEST)), &key, Refusal::Early),
            (&header, with("aud", json!("clocks")), &key, Refusal::OtherPoll),
            (&header, with("aud", Value::Null), &key, Refusal::OtherPoll),
            (&header, with("sub", json!("")), &key, Refusal::Nobody),
            (&header, with("sub", json!("x".repeat(201))), &key, Refusal::Nobody),
            (&header, claims.clone(), b"a guess", Refusal::BadSignature),
            (&no_key, claims.clone(), &key, Refusal::UnknownKey),
            (&other_key, claims.clone(), &key, Refusal::UnknownKey),
            (&no_alg, claims.clone(), &key, Refusal::Malformed),
        ] {
            assert_eq!(verify(&token(header, &claims, key), &keys), Err(refusal), "{claims}");
        }
        for text in ["", "x", "a.b.c", "..", &"a".repeat(3_000)] {
            assert_eq!(verify(text, &keys), Err(Refusal::Malformed), "{text}");
        }
    }

    #[test]
    fn a_partner_s_earlier_key_is_taken_until_it_is_forgotten() {
        let mut keys = KeyRing::random();
        let header = json!({ "alg": "HS256", "kid": "siding-2" });
        let claims = json!({ "sub": "reader 7", "aud": "trains", "exp": NOW + 300 });
        let before = token(&header, &claims, &partner_key("siding-2", &keys));
        let rows = verify(&before, &keys).expect("taken").keys(&keys, "trains");
        keys.rotate(Purpose::Partner);
        let after = token(&header, &claims, &partner_key("siding-2", &keys));
        assert_ne!(before, after);
        for token in [&before, &after] {
            assert_eq!(verify(token, &keys).expect("taken").keys(&keys, "trains"), rows, "the reader is the same");
        }
        keys.forget_earlier(Purpose::Partner);
        assert_eq!(verify(&before, &keys), Err(Refusal::BadSignature));
    }

    /// As version 0.1 with one key of 32 bytes 0x0f made it, by another implementation of HMAC.
    #[test]
    fn what_an_earlier_version_has_made_is_recognised() {
        let only = Key::from_hex(&"0f".repeat(32)).expect("a key");
        let keys = KeyRing::new(|_| Keys::new(only.clone(), Vec::new()));
        assert_eq!(partner_key_text("siding", &keys), "P_ZRPwG-UcfMPAn95TS9pPFsAxnYTvgh5DY7BVRKDGI");
        let id = SignedId { key_name: "siding".to_owned(), subject: "reader 7".to_owned() };
        assert_eq!(hex::encode(id.keys(&keys, "trains").first().0), "96016fa9fde3a877699d3f6390289b57");
    }

    #[test]
    fn a_poll_with_one_key_needs_no_name_of_it() {
        let keys = KeyRing::random();
        let text = token(
            &json!({ "alg": "HS256" }),
            &json!({ "sub": "a", "aud": "trains", "exp": NOW + 1 }),
            &partner_key("only", &keys),
        );
        let now = Timestamp::from_unix(NOW);
        assert!(SignedId::verify(&text, "trains", &["only".to_owned()], &keys, now).is_ok());
    }

    #[test]
    fn keys_of_ids_differ_by_poll_and_partner() {
        let keys = KeyRing::random();
        let id =
            |key_name: &str, subject: &str| SignedId { key_name: key_name.to_owned(), subject: subject.to_owned() };
        assert_eq!(id("a", "1").keys(&keys, "p"), id("a", "1").keys(&keys, "p"));
        let distinct = [
            id("a", "1").keys(&keys, "p"),
            id("a", "2").keys(&keys, "p"),
            id("b", "1").keys(&keys, "p"),
            id("a", "1").keys(&keys, "q"),
        ]
        .map(|keys| keys.first());
        assert_eq!(distinct.iter().collect::<std::collections::BTreeSet<_>>().len(), distinct.len());
    }
}
