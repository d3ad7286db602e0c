//! What holds for headers, cookies, tokens and bodies of the API that strangers send, whatever is in them: laws of fuzz targets,
//! which the tests run over the kept inputs.
//!
//! Deliberately absent: laws of forms and of URLs, which stand beside the functions that they hold; `Last-Event-ID`, which the
//! server does not read, since every stream begins with whole snapshots.

use std::{net::SocketAddr, sync::Arc};

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use hustings_domain::clean_words;
use hustings_guard::token::{Token, split};
use hustings_http::{
    coding::Coding,
    etag,
    extract::{RequestBody, parse},
    origin_check::OriginCheck,
};
use hustings_identity::{
    keys::{Key, KeyRing, Keys, Purpose},
    partner::Partner,
    reader::{COOKIES, Reader},
    receipt,
    signed_id::{Refusal, SignedId},
};
use hustings_limits::network::{Network, Peer, Proxies};
use hustings_push::{services::PushServices, subscription::Subscription};
use hustings_wire::{NoticeRequest, RatingRequest, Timestamp, VoteRequest};
use serde::Serialize;
use url::Url;

/// The publication of the laws.
const HOME: &str = "https://news.example";

/// The same keys whenever laws are held over what was made with them.
fn keys_of_laws() -> KeyRing {
    let key = || Key::from_hex(&"0f".repeat(32)).expect("a key");
    KeyRing::new(|_| Keys::new(key(), Vec::new()))
}

/// Input in lines. What has no more lines has empty ones.
fn lines<const N: usize>(data: &[u8]) -> [&[u8]; N] {
    let mut lines = data.splitn(N, |byte| *byte == b'\n');
    std::array::from_fn(|_| lines.next().unwrap_or_default())
}

/// Headers with these values, without those that no header can have.
fn headers<const N: usize>(pairs: [(HeaderName, &[u8]); N]) -> HeaderMap {
    let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    pairs.filter_map(|(name, value)| Some((name, HeaderValue::from_bytes(value).ok()?))).collect()
}

/// The header `Cookie`, and a client id in the second line. What is recognised was signed here and is written in one way
/// only, and stands in the header as it was given.
pub fn cookies(data: &[u8]) {
    let keys = keys_of_laws();
    let [cookie, id] = lines(data);
    let headers = headers([(header::COOKIE, cookie), (HeaderName::from_static("hustings-reader"), id)]);
    let _ = Reader::of_request(&headers, &keys);
    if let Some(reader) = Reader::of_cookie(&headers, &keys) {
        let value = reader.to_cookie_value(&keys);
        let given = COOKIES.map(|name| format!("{name}={value}"));
        let text = String::from_utf8_lossy(cookie);
        assert!(given.iter().any(|given| text.contains(given)), "{text} is not {value}");
    }
}

/// A partner's token. One that is taken is signed over all that it says: with another letter anywhere in it, it is not.
pub fn token(data: &[u8]) {
    let keys = keys_of_laws();
    let Ok(text) = std::str::from_utf8(data) else { return };
    let noon: Timestamp = "2026-06-01T12:00:00Z".parse().expect("an instant");
    let verify = |text: &str| SignedId::verify(text, "which", &["siding".to_owned()], &keys, noon);
    if verify(text).is_ok() {
        assert!(text.len() <= 2_048 && text.split('.').count() == 3, "{text}");
        for at in 0..text.len() {
            let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
            let mut changed = text.to_owned();
            changed.replace_range(at..=at, other);
            assert!(verify(&changed).is_err(), "{changed} for {text}");
        }
        assert_eq!(SignedId::verify(text, "other", &["siding".to_owned()], &keys, noon), Err(Refusal::OtherPoll));
    }
}

/// A receipt that a partner's page hands back. One that is taken is good for its poll and partner alone.
pub fn receipt(data: &[u8]) {
    let keys = keys_of_laws();
    let Ok(text) = std::str::from_utf8(data) else { return };
    let partner = |origin| Partner::parse(origin).expect("an origin");
    let (ours, theirs) = (partner("https://partner.example"), partner("https://other.example"));
    if receipt::is_valid(text, "which", &ours, &keys) {
        assert!(!receipt::is_valid(text, "other", &ours, &keys), "{text}");
        assert!(!receipt::is_valid(text, "which", &theirs, &keys), "{text}");
    }
}

/// The header with a proof. Its token counts when it was signed here, for its poll and network alone, and is written in one way.
pub fn proof(data: &[u8]) {
    let keys = keys_of_laws();
    let key = keys.of(Purpose::Receipt).present();
    let Some((text, counter)) = std::str::from_utf8(data).ok().and_then(split) else { return };
    let written = counter.map(|counter| format!(".{counter}")).unwrap_or_default();
    assert_eq!(format!("{text}{written}").as_bytes(), data);
    if let Some(token) = Token::verify(text, "which", b"here", key) {
        assert_eq!(token.sign("which", b"here", key), text);
        assert_eq!(Token::verify(text, "other", b"here", key), None, "{text}");
        assert_eq!(Token::verify(text, "which", b"there", key), None, "{text}");
    }
}

