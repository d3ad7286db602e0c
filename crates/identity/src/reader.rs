//! A reader: a random token that the server has signed and the browser keeps in a cookie. Nothing else is known of a
//! reader, and nothing is derived from IP addresses or devices.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac;
use hustings_domain::{ReaderKey, ReaderKeys};
use hustings_http::cookies;

use crate::{
    context::IdentityContext,
    headers::{CLIENT_ID_HEADER, text},
    keys::{Key, KeyRing, Purpose},
};

/// Name of the cookie over HTTPS. Browsers take a cookie with this prefix from its own host alone, so that no other host of
/// the domain can give a reader another one's (RFC 6265bis, section 4.1.3.2).
pub const HOST_COOKIE: &str = "__Host-hustings_reader";
/// Name of the cookie without HTTPS. It is read over HTTPS, too: readers have it from a time before the prefix.
pub const COOKIE: &str = "hustings_reader";
/// All names, the one that counts more first.
pub const COOKIES: [&str; 2] = [HOST_COOKIE, COOKIE];

/// 128 random bits.
type Token = [u8; 16];

/// A reader, by every token that their browser shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    token: Token,
    /// The store makes them one reader with `token` when it first sees both.
    others: Vec<Token>,
}

/// A cookie that was signed here.
pub(crate) struct SignedCookie {
    pub(crate) reader: Reader,
    /// Whether it is the present key that has signed it.
    pub(crate) is_by_present_key: bool,
    /// The name under which the browser keeps it.
    pub(crate) name: &'static str,
}

impl Reader {
    /// A new reader.
    pub fn random() -> Self {
        Self::of_token(rand::random())
    }

    fn of_token(token: Token) -> Self {
        Self { token, others: Vec::new() }
    }

