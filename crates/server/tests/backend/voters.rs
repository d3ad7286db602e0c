//! Who a vote from a partner's page is counted for: by cookie, by the frame's own key, by a signed id; and what a receipt is
//! good for.

use axum::http::Method;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac;
use hustings_domain::Breakdown;
use hustings_identity::{keys::KeyRing, signed_id::partner_key};
use hustings_wire::ErrorCode;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, noon};

const PARTNER: (&str, &str) = ("hustings-partner", "https://partner.example");

async fn vote(app: &TestApp, poll: &str, option: &str, headers: &[(&str, &str)]) -> Answer {
    let path = format!("/api/v1/polls/{poll}/vote?lang=en");
    app.send_with(Method::PUT, &path, headers, Some(json!({ "options": [option] }))).await
}

async fn own_vote(app: &TestApp, poll: &str, headers: &[(&str, &str)]) -> Value {
    let answer = app.send_with(Method::GET, &format!("/api/v1/polls/{poll}?lang=en"), headers, None).await;
    answer.ok().json()["my_vote"].clone()
}

#[tokio::test]
async fn a_reader_in_a_frame_gets_a_partitioned_cookie_and_a_receipt() {
    let app = TestApp::start().await;
    let first = vote(&app, "single", "b", &[PARTNER]).await.ok();
    let cookie = first.header("set-cookie");
    assert!(cookie.contains("SameSite=None; Secure; Partitioned") && cookie.contains("HttpOnly"), "{cookie}");
    let cookie = first.cookie().expect("a cookie");
    assert_eq!(own_vote(&app, "single", &[("cookie", &cookie)]).await, json!(["b"]));

    assert_eq!(first.header("hustings-receipt").len(), 64);
    let changed = vote(&app, "single", "c", &[PARTNER, ("cookie", &cookie)]).await.ok();
    assert_eq!((&changed.json()["voters"], changed.cookie()), (&json!(109), None), "the vote was changed");
}

/// Where a browser refuses the cookie but keeps something for the frame, its own id is the key, and never leaves the frame.
#[tokio::test]
async fn a_frame_s_own_key_finds_changes_and_withdraws_its_vote() {
    let app = TestApp::start().await;
    let own = [PARTNER, ("hustings-reader", "kLm3dA9_x-Zq27Bt0PwYvE")];
    vote(&app, "after-vote", "a", &own).await.ok();
    let path = "/api/v1/polls/after-vote?lang=en";
    let shown = app.send_with(Method::GET, path, &own, None).await.ok();
    assert_eq!((&shown.json()["my_vote"], &shown.json()["results_visible"]), (&json!(["a"]), &json!(true)));
    assert_eq!(shown.header("vary"), "Cookie, hustings-reader, hustings-identity");
    assert_eq!(shown.header("cache-control"), "private, no-cache");
    assert_eq!(vote(&app, "after-vote", "b", &own).await.ok().json()["voters"], 1);
    let path = "/api/v1/polls/after-vote/vote?lang=en";
    assert_eq!(app.send_with(Method::DELETE, path, &own, None).await.ok().json()["voters"], 0);
    assert_eq!(own_vote(&app, "after-vote", &own).await, Value::Null);
}

/// The partner's page keeps the receipt, and so can take it to wherever it likes.
#[tokio::test]
async fn a_receipt_shows_changes_and_withdraws_nothing() {
    let app = TestApp::start().await;
    let first = vote(&app, "after-vote", "b", &[PARTNER]).await.ok();
    let cookie = first.cookie().expect("a cookie");
    let receipt = first.header("hustings-receipt").to_owned();
    let taken = [PARTNER, ("hustings-receipt", &receipt)];
    let seen = app.send_with(Method::GET, "/api/v1/polls/after-vote?lang=en", &taken, None).await.ok().json();
    assert_eq!((&seen["my_vote"], &seen["results_visible"]), (&Value::Null, &json!(false)));
    app.send_with(Method::DELETE, "/api/v1/polls/after-vote/vote", &taken, None).await.ok();
    assert_eq!(own_vote(&app, "after-vote", &[("cookie", &cookie)]).await, json!(["b"]));

    // A browser that keeps nothing for the frame votes once, by whatever id it makes for itself.
    for again in [&taken[..], &[PARTNER, taken[1], ("hustings-reader", "another-id-of-22-or-more")]] {
        vote(&app, "after-vote", "c", again).await.problem(409, ErrorCode::VoteNotChangeable);
    }
    assert_eq!(own_vote(&app, "after-vote", &[("cookie", &cookie)]).await, json!(["b"]));
    let poll = app.get("/api/v1/polls/after-vote?lang=en").await.ok().json();
    assert_eq!(poll["voters"], 1);
    // Whoever has a vote of their own, by cookie or by key, has it with or without a receipt.
    let changed = vote(&app, "after-vote", "d", &[PARTNER, taken[1], ("cookie", &cookie)]).await.ok();
    assert_eq!((&changed.json()["my_vote"], &changed.json()["voters"]), (&json!(["d"]), &json!(1)));
    // In another poll, on another page, and without one, it counts for nothing.
    let other = ("hustings-partner", "https://other.example");
    vote(&app, "after-vote", "a", &[other, taken[1]]).await.ok();
    vote(&app, "after-vote", "a", &[taken[1]]).await.ok();
    vote(&app, "single", "a", &taken).await.ok();
}

