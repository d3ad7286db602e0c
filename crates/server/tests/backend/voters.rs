//! Who a vote from a partner's page is counted for: by cookie, by receipt, by a signed id.

use axum::http::Method;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac;
use hustings_server::identity::signed_id::partner_key;
use hustings_store::Breakdown;
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

    let receipt = first.header("hustings-receipt").to_owned();
    let known = [PARTNER, ("hustings-receipt", &receipt)];
    assert_eq!(own_vote(&app, "single", &known).await, json!(["b"]));
    let changed = vote(&app, "single", "c", &known).await.ok();
    assert_eq!(changed.json()["voters"], 109, "the vote was changed and none was added");
    assert!(changed.cookie().is_none());

    // The receipt of one page opens nothing on another's, in another poll, and on no page.
    let other = ("hustings-partner", "https://other.example");
    assert_eq!(own_vote(&app, "single", &[other, known[1]]).await, Value::Null);
    assert_eq!(own_vote(&app, "untouched", &known).await, Value::Null);
    assert_eq!(own_vote(&app, "single", &known[1..]).await, Value::Null);
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
            "/ru/polls/untouched/vote",
            &[("content-type", "application/x-www-form-urlencoded")],
            None,
        )
        .await;
    assert_eq!(form.status, 303);
    let by = async |by| app.state.store.voters_by("untouched", by).await.expect("an answer");
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

/// A token as a partner's library signs it.
fn token(app: &TestApp, subject: &str, poll: &str, seconds: i64) -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({ "sub": subject, "aud": poll, "exp": noon().unix() + seconds });
    let signed = format!("{}.{}", part(json!({ "alg": "HS256", "kid": "siding" })), part(claims));
    let key = partner_key("siding", &app.state.identity.secret);
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
    }
    vote(&app, "signed", "a", &[]).await.problem(403, ErrorCode::IdentityRequired);
    vote(&app, "signed", "a", &[PARTNER]).await.problem(403, ErrorCode::IdentityRequired);
    let poll = app.get("/api/v1/polls/signed?lang=en").await.ok().json();
    assert_eq!((&poll["identity_required"], &poll["voters"]), (&json!(true), &json!(2)));
}
