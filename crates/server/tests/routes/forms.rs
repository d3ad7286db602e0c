//! Voting and rating without any script.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

use super::{Answer, TestServer, cookie_of};

fn assert_leads_to(answer: &Answer, location: &str) {
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, location));
}

#[tokio::test]
async fn a_vote_is_cast_changed_and_withdrawn() {
    let server = TestServer::start().await;
    let first = server.post("/en/polls/which/vote", "return=/en/articles/trains&action=vote&option=a", "").await;
    assert_leads_to(&first, "/en/articles/trains#poll-which");
    let cookie = cookie_of(&first);
    assert!(first.header("set-cookie").contains("HttpOnly"), "{}", first.header("set-cookie"));
    let poll = async || {
        let answer = server.get_with("/api/v1/polls/which?lang=en", &[("cookie", &cookie)]).await;
        let poll: hustings_wire::Poll = serde_json::from_slice(&answer.body).unwrap();
        (poll.my_vote, poll.voters)
    };
    assert_eq!(poll().await, (Some(vec!["a".to_owned()]), 1));

    let changed = server.post("/en/polls/which/vote", "option=b", &cookie).await;
    assert_leads_to(&changed, "/en/polls/which#poll-which");
    assert_eq!(changed.header("set-cookie"), "", "a known reader keeps the cookie");
    assert_eq!(poll().await, (Some(vec!["b".to_owned()]), 1));

    server.post("/en/polls/which/vote", "action=withdraw", &cookie).await;
    assert_eq!(poll().await, (None, 0));
}

/// Somebody presses the button twice, before there is an answer and a cookie.
#[tokio::test]
async fn a_first_form_that_is_sent_twice_is_counted_once() {
    let server = TestServer::start().await;
    for (path, form) in [("/en/polls/which/vote", "option=a"), ("/en/articles/trains/rating", "stars=5")] {
        let pressed = [server.post_once(path, form, "").await, server.post_once(path, form, "").await];
        for answer in &pressed {
            assert_eq!(answer.status, StatusCode::TEMPORARY_REDIRECT, "{path}");
            assert_eq!(answer.header("location"), format!("{path}?again=1"));
            assert_eq!(answer.header("cache-control"), "no-store");
        }
        // The browser has given up on the first by then. What it sends now, it may send again as often as it likes.
        let [_, last] = pressed;
        for again in [format!("{path}?again=1"), path.to_owned()] {
            assert_eq!(
                server.post_once(&again, form, &cookie_of(&last)).await.status,
                StatusCode::SEE_OTHER,
                "{again}"
            );
        }
    }
    let poll = server.get("/api/v1/polls/which?lang=en").await;
    let poll: hustings_wire::Poll = serde_json::from_slice(&poll.body).unwrap();
    let rating = server.get("/api/v1/articles/trains/rating").await;
    let rating: hustings_wire::Rating = serde_json::from_slice(&rating.body).unwrap();
    assert_eq!((poll.voters, rating.votes), (1, 1));

    // A browser that takes no cookie has a vote, too.
    let path = "/en/polls/which/vote?partner=null";
    let asked = server.post_once(path, "option=b", "").await;
    assert_eq!(asked.header("location"), format!("{path}&again=1"));
    assert!(
        asked.header("set-cookie").contains("SameSite=None; Secure; Partitioned"),
        "{}",
        asked.header("set-cookie")
    );
    let counted = server.post_once(asked.header("location"), "option=b", "").await;
    assert_leads_to(&counted, "/en/polls/which#poll-which");
    let poll = server.get("/api/v1/polls/which?lang=en").await;
    let poll: hustings_wire::Poll = serde_json::from_slice(&poll.body).unwrap();
    assert_eq!(poll.voters, 2);
}

#[tokio::test]
async fn several_options_are_several_fields() {
    let server = TestServer::start().await;
    let answer = server.post("/en/polls/several/vote", "option=a&option=b&action=vote", "").await;
    assert_leads_to(&answer, "/en/polls/several#poll-several");
    let poll = server.get("/api/v1/polls/several?lang=en").await;
    let poll: hustings_wire::Poll = serde_json::from_slice(&poll.body).unwrap();
    assert_eq!((poll.voters, poll.total_votes), (1, 2));
}

