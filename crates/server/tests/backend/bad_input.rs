//! Requests that nobody should send. Each gets the contract's error, and nothing is half done.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use hustings_wire::ErrorCode;

use crate::support::TestApp;

const VOTE: &str = "/api/v1/polls/multiple/vote";
const RATING: &str = "/api/v1/articles/trains/rating";

fn put(path: &str, content_type: Option<&str>, body: impl Into<Body>) -> Request<Body> {
    let mut request = Request::builder().method(Method::PUT).uri(path);
    if let Some(content_type) = content_type {
        request = request.header(header::CONTENT_TYPE, content_type);
    }
    request.body(body.into()).expect("a request")
}

/// The figures that no refused request may move.
async fn figures(app: &TestApp) -> Vec<serde_json::Value> {
    let mut figures = Vec::new();
    for poll in ["single", "multiple", "closed", "scheduled", "final"] {
        figures.push(app.get(&format!("/api/v1/polls/{poll}?lang=en")).await.ok().json());
    }
    figures.push(app.get("/api/v1/articles/trains?lang=en").await.ok().json()["rating"].clone());
    figures
}

#[tokio::test]
async fn invalid_bodies_are_refused_with_the_field() {
    let app = TestApp::start().await;
    let before = figures(&app).await;
    let cases = [
        (VOTE, "", 400, ErrorCode::InvalidRequest, None),
        (VOTE, "{", 400, ErrorCode::InvalidRequest, None),
        (VOTE, "{\"options\": [\"a\", \"b\"]} trailing", 400, ErrorCode::InvalidRequest, None),
        (VOTE, "options=a", 400, ErrorCode::InvalidRequest, None),
        (VOTE, "\u{0}", 400, ErrorCode::InvalidRequest, None),
        (VOTE, "[\"a\"]", 422, ErrorCode::InvalidRequest, Some("options")),
        (VOTE, "null", 422, ErrorCode::InvalidRequest, Some("options")),
        (VOTE, "{}", 422, ErrorCode::InvalidRequest, Some("options")),
        (VOTE, "{\"options\": \"a\"}", 422, ErrorCode::InvalidRequest, Some("options")),
        (VOTE, "{\"options\": [1, 2]}", 422, ErrorCode::InvalidRequest, Some("options")),
        (VOTE, "{\"options\": null}", 422, ErrorCode::InvalidRequest, Some("options")),
        (VOTE, "{\"options\": [\"a\", \"b\"], \"weight\": 9}", 422, ErrorCode::InvalidRequest, Some("weight")),
        (VOTE, "{\"options\": []}", 422, ErrorCode::InvalidRequest, Some("options")),
        (VOTE, "{\"options\": [\"a\"]}", 422, ErrorCode::InvalidRequest, Some("options")),
        (VOTE, "{\"options\": [\"a\", \"a\"]}", 422, ErrorCode::InvalidRequest, Some("options")),
        (VOTE, "{\"options\": [\"a\", \"b\", \"c\", \"d\"]}", 422, ErrorCode::TooManyOptions, Some("options")),
        (VOTE, "{\"options\": [\"a\", \"x\"]}", 422, ErrorCode::UnknownOption, Some("options")),
        (VOTE, "{\"options\": [\"a\", \"\"]}", 422, ErrorCode::UnknownOption, Some("options")),
        (RATING, "{}", 422, ErrorCode::InvalidRequest, Some("stars")),
        (RATING, "{\"stars\": 0}", 422, ErrorCode::InvalidRequest, Some("stars")),
        (RATING, "{\"stars\": 6}", 422, ErrorCode::InvalidRequest, Some("stars")),
        (RATING, "{\"stars\": -1}", 422, ErrorCode::InvalidRequest, Some("stars")),
        (RATING, "{\"stars\": 256}", 422, ErrorCode::InvalidRequest, Some("stars")),
        (RATING, "{\"stars\": 2.5}", 422, ErrorCode::InvalidRequest, Some("stars")),
        (RATING, "{\"stars\": \"5\"}", 422, ErrorCode::InvalidRequest, Some("stars")),
        (RATING, "{\"stars\": null}", 422, ErrorCode::InvalidRequest, Some("stars")),
        (RATING, "{\"stars\": 5, \"stars\": 1}", 422, ErrorCode::InvalidRequest, Some("stars")),
        (RATING, "{\"stars\": 5, \"and\": 1}", 422, ErrorCode::InvalidRequest, Some("and")),
        (RATING, "{\"stars\": NaN}", 400, ErrorCode::InvalidRequest, None),
    ];
    for (path, body, status, code, field) in cases {
        let answer = app.send(put(path, Some("application/json"), body)).await;
        let problem = answer.problem(status, code);
        assert_eq!(problem.field.as_deref(), field, "{path} {body}");
        assert_eq!(answer.cookie(), None, "a refused request makes no reader");
    }
    assert_eq!(figures(&app).await, before);
}

