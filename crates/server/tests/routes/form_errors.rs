//! Refusals that lead back to no form: pages for readers, JSON for programs.

use std::net::SocketAddr;

use axum::{
    body::Body,
    http::{Request, header},
};
use hustings_limits::network::Peer;

use super::{Answer, TestServer};

const FORM: &str = "application/x-www-form-urlencoded";

/// A server with the real words, which takes one form of a network in a minute.
async fn server() -> TestServer {
    let words = [
        ("dist/locales/en.json".to_owned(), include_str!("../../../../public/locales/en.json")),
        ("dist/locales/ar.json".to_owned(), include_str!("../../../../public/locales/ar.json")),
    ];
    TestServer::start_as(true, &words, |settings| {
        settings.rate_limit = 1;
        settings.rate_burst = 1;
    })
    .await
}

/// Sends a form as a browser does, over a connection.
async fn send(server: &TestServer, path: &str, headers: &[(&str, &str)], form: &str) -> Answer {
    let mut request = Request::post(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::from(form.to_owned())).unwrap();
    request.extensions_mut().insert(Peer(SocketAddr::from(([192, 0, 2, 1], 4_000))));
    server.send(request).await
}

fn assert_page(answer: &Answer, status: u16, words: &str) {
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (status, "text/html; charset=utf-8"));
    assert!(answer.text().contains(words), "{words} is not in {}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-security-policy").contains("style-src"), "{:?}", answer.headers);
}

#[tokio::test]
async fn too_many_forms_are_answered_by_a_page_that_says_to_wait() {
    let server = server().await;
    let accept = (header::ACCEPT.as_str(), "text/html,application/xhtml+xml,*/*;q=0.8");
    let form = [(header::CONTENT_TYPE.as_str(), FORM), accept];
    assert_eq!(send(&server, "/en/polls/which/vote", &form, "option=a").await.status, 307);
    for path in ["/en/polls/which/vote", "/en/articles/trains/rating"] {
        let refused = send(&server, path, &form, "option=b&stars=5").await;
        assert_page(&refused, 429, "Too many");
        assert!((1..=60).contains(&refused.header("retry-after").parse::<u64>().unwrap()));
        assert!(refused.text().contains("<html lang=\"en\" dir=\"ltr\""));
    }
    let arabic = send(&server, "/ar/polls/which/vote", &form, "option=b").await;
    assert!(arabic.text().contains("<html lang=\"ar\" dir=\"rtl\""), "{}", arabic.text());

    let api = Request::put("/api/v1/polls/which/vote").header(header::CONTENT_TYPE, "application/json");
    let mut api = api.body(Body::from("{\"options\":[\"a\"]}")).unwrap();
    api.extensions_mut().insert(Peer(SocketAddr::from(([192, 0, 2, 1], 4_000))));
    assert_eq!(server.send(api).await.header("content-type"), "application/problem+json");
    let json = [(header::CONTENT_TYPE.as_str(), FORM), (header::ACCEPT.as_str(), "application/json")];
    let json = send(&server, "/en/polls/which/vote", &json, "option=b").await;
    assert_eq!((json.status.as_u16(), json.header("content-type")), (429, "application/problem+json"));
}

#[tokio::test]
async fn in_a_frame_the_page_is_one_that_may_be_framed() {
    let server = server().await;
    let form = [(header::CONTENT_TYPE.as_str(), FORM)];
    let path = "/en/polls/which/vote?partner=https%3A%2F%2Fpartner.example";
    send(&server, path, &form, "option=a").await;
    for path in [path, "/en/polls/which/vote?partner=null"] {
        let refused = send(&server, path, &form, "option=b").await;
        assert_page(&refused, 429, "Too many");
        assert!(!refused.header("content-security-policy").contains("frame-ancestors"), "{:?}", refused.headers);
        assert!(!refused.header("retry-after").is_empty());
    }
}

#[tokio::test]
async fn every_refusal_of_a_form_is_a_page() {
    let server = TestServer::start().await;
    let form = [(header::CONTENT_TYPE.as_str(), FORM)];
    let large = format!("option={}", "a".repeat(20_000));
    let foreign = [(header::CONTENT_TYPE.as_str(), FORM), (header::ORIGIN.as_str(), "https://evil.example")];
    let json = [(header::CONTENT_TYPE.as_str(), "application/json")];
    /// Path, headers, body, and the status of the page.
    type Case<'c> = (&'c str, &'c [(&'c str, &'c str)], &'c str, u16);
    let cases: [Case<'_>; 8] = [
        ("/en/polls/nowhere/vote", &form, "option=a", 404),
        ("/de/polls/which/vote", &form, "option=a", 404),
        ("/en/articles/nowhere/rating", &form, "stars=5", 404),
        ("/en/polls/which/vote", &form, &large, 413),
        ("/en/polls/which/vote", &json, "{}", 415),
        ("/en/polls/which/vote", &foreign, "option=a", 403),
        ("/en/articles/trains/rating", &foreign, "stars=5", 403),
        ("/en/polls/which/vote?partner=https%3A%2F%2Fpartner.example", &json, "{}", 415),
    ];
    for (path, headers, body, status) in cases {
        assert_page(&send(&server, path, headers, body).await, status, "<main");
    }
}

#[tokio::test]
async fn the_url_that_a_refusal_leaves_in_the_bar_leads_to_the_page() {
    let server = TestServer::start().await;
    for (form, page) in
        [("/en/polls/which/vote", "/en/polls/which"), ("/ar/articles/trains/rating", "/ar/articles/trains")]
    {
        let answer = server.get(form).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, page));
    }
}