/// A body of the API. What is read is what was written; what is refused is refused with a short text.
pub fn body(data: &[u8]) {
    fn holds<T: RequestBody + Serialize + PartialEq + std::fmt::Debug>(data: &[u8]) {
        match parse::<T>(data) {
            Ok(value) => {
                let again = serde_json::to_vec(&value).expect("it can be written");
                assert_eq!(parse::<T>(&again).as_ref(), Ok(&value));
            }
            Err(error) => {
                assert!(matches!(error.status().as_u16(), 400 | 422), "{error:?}");
                let problem = serde_json::to_vec(&error.problem()).expect("it can be written");
                assert!(problem.len() < 1_500, "{error:?}");
            }
        }
    }
    holds::<VoteRequest>(data);
    if let Ok(VoteRequest { write_in: Some(words), .. }) = parse(data)
        && let Ok(clean) = clean_words(&words)
    {
        assert!(clean.chars().count() <= 80 && !clean.contains(char::is_control), "{clean:?}");
        assert_eq!(clean_words(&clean).as_ref(), Ok(&clean));
    }
    holds::<RatingRequest>(data);
    holds::<NoticeRequest>(data);
    if let Ok(NoticeRequest { endpoint, keys, .. }) = parse(data) {
        subscription(&endpoint, &keys.p256dh, &keys.auth);
    }
}

/// A browser's subscription. What is taken leads to a push service of the list, by https and without a name.
fn subscription(endpoint: &str, p256dh: &str, auth: &str) {
    match Subscription::parse(endpoint, p256dh, auth, &PushServices::default()) {
        Ok(_) => {
            let url = Url::parse(endpoint).expect("a URL");
            let host = url.host_str().unwrap_or_default();
            let services = ["googleapis.com", "google.com", "mozilla.com", "apple.com", "windows.com"];
            assert!(url.scheme() == "https" && url.username().is_empty() && endpoint.len() <= 2_048, "{endpoint}");
            assert!(services.iter().any(|service| host.ends_with(&format!(".{service}"))), "{endpoint}");
        }
        Err(bad) => assert!(["endpoint", "keys"].contains(&bad.field) && bad.words.len() < 300, "{bad:?}"),
    }
}

/// Headers in lines: `X-Forwarded-For`, `Origin`, `Host`, `Accept-Encoding`, `Accept-Language`, `If-None-Match`, `Referer`.
pub fn header(data: &[u8]) {
    let [forwarded, origin, host, coding, language, tag, referrer] = lines(data);
    let headers = headers([
        (HeaderName::from_static("x-forwarded-for"), forwarded),
        (header::ORIGIN, origin),
        (header::HOST, host),
        (header::ACCEPT_ENCODING, coding),
        (header::ACCEPT_LANGUAGE, language),
        (header::IF_NONE_MATCH, tag),
        (header::REFERER, referrer),
    ]);
    let stranger = SocketAddr::from(([203, 0, 113, 9], 4_711));
    assert_eq!(
        Proxies::default().network(Peer(stranger), &headers),
        Network::of(stranger.ip()),
        "nobody's word counts"
    );
    let trusted = Proxies::new(vec!["10.0.0.0/8".parse().expect("a network")]);
    let _ = trusted.network(Peer(SocketAddr::from(([10, 0, 0, 1], 80))), &headers);
    let check = OriginCheck::new(HOME, &[], Arc::new(|_| Ok(())));
    if let Some(origin) = headers.get(header::ORIGIN).filter(|_| check.allows(&headers)) {
        let of_host = [&b"https://"[..], headers.get(header::HOST).map_or(&b""[..], HeaderValue::as_bytes)].concat();
        assert!([HOME.as_bytes(), &of_host].contains(&origin.as_bytes()), "{origin:?}");
    }
    let _ = Coding::preferred(&headers);
    let available = ["en", "zh-Hans", "ar"];
    if let Some(found) = hustings_render::negotiate::accepted(&String::from_utf8_lossy(language), &available) {
        assert!(available.contains(&found), "{found}");
    }
    let _ = etag::has(&headers, "W/\"0123\"");
    if let Some(partner) = Partner::parse(&String::from_utf8_lossy(referrer)) {
        let origin = partner.origin();
        assert_eq!(Partner::parse(origin).as_ref(), Some(&partner), "{origin}");
        assert!(!origin.contains([';', ',', ' ', '\'', '*']), "{origin} would be more than one source of a policy");
    }
}

#[cfg(test)]
#[path = "../../../fuzz/kept.rs"]
mod kept;

#[cfg(test)]
mod tests {
    use super::kept::holds;

    #[test]
    fn a_cookie_that_counts_was_given_here() {
        holds("cookies", super::cookies);
    }

    #[test]
    fn a_token_that_counts_is_signed_letter_by_letter() {
        holds("token", super::token);
    }

    #[test]
    fn a_receipt_that_counts_is_of_its_poll_and_partner() {
        holds("receipt", super::receipt);
    }

    #[test]
    fn a_proof_that_counts_was_signed_here_and_is_written_in_one_way() {
        holds("proof", super::proof);
    }

    #[test]
    fn a_body_is_read_as_it_was_written_or_refused_in_short() {
        holds("body", super::body);
    }

    #[test]
    fn no_header_is_believed_beyond_what_it_may_say() {
        holds("header", super::header);
    }
}