/// A browser that refuses cookies in the frame: its own id lives as long as the frame, and the receipt of what it has taken
/// back is thrown away.
#[tokio::test]
async fn a_vote_that_was_taken_back_can_be_cast_again_without_cookies() {
    let app = TestApp::start().await;
    let own = [PARTNER, ("hustings-reader", "kLm3dA9_x-Zq27Bt0PwYvE")];
    let first = vote(&app, "single", "a", &own).await.ok();
    let shown = [own[0], own[1], ("hustings-receipt", first.header("hustings-receipt"))];
    vote(&app, "single", "b", &shown).await.ok();
    let withdrawn = app.send_with(Method::DELETE, "/api/v1/polls/single/vote?lang=en", &shown, None).await.ok();
    assert_eq!((&withdrawn.json()["voters"], withdrawn.header("hustings-receipt")), (&json!(108), ""));
    let again = vote(&app, "single", "c", &own).await.ok();
    assert_eq!((&again.json()["voters"], again.header("hustings-receipt").len()), (&json!(109), 64));

    let refused = vote(&app, "closed", "a", &own).await;
    refused.problem(409, ErrorCode::PollClosed);
    assert_eq!(refused.header("hustings-receipt"), "", "nothing was counted");
}

#[tokio::test]
async fn votes_are_counted_by_the_partner_that_framed_the_poll() {
    let app = TestApp::start().await;
    vote(&app, "untouched", "a", &[PARTNER]).await.ok();
    vote(&app, "untouched", "a", &[("hustings-partner", "HTTPS://Partner.example")]).await.ok();
    vote(&app, "untouched", "a", &[("hustings-partner", "null")]).await.ok();
    // The publication's own pages are no partner's.
    vote(&app, "untouched", "a", &[("hustings-partner", "http://127.0.0.1:8080")]).await.ok();
    let form = app
        .send_with(
            Method::POST,
            "/ru/polls/untouched/vote?again=1",
            &[("content-type", "application/x-www-form-urlencoded")],
            None,
        )
        .await;
    assert_eq!(form.status, 303);
    let by = async |by| app.state.routes.store.voters_by("untouched", by).await.expect("an answer");
    let partners = by(Breakdown::Partner).await;
    assert_eq!(partners.get(&Some(PARTNER.1.to_owned())), Some(&2));
    assert_eq!(partners.get(&None), Some(&2));
    assert_eq!(by(Breakdown::Lang).await.into_iter().collect::<Vec<_>>(), [(Some("en".to_owned()), 4)]);
    for bad in ["partner.example", "https://a.example/path", "https://*.example", "x"] {
        let refused = vote(&app, "untouched", "a", &[("hustings-partner", bad)]).await;
        assert_eq!(refused.problem(422, ErrorCode::InvalidRequest).field.as_deref(), Some("hustings-partner"), "{bad}");
    }
}

#[tokio::test]
async fn a_poll_refuses_votes_from_unlisted_origins() {
    let app = TestApp::start().await;
    vote(&app, "restricted", "a", &[PARTNER]).await.ok();
    vote(&app, "restricted", "a", &[]).await.ok();
    let refused = vote(&app, "restricted", "a", &[("hustings-partner", "https://other.example")]).await;
    refused.problem(403, ErrorCode::OriginNotAllowed);
    let poll = app.get("/api/v1/polls/restricted?lang=en").await.ok().json();
    assert_eq!((&poll["voters"], &poll["allowed_origins"]), (&json!(2), &json!([PARTNER.1])));
    assert!(app.get("/api/v1/polls/single?lang=en").await.ok().json().get("allowed_origins").is_none());
}