    /// The reader of a browser without a cookie, by its random client id: 22 to 64 letters, digits, `-` and `_`. The
    /// same id always gives the same reader. Without it, a first vote whose response was lost would be counted twice
    /// when the browser sends it again, since the cookie was lost with the response.
    pub fn of_client_id(id: &str, keys: &KeyRing) -> Option<Self> {
        let is_random = (22..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        let token = |key: &Key| key.short_mac("reader of word", &[id.as_bytes()]);
        let (present, earlier) = keys.of(Purpose::Cookie).split();
        is_random.then(|| Self { token: token(present), others: earlier.iter().map(token).collect() })
    }

    /// The reader as the poll `poll` knows them.
    pub fn keys_for_poll(&self, keys: &KeyRing, poll: &str) -> ReaderKeys {
        self.keys(keys, "reader of poll", poll)
    }

    /// The reader as the rating of the article `slug` knows them.
    pub fn keys_for_rating(&self, keys: &KeyRing, slug: &str) -> ReaderKeys {
        self.keys(keys, "reader of rating", slug)
    }

    fn keys(&self, keys: &KeyRing, use_of: &str, subject: &str) -> ReaderKeys {
        let hash = |key: &Key, token: &Token| ReaderKey(key.short_mac(use_of, &[subject.as_bytes(), token]));
        let hashes = keys
            .of(Purpose::Reader)
            .all()
            .flat_map(|key| std::iter::once(&self.token).chain(&self.others).map(move |token| hash(key, token)));
        ReaderKeys::new(hash(keys.of(Purpose::Reader).present(), &self.token), hashes)
    }

    /// The value of the reader's cookie: token and signature, base64url.
    pub fn to_cookie_value(&self, keys: &KeyRing) -> String {
        let mut bytes = self.token.to_vec();
        let mac = keys.of(Purpose::Cookie).present().mac("reader cookie", &[&self.token]);
        bytes.extend_from_slice(&mac.finalize().into_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The reader whose cookie value this is, and whether it was signed with the present key; `None` when this server
    /// never signed it.
    fn from_cookie_value(value: &str, keys: &KeyRing) -> Option<(Self, bool)> {
        if value.len() > 128 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(value).ok()?;
        let (token, signature) = bytes.split_first_chunk::<16>()?;
        // The comparison is constant-time.
        let is_by = |key: &Key| key.mac("reader cookie", &[token]).verify_slice(signature).is_ok();
        let signer = keys.of(Purpose::Cookie).all().position(is_by)?;
        Some((Self::of_token(*token), signer == 0))
    }

    /// The first reader with a good signature among the request's cookies.
    pub fn of_cookie(headers: &HeaderMap, keys: &KeyRing) -> Option<Self> {
        Self::of_signed(headers, keys).map(|signed| signed.reader)
    }

    /// The same, with how the cookie stands.
    pub(crate) fn of_signed(headers: &HeaderMap, keys: &KeyRing) -> Option<SignedCookie> {
        let shown = COOKIES.into_iter().flat_map(|name| cookies::values(headers, name).map(move |value| (name, value)));
        shown.into_iter().find_map(|(name, value)| {
            let (reader, is_by_present_key) = Self::from_cookie_value(value, keys)?;
            Some(SignedCookie { reader, is_by_present_key, name })
        })
    }

    /// The reader of the request's client id.
    fn of_header(headers: &HeaderMap, keys: &KeyRing) -> Option<Self> {
        Self::of_client_id(text(headers, CLIENT_ID_HEADER)?, keys)
    }

    /// The reader of the request, by its cookie and its client id. Where both are there, they are one reader: a cookie may
    /// have come from a form, or the answer that carried the other one was lost.
    pub fn of_request(headers: &HeaderMap, keys: &KeyRing) -> Option<Self> {
        let (cookie, id) = (Self::of_cookie(headers, keys), Self::of_header(headers, keys));
        match (cookie, id) {
            (Some(cookie), Some(id)) => {
                Some(Self { others: std::iter::once(id.token).chain(id.others).collect(), ..cookie })
            }
            (cookie, id) => cookie.or(id),
        }
    }
}

/// Extracts the reader whom the request's cookie names, if there is one. A forged or foreign cookie counts as
/// none.
#[derive(Clone, Debug)]
pub struct MaybeReader(pub Option<Reader>);

impl<S: Send + Sync> FromRequestParts<S> for MaybeReader
where
    Arc<IdentityContext>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let context = Arc::<IdentityContext>::from_ref(state);
        Ok(Self(Reader::of_cookie(&parts.headers, &context.keys)))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header};

    use super::{super::keys::Keys, *};

    #[test]
    fn a_signed_cookie_is_recognised_and_any_other_is_not() {
        let (keys, other) = (KeyRing::random(), KeyRing::random());
        let reader = Reader::random();
        let value = reader.to_cookie_value(&keys);
        assert_eq!(Reader::from_cookie_value(&value, &keys), Some((reader.clone(), true)));
        assert_eq!(Reader::from_cookie_value(&value, &other), None);
        let mut forged = value.clone();
        forged.replace_range(0..1, if value.starts_with('A') { "B" } else { "A" });
        for bad in [forged.as_str(), "", "x", &value[1..], &value.repeat(3), "\u{e9}", &"A".repeat(64)] {
            assert_eq!(Reader::from_cookie_value(bad, &keys), None, "{bad}");
        }
    }

    /// With both keys and cookie, each may be changed while readers stay.
    #[test]
    fn a_reader_is_known_by_what_earlier_keys_have_made() {
        let mut keys = KeyRing::random();
        let id = "0123456789abcdef0123456789abcdef";
        let known = Reader::of_client_id(id, &keys).expect("long enough");
        let (value, row) = (known.to_cookie_value(&keys), known.keys_for_poll(&keys, "p").first());
        keys.rotate(Purpose::Cookie);
        keys.rotate(Purpose::Reader);
        let (reader, is_present) = Reader::from_cookie_value(&value, &keys).expect("still known");
        assert!(!is_present && reader == known);
        let again = Reader::of_client_id(id, &keys).expect("long enough");
        for reader in [&reader, &again] {
            let now = reader.keys_for_poll(&keys, "p");
            assert!(now.first() != row && now.others().contains(&row));
        }
        assert_eq!(Reader::from_cookie_value(&reader.to_cookie_value(&keys), &keys), Some((reader.clone(), true)));
        keys.forget_earlier(Purpose::Cookie);
        keys.forget_earlier(Purpose::Reader);
        assert_eq!(Reader::from_cookie_value(&value, &keys), None);
        assert_eq!(reader.keys_for_poll(&keys, "p").others(), []);
    }

    /// As version 0.1 with one key of 32 bytes 0x0f made it, by another implementation of HMAC.
    #[test]
    fn what_an_earlier_version_has_made_is_recognised() {
        let only = Key::from_hex(&"0f".repeat(32)).expect("a key");
        let keys = KeyRing::new(|_| Keys::new(only.clone(), Vec::new()));
        let value = "AAECAwQFBgcICQoLDA0ODxldOHnT64xaEP17NFiI15O1NJAZFJD0TfLFJkXnXN_4";
        let (reader, _) = Reader::from_cookie_value(value, &keys).expect("signed by it");
        assert_eq!(reader.to_cookie_value(&keys), value);
        let row = |keys: ReaderKeys| hex::encode(keys.first().0);
        assert_eq!(row(reader.keys_for_poll(&keys, "trains")), "d89c8d5aef250053dfaad1d65f171f15");
        let reader = Reader::of_client_id("0123456789abcdef0123456789abcdef", &keys).expect("long enough");
        assert_eq!(row(reader.keys_for_rating(&keys, "clocks")), "a72951fb2ece4b607f22454493a48677");
    }

    #[test]
    fn the_reader_s_cookie_is_found_behind_a_forged_one() {
        let keys = KeyRing::random();
        let reader = Reader::random();
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("lang=en; hustings_reader=forged; x"));
        let good = format!("a=b; {COOKIE}={}", reader.to_cookie_value(&keys));
        headers.append(header::COOKIE, HeaderValue::try_from(good).expect("text"));
        assert_eq!(Reader::of_request(&headers, &keys), Some(reader));
    }