#[tokio::test]
async fn other_content_types_and_long_bodies_are_refused() {
    let app = TestApp::start().await;
    let before = figures(&app).await;
    let vote = "{\"options\": [\"a\", \"b\"]}";
    for content_type in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/jsonx")]
    {
        app.send(put(VOTE, content_type, vote)).await.problem(415, ErrorCode::UnsupportedMediaType);
    }
    let long = format!("{{\"options\": [\"a\", \"b\"]{}}}", " ".repeat(16 * 1024));
    app.send(put(VOTE, Some("application/json"), long)).await.problem(413, ErrorCode::PayloadTooLarge);
    assert_eq!(figures(&app).await, before);
    let just_fits = format!("{{\"options\": [\"a\", \"b\"]{}}}", " ".repeat(16 * 1024 - vote.len()));
    assert_eq!(just_fits.len(), 16 * 1024);
    app.send(put(VOTE, Some("Application/JSON; charset=utf-8"), just_fits)).await.ok();
}

#[tokio::test]
async fn what_the_description_allows_is_taken() {
    let app = TestApp::start().await;
    for stars in ["5.0", "5e0", "5"] {
        let rated = app.send(put(RATING, Some("application/json"), format!("{{\"stars\": {stars}}}"))).await.ok();
        assert_eq!(rated.json()["my_stars"], 5, "{stars}");
    }
    let first = app.get("/api/v1/articles?lang=en&limit=1").await.ok().json();
    assert_eq!(app.get("/api/v1/articles?lang=en&limit=1&cursor=").await.ok().json(), first);
}

#[tokio::test]
async fn addresses_that_there_are_not_are_said_so() {
    let app = TestApp::start().await;
    for path in [
        "/api",
        "/api/v1",
        "/api/v2/polls/single",
        "/api/v1/polls/none",
        "/api/v1/polls/single/",
        "/api/v1/polls/%FF",
        "/api/v1/polls/..%2F..%2Fetc%2Fpasswd",
        "/api/v1/articles/none",
        "/api/v1/polls/none/results.json",
    ] {
        app.get(path).await.problem(404, ErrorCode::NotFound);
    }
    app.vote(None, "none", &["a"]).await.problem(404, ErrorCode::NotFound);
    app.delete(None, "/api/v1/polls/none/vote").await.problem(404, ErrorCode::NotFound);
    app.put(None, "/api/v1/articles/none/rating", &serde_json::json!({"stars": 5}))
        .await
        .problem(404, ErrorCode::NotFound);
    app.delete(None, "/api/v1/articles/none/rating").await.problem(404, ErrorCode::NotFound);
    app.get("/api/v1/polls/single?lang=ar").await.problem(404, ErrorCode::TranslationMissing);
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let app = TestApp::start().await;
    for (method, path, allow) in [
        (Method::POST, "/api/v1/polls/single", "GET,HEAD"),
        (Method::GET, "/api/v1/polls/single/vote", "PUT,DELETE"),
        (Method::PATCH, "/api/v1/articles/trains/rating", "GET,HEAD,PUT,DELETE"),
    ] {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).expect("a request");
        let answer = app.send(request).await;
        answer.problem(405, ErrorCode::InvalidRequest);
        assert_eq!(answer.header("allow"), allow);
    }
}

#[tokio::test]
async fn pages_of_other_sites_may_not_vote_and_listed_ones_may() {
    let app = TestApp::start_with(|settings| settings.allow_origin = vec!["https://app.example".to_owned()]).await;
    let before = figures(&app).await;
    let vote = |origin: &str, site: &str| {
        let mut request = put("/api/v1/polls/single/vote", Some("application/json"), "{\"options\": [\"a\"]}");
        request.headers_mut().insert(header::ORIGIN, origin.parse().expect("text"));
        request.headers_mut().insert("sec-fetch-site", site.parse().expect("text"));
        request
    };
    for origin in ["https://evil.example", "null", "https://app.example.evil.example"] {
        app.send(vote(origin, "cross-site")).await.problem(403, ErrorCode::OriginNotAllowed);
    }
    assert_eq!(figures(&app).await, before);
    let answer = app.send(vote("https://app.example", "cross-site")).await.ok();
    assert_eq!(answer.header("access-control-allow-origin"), "https://app.example");
    assert_eq!(answer.header("access-control-allow-credentials"), "true");
    let varies: Vec<&str> = answer.headers.get_all("vary").iter().filter_map(|value| value.to_str().ok()).collect();
    assert!(varies.join(",").contains("origin"), "{varies:?}");
    let mut reading = Request::get("/api/v1/polls/single").body(Body::empty()).expect("a request");
    reading.headers_mut().insert(header::ORIGIN, "https://evil.example".parse().expect("text"));
    let answer = app.send(reading).await.ok();
    assert_eq!(answer.header("access-control-allow-origin"), "", "nobody else reads with the reader's cookies");
    let varies: Vec<&str> = answer.headers.get_all("vary").iter().filter_map(|value| value.to_str().ok()).collect();
    assert!(varies.join(",").contains("origin") && varies.join(",").contains("Cookie"), "{varies:?}");

    let mut preflight = Request::builder().method(Method::OPTIONS).uri("/api/v1/polls/single/vote");
    for (name, value) in [
        ("origin", "https://app.example"),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "content-type,hustings-reader"),
    ] {
        preflight = preflight.header(name, value);
    }
    let answer = app.send(preflight.body(Body::empty()).expect("a request")).await.ok();
    assert!(answer.header("access-control-allow-methods").contains("PUT"), "{:?}", answer.headers);
    assert!(answer.header("access-control-allow-headers").contains("hustings-reader"), "{:?}", answer.headers);
    assert_eq!(answer.header("access-control-max-age"), "600");
}