fn token(app: &TestApp, subject: &str, poll: &str, seconds: i64) -> String {
    token_by(&app.state.routes.identity.keys, subject, poll, noon().unix() + seconds)
}

/// A token as the library of the partner `siding` signs it, good until `end`, in seconds since 1970.
pub(crate) fn token_by(keys: &KeyRing, subject: &str, poll: &str, end: i64) -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({ "sub": subject, "aud": poll, "exp": end });
    let signed = format!("{}.{}", part(json!({ "alg": "HS256", "kid": "siding" })), part(claims));
    let key = partner_key("siding", keys);
    let mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(&key).expect("any length").chain_update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn before_signature(token: &str) -> &str {
    token.rsplit_once('.').expect("three parts").0
}

#[tokio::test]
async fn a_signed_id_has_one_vote_on_any_device() {
    let app = TestApp::start().await;
    let (ours, theirs) = (token(&app, "reader-7", "signed", 300), token(&app, "reader-8", "signed", 300));
    let send = async |token: &str, option: &str| vote(&app, "signed", option, &[("hustings-identity", token)]).await;
    let first = send(&ours, "a").await.ok();
    assert!(first.cookie().is_none() && first.header("hustings-receipt").is_empty(), "the id is all that is needed");
    assert_eq!(first.json()["voters"], 1);
    // Another device, the same id, and a later token of it.
    let second = send(&token(&app, "reader-7", "signed", 900), "b").await.ok();
    assert_eq!((&second.json()["voters"], &second.json()["my_vote"]), (&json!(1), &json!(["b"])));
    assert_eq!(send(&theirs, "b").await.ok().json()["voters"], 2);
    assert_eq!(own_vote(&app, "signed", &[("hustings-identity", &ours)]).await, json!(["b"]));

    for (bad, why) in [
        (token(&app, "reader-9", "single", 300), "aud"),
        (token(&app, "reader-9", "signed", -300), "exp"),
        (format!("{}{}", before_signature(&ours), &theirs[before_signature(&theirs).len()..]), "signature"),
        ("nonsense".to_owned(), "JSON Web Token"),
    ] {
        let refused = send(&bad, "a").await.problem(403, ErrorCode::IdentityRequired);
        assert!(refused.detail.contains(why), "{}", refused.detail);
        assert_eq!(refused.field.as_deref(), Some("hustings-identity"));
    }
    vote(&app, "signed", "a", &[]).await.problem(403, ErrorCode::IdentityRequired);
    vote(&app, "signed", "a", &[PARTNER]).await.problem(403, ErrorCode::IdentityRequired);
    let poll = app.get("/api/v1/polls/signed?lang=en").await.ok().json();
    assert_eq!((&poll["identity_required"], &poll["voters"]), (&json!(true), &json!(2)));
}

/// A vote that waited out an outage longer than its token was valid is taken with the reader's next token, once, and is
/// nobody else's who signs in on the same device.
#[tokio::test]
async fn a_vote_whose_token_has_expired_waits_for_the_same_reader() {
    let app = TestApp::start().await;
    let send = async |token: &str, option: &str| {
        let by = [("hustings-identity", token), ("hustings-reader", "kLm3dA9_x-Zq27Bt0PwYvE")];
        vote(&app, "signed", option, &by).await
    };
    let token_of = |subject: &str, seconds: i64| token(&app, subject, "signed", seconds);
    send(&token_of("reader-7", -300), "a").await.problem(403, ErrorCode::IdentityRequired);
    assert_eq!(app.get("/api/v1/polls/signed").await.ok().json()["voters"], 0);
    let fresh = token_of("reader-7", 300);
    for _ in 0..2 {
        let taken = send(&fresh, "a").await.ok();
        assert_eq!((&taken.json()["voters"], &taken.json()["my_vote"]), (&json!(1), &json!(["a"])));
        assert_eq!((taken.cookie(), taken.header("hustings-receipt")), (None, ""));
    }
    let other = token_of("reader-8", 300);
    assert_eq!(own_vote(&app, "signed", &[("hustings-identity", &other)]).await, Value::Null);
    assert_eq!(send(&other, "b").await.ok().json()["voters"], 2);
    let shown =
        app.send_with(Method::GET, "/api/v1/polls/signed?lang=en", &[("hustings-identity", &other)], None).await;
    assert!(shown.header("vary").contains("hustings-identity"), "{:?}", shown.headers);
}