#[tokio::test]
async fn a_rating_is_given_and_taken_back() {
    let server = TestServer::start().await;
    let first = server.post("/ar/articles/trains/rating", "stars=5&action=rate&return=/ar/articles/trains", "").await;
    assert_leads_to(&first, "/ar/articles/trains#rating");
    let cookie = cookie_of(&first);
    let page = server.get_with("/ar/articles/trains", &[("cookie", &cookie)]).await;
    assert!(page.text().contains("\"my_stars\":5"), "{}", page.text());
    server.post("/ar/articles/trains/rating", "action=withdraw", &cookie).await;
    let page = server.get_with("/ar/articles/trains", &[("cookie", &cookie)]).await;
    assert!(page.text().contains("\"my_stars\":null"), "{}", page.text());
}

#[tokio::test]
async fn a_refusal_is_carried_back_to_the_form() {
    let server = TestServer::start().await;
    let cases = [
        ("/en/polls/closed/vote", "option=a", "/en/polls/closed?notice=poll_closed&on=poll-closed#poll-closed"),
        ("/en/polls/which/vote", "option=z", "/en/polls/which?notice=unknown_option&on=poll-which#poll-which"),
        (
            "/en/polls/which/vote",
            "option=a&option=b",
            "/en/polls/which?notice=too_many_options&on=poll-which#poll-which",
        ),
        ("/en/polls/which/vote", "", "/en/polls/which?notice=invalid_request&on=poll-which#poll-which"),
        ("/en/polls/which/vote", "action=steal", "/en/polls/which?notice=invalid_request&on=poll-which#poll-which"),
        ("/en/articles/trains/rating", "stars=6", "/en/articles/trains?notice=invalid_request&on=rating#rating"),
        ("/en/articles/trains/rating", "stars=2.5", "/en/articles/trains?notice=invalid_request&on=rating#rating"),
        ("/en/articles/trains/rating", "", "/en/articles/trains?notice=invalid_request&on=rating#rating"),
    ];
    for (path, form, location) in cases {
        assert_leads_to(&server.post(path, form, "").await, location);
    }
}

#[tokio::test]
async fn a_form_leads_nowhere_else() {
    let server = TestServer::start().await;
    for evil in ["//evil.example", "https://evil.example/", "/\\evil.example", "%2F%2Fevil.example", "/a%0d%0ab", "en"]
    {
        let answer = server.post("/en/polls/which/vote", &format!("option=a&return={evil}"), "").await;
        assert_leads_to(&answer, "/en/polls/which#poll-which");
    }
}

/// A refusal leaves the URL of a form in the bar, and whoever asks for it again is led to the page.
#[tokio::test]
async fn the_url_of_a_form_leads_to_its_page_and_nowhere_else() {
    let server = TestServer::start().await;
    for page in ["/en/polls/which", "/ar/articles/trains"] {
        let form = if page.contains("polls") { "vote" } else { "rating" };
        assert_leads_to(&server.get(&format!("{page}/{form}?partner=null")).await, page);
    }
    for evil in ["/\\evil.example", "/%5Cevil.example", "/evil.example", "/\"", "/%0d%0ab"] {
        for form in ["polls/which/vote", "articles/trains/rating"] {
            let answer = server.get(&format!("{evil}/{form}")).await;
            assert_eq!((answer.status, answer.header("location")), (StatusCode::NOT_FOUND, ""), "{evil}");
        }
    }
}

#[tokio::test]
async fn what_is_not_there_or_no_form_is_refused() {
    let server = TestServer::start().await;
    for path in ["/en/polls/nowhere/vote", "/de/polls/which/vote", "/en/articles/nowhere/rating"] {
        assert_eq!(server.post(path, "option=a&stars=5", "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let large = format!("option={}", "a".repeat(20_000));
    assert_eq!(server.post("/en/polls/which/vote", &large, "").await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let vote = |name: header::HeaderName, value: &'static str| {
        Request::post("/en/polls/which/vote").header(name, value).body(Body::from("option=a")).unwrap()
    };
    let json = server.send(vote(header::CONTENT_TYPE, "application/json")).await;
    assert_eq!(json.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let foreign = server.send(vote(header::ORIGIN, "https://evil.example")).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let poll = server.get("/api/v1/polls/which?lang=en").await;
    let poll: hustings_wire::Poll = serde_json::from_slice(&poll.body).unwrap();
    assert_eq!(poll.voters, 0, "nothing was done by halves");
}
