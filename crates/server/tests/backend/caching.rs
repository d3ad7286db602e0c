//! Entity tags, what caches may keep, and the headers that every answer carries.

use axum::http::{Method, StatusCode, header};

use crate::support::{TestApp, request};

#[tokio::test]
async fn what_did_not_change_is_not_sent_again() {
    let app = TestApp::start().await;
    for path in [
        "/api/v1/articles?lang=en",
        "/api/v1/articles/trains?lang=en",
        "/api/v1/polls?lang=en",
        "/api/v1/polls/single?lang=en",
    ] {
        let first = app.get(path).await.ok();
        let tag = first.header("etag").to_owned();
        let mut again = request(Method::GET, path, None, None);
        again.headers_mut().insert(header::IF_NONE_MATCH, tag.parse().expect("text"));
        let answer = app.send(again).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
        assert_eq!(answer.header("etag"), tag);
    }
    let before = app.get("/api/v1/polls/single?lang=en").await.header("etag").to_owned();
    app.vote(None, "single", &["a"]).await.ok();
    assert_ne!(app.get("/api/v1/polls/single?lang=en").await.header("etag"), before);
}

#[tokio::test]
async fn what_a_known_reader_gets_is_theirs_alone_even_before_they_vote() {
    let app = TestApp::start().await;
    let cookie = app.vote(None, "single", &["a"]).await.ok().cookie().expect("a cookie");
    for path in [
        "/api/v1/polls/single?lang=en",
        "/api/v1/polls/multiple",
        "/api/v1/polls/multiple/results.json",
        "/api/v1/polls/multiple/results.csv",
        "/api/v1/articles/trains",
        "/api/v1/articles/trains/rating",
    ] {
        let own = app.get_as(&cookie, path).await.ok();
        assert_eq!(own.header("cache-control"), "private, no-cache", "{path}");
        let anybodys = app.get(path).await.ok();
        assert!(anybodys.header("cache-control").starts_with("public, max-age=0, s-maxage=1"), "{path}");
        assert!(anybodys.header("vary").starts_with("Cookie"), "{path}: {}", anybodys.header("vary"));
        assert_eq!(anybodys.header("set-cookie"), "", "{path}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers_of_safety() {
    let app = TestApp::start().await;
    for path in ["/api/v1/polls/single", "/api/v1/polls/none", "/api/docs", "/healthz"] {
        let answer = app.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe-inline"), "{policy}");
        assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}");
    }
}

#[tokio::test]
async fn a_publication_on_https_is_asked_for_over_https_alone() {
    let app = TestApp::start_with(|settings| settings.public_url = Some("https://news.example".to_owned())).await;
    for path in ["/api/v1/polls/single", "/api/v1/polls/none", "/healthz"] {
        assert_eq!(app.get(path).await.header("strict-transport-security"), "max-age=31536000", "{path}");
    }
}
