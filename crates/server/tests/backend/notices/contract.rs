//! How a reader asks to be told and takes it back, and what is refused.

use std::{fs, path::Path};

use hustings_wire::ErrorCode;
use serde_json::json;

use super::{
    close, counts, file,
    push_service::{Browser, PushService},
    turn, world,
};
use crate::{commands::hustings, support::TestApp};

#[tokio::test]
async fn who_has_taken_it_back_or_erased_everything_is_not_told() {
    let service = PushService::start();
    let app = world(&service).await;
    for way in ["/api/v1/polls/single/notice", "/api/v1/me"] {
        let asked = Browser::new(&service, "/201/a").ask(&app, "single").await.ok();
        let cookie = asked.cookie().expect("a cookie");
        assert_eq!(counts(&app, "single").await, (1, 0));
        for _ in 0..2 {
            app.delete(Some(&cookie), way).await.ok();
        }
        assert_eq!(counts(&app, "single").await, (0, 0), "{way}");
    }
    close(&app, "single").await;
    turn(&app).await;
    assert_eq!(service.received().len(), 0);
}

#[tokio::test]
async fn a_reader_takes_back_what_no_poll_or_server_is_there_for() {
    let service = PushService::start();
    let app = world(&service).await;
    let mut cookies = Vec::new();
    for poll in ["single", "multiple"] {
        cookies.push(Browser::new(&service, "/201/a").ask(&app, poll).await.ok().cookie().expect("a cookie"));
    }
    fs::remove_file(file(&app, "single")).expect("gone");
    assert!(app.state.routes.content.reload_if_changed());
    app.delete(Some(&cookies[0]), "/api/v1/polls/single/notice").await.ok();
    assert_eq!(counts(&app, "single").await, (0, 0));
    // It tells nobody any more.
    let app = app.reopened().await;
    let answer = app.delete(Some(&cookies[1]), "/api/v1/polls/multiple/notice").await.ok();
    assert_eq!(answer.json(), json!({ "key": null, "wanted": false }));
    assert_eq!(counts(&app, "multiple").await, (0, 0));
}

#[tokio::test]
async fn what_no_message_may_go_to_is_refused_with_the_field_to_blame() {
    let service = PushService::start();
    let app = world(&service).await;
    let path = "/api/v1/polls/single/notice?lang=en";
    let good = Browser::new(&service, "/201/a").subscription();
    let endpoint = |url: &str| json!({ "endpoint": url, "keys": good["keys"] });
    for url in [
        "",
        "http://fcm.googleapis.com/fcm/send/a",
        "https://me:word@fcm.googleapis.com/a",
        "https://10.0.0.1/a",
        "https://[::ffff:127.0.0.1]/a",
        "http://127.0.0.1:1/a",
        "http://localhost/a",
        "https://news.example/a",
        &format!("https://fcm.googleapis.com/{}", "a".repeat(2_048)),
    ] {
        let problem = app.put(None, path, &endpoint(url)).await.problem(422, ErrorCode::InvalidRequest);
        assert_eq!(problem.field.as_deref(), Some("endpoint"), "{url}: {problem:?}");
    }
    let keys =
        |p256dh: &str, auth: &str| json!({ "endpoint": good["endpoint"], "keys": { "p256dh": p256dh, "auth": auth } });
    let (p256dh, auth) =
        (good["keys"]["p256dh"].as_str().expect("a key"), good["keys"]["auth"].as_str().expect("a secret"));
    let off = p256dh.replace(&p256dh[80..], &"A".repeat(7));
    for body in [keys("", auth), keys(&p256dh[4..], auth), keys(&off, auth), keys(p256dh, ""), keys(p256dh, p256dh)] {
        let problem = app.put(None, path, &body).await.problem(422, ErrorCode::InvalidRequest);
        assert_eq!(problem.field.as_deref(), Some("keys"), "{body}: {problem:?}");
    }
    for body in
        [json!({}), json!([]), json!({ "endpoint": 1, "keys": {} }), json!({ "endpoint": "a", "keys": {}, "x": 1 })]
    {
        app.put(None, path, &body).await.problem(422, ErrorCode::InvalidRequest);
    }
    let ask = async |poll: &str| app.put(None, &format!("/api/v1/polls/{poll}/notice?lang=en"), &good).await;
    ask("closed").await.problem(409, ErrorCode::PollClosed);
    ask("scheduled").await.problem(409, ErrorCode::PollNotOpen);
    ask("none").await.problem(404, ErrorCode::NotFound);
    ask("signed").await.problem(403, ErrorCode::IdentityRequired);
    let method = axum::http::Method::PUT;
    let framed = [("hustings-partner", "https://partner.example")];
    app.send_with(method.clone(), path, &framed, Some(good.clone())).await.problem(403, ErrorCode::OriginNotAllowed);
    let foreign = [("origin", "https://evil.example")];
    app.send_with(method, path, &foreign, Some(good.clone())).await.problem(403, ErrorCode::OriginNotAllowed);
    assert_eq!(counts(&app, "single").await, (0, 0));
}

#[tokio::test]
async fn a_server_that_tells_nobody_says_so() {
    let app = TestApp::start().await;
    assert!(app.state.routes.notices.is_none());
    let path = "/api/v1/polls/single/notice";
    assert_eq!(app.get(path).await.ok().json(), json!({ "key": null, "wanted": false }));
    app.put(None, path, &json!({ "endpoint": "https://fcm.googleapis.com/a", "keys": { "p256dh": "", "auth": "" } }))
        .await
        .problem(404, ErrorCode::NotFound);
}

#[test]
fn what_is_no_push_service_or_contact_is_refused_before_anything_is_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    crate::support::write_content(&folder.path().join("content"));
    for (arguments, words) in [
        (["--push-service", "http://push.example"], "--push-service"),
        (["--push-service", "https://10.0.0.1"], "own network"),
        (["--push-contact", "desk@news.example"], "mailto:"),
    ] {
        let output = serve(folder.path(), &arguments);
        crate::commands::refused(&output, &[words]);
        assert!(!folder.path().join("votes.db").exists());
    }
}

fn serve(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let all: Vec<&str> = ["serve", "--listen", "127.0.0.1:0"].into_iter().chain(arguments.iter().copied()).collect();
    hustings(folder, &all)
}