    #[test]
    fn a_cookie_and_a_client_id_are_one_reader_whose_rows_are_the_cookie_s() {
        let keys = KeyRing::random();
        let (reader, id) = (Reader::random(), "0123456789abcdef0123456789abcdef");
        let of_id = Reader::of_client_id(id, &keys).expect("long enough");
        let mut headers = HeaderMap::new();
        headers.insert(CLIENT_ID_HEADER, HeaderValue::from_static(id));
        assert_eq!(Reader::of_request(&headers, &keys), Some(of_id.clone()));
        let cookie = format!("{COOKIE}={}", reader.to_cookie_value(&keys));
        headers.insert(header::COOKIE, HeaderValue::try_from(cookie).expect("text"));
        let both = Reader::of_request(&headers, &keys).expect("a reader").keys_for_poll(&keys, "p");
        let one = |reader: &Reader| reader.keys_for_poll(&keys, "p").first();
        assert_eq!((both.first(), both.others()), (one(&reader), &[one(&of_id)][..]));
    }

    #[test]
    fn a_client_id_gives_one_reader_and_a_short_one_none() {
        let keys = KeyRing::random();
        let id = "0123456789abcdef0123456789abcdef";
        let reader = Reader::of_client_id(id, &keys).expect("long enough");
        assert_eq!(Reader::of_client_id(id, &keys), Some(reader.clone()));
        assert_ne!(Reader::of_client_id("0123456789abcdef0123456789abcdee", &keys), Some(reader.clone()));
        assert_ne!(Reader::of_client_id(id, &KeyRing::random()), Some(reader));
        for bad in ["", "me", "0123456789abcdef01234", "0123456789abcdef 0123456789abcdef", &"a".repeat(65)] {
            assert_eq!(Reader::of_client_id(bad, &keys), None, "{bad}");
        }
    }

    #[test]
    fn a_reader_has_another_key_in_every_poll_and_rating() {
        let keys = KeyRing::random();
        let reader = Reader::random();
        let rows = [
            reader.keys_for_poll(&keys, "a"),
            reader.keys_for_poll(&keys, "b"),
            reader.keys_for_rating(&keys, "a"),
            Reader::random().keys_for_poll(&keys, "a"),
            reader.keys_for_poll(&KeyRing::random(), "a"),
        ]
        .map(|keys| keys.first());
        let distinct: std::collections::BTreeSet<_> = rows.iter().collect();
        assert_eq!(distinct.len(), rows.len());
        assert_eq!(reader.keys_for_poll(&keys, "a"), rows[0].into());
    }
}
