//! What is held about a reader, and how it is erased.

use serde_json::{Value, json};

use crate::support::TestApp;

const ME: &str = "/api/v1/me?lang=en";
const RATING: &str = "/api/v1/articles/trains/rating";

/// A reader with a vote that can change, one that cannot, and a rating.
async fn reader(app: &TestApp) -> String {
    let cookie = app.vote(None, "single", &["a"]).await.ok().cookie().expect("a cookie");
    app.vote(Some(&cookie), "final", &["b"]).await.ok();
    app.put(Some(&cookie), RATING, &json!({"stars": 3})).await.ok();
    cookie
}

async fn votes(app: &TestApp, poll: &str) -> Value {
    app.get(&format!("/api/v1/polls/{poll}?lang=en")).await.ok().json()["voters"].clone()
}

#[tokio::test]
async fn a_reader_sees_what_is_held_to_the_day_and_nobody_else_does() {
    let app = TestApp::start().await;
    let cookie = reader(&app).await;
    app.vote(None, "single", &["b"]).await.ok();
    let held = app.get_as(&cookie, ME).await.ok();
    assert_eq!(held.header("cache-control"), "no-store");
    let held = held.json();
    let vote = |id: &str| {
        let votes = held["votes"].as_array().expect("votes");
        votes.iter().find(|vote| vote["poll"] == id).cloned().expect(id)
    };
    assert_eq!(held["votes"].as_array().map(Vec::len), Some(2));
    assert_eq!((&vote("single")["options"][0]["id"], &vote("single")["withdrawable"]), (&json!("a"), &json!(true)));
    assert_eq!((&vote("final")["options"][0]["id"], &vote("final")["withdrawable"]), (&json!("b"), &json!(false)));
    assert_eq!(vote("single")["cast_on"], "2026-06-01");
    assert_ne!(vote("single")["question"], "single");
    assert_eq!((&vote("single")["lang"], &vote("single")["partner"]), (&json!("en"), &Value::Null));
    assert_eq!((&held["ratings"][0]["article"], &held["ratings"][0]["stars"]), (&json!("trains"), &json!(3)));
    assert_eq!(app.get(ME).await.ok().json(), json!({"votes": [], "ratings": []}));
}

#[tokio::test]
async fn what_is_erased_is_taken_back_or_nobodys() {
    let app = TestApp::start().await;
    let (single, last) = (votes(&app, "single").await, votes(&app, "final").await);
    let rated = app.get(RATING).await.ok().json()["votes"].clone();
    let cookie = reader(&app).await;
    let counted = votes(&app, "final").await;
    assert_ne!(counted, last);

    let erased = app.delete(Some(&cookie), "/api/v1/me").await.ok();
    assert_eq!(erased.json(), json!({"withdrawn": 2, "kept": 1}));
    assert!(erased.header("set-cookie").contains("Max-Age=0"), "{}", erased.header("set-cookie"));
    assert_eq!(votes(&app, "single").await, single);
    assert_eq!(votes(&app, "final").await, counted, "a final vote stays counted");
    assert_eq!(app.get(RATING).await.ok().json()["votes"], rated);
    // Whoever kept the cookie finds nothing by it.
    assert_eq!(app.get_as(&cookie, ME).await.ok().json(), json!({"votes": [], "ratings": []}));
    let poll = app.get_as(&cookie, "/api/v1/polls/final?lang=en").await.ok().json();
    assert_eq!(poll["my_vote"], Value::Null);
    let again = app.delete(Some(&cookie), "/api/v1/me").await.ok();
    assert_eq!(again.json(), json!({"withdrawn": 0, "kept": 0}));
}
