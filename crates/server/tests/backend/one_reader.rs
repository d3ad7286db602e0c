//! One browser is one reader, in whatever order its requests are sent and their answers come: by cookie, by client id,
//! or by both.

use axum::http::Method;
use hustings_wire::ErrorCode;
use serde_json::json;

use crate::support::{Answer, TestApp};

/// The client id of the browser whose requests these are.
const CLIENT_ID: &str = "kLm3dA9_x-Zq27Bt0PwYvE";

/// What a request says of its reader: the cookie, if there is one, and the client id, if it is sent.
#[derive(Clone, Debug)]
struct By(Option<String>, Option<&'static str>);

impl By {
    fn headers(&self) -> Vec<(&str, &str)> {
        let cookie = self.0.as_deref().map(|cookie| ("cookie", cookie));
        cookie.into_iter().chain(self.1.map(|id| ("hustings-reader", id))).collect()
    }
}

async fn vote(app: &TestApp, by: &By, poll: &str, option: &str) -> Answer {
    let path = format!("/api/v1/polls/{poll}/vote?lang=en");
    app.send_with(Method::PUT, &path, &by.headers(), Some(json!({ "options": [option] }))).await
}

async fn rate(app: &TestApp, by: &By, slug: &str, stars: usize) -> Answer {
    let path = format!("/api/v1/articles/{slug}/rating");
    app.send_with(Method::PUT, &path, &by.headers(), Some(json!({ "stars": stars }))).await.ok()
}

/// A cookie of a browser that has said nothing about itself, as a form gives one.
async fn cookie(app: &TestApp) -> String {
    app.put(None, "/api/v1/articles/clocks/rating", &json!({ "stars": 3 })).await.ok().cookie().expect("a cookie")
}

/// How many have voted for each option, as anybody sees it.
async fn votes(app: &TestApp, poll: &str) -> Vec<u64> {
    let poll = app.get(&format!("/api/v1/polls/{poll}?lang=en")).await.ok().json();
    poll["options"].as_array().expect("options").iter().map(|option| option["votes"].as_u64().expect("shown")).collect()
}

/// The answer to the first vote is lost, and the browser gets a cookie elsewhere before it tries again.
#[tokio::test]
async fn a_lost_first_vote_and_a_cookie_that_came_meanwhile_are_one_reader() {
    let app = TestApp::start().await;
    vote(&app, &By(None, Some(CLIENT_ID)), "untouched", "b").await.ok();
    let both = By(Some(cookie(&app).await), Some(CLIENT_ID));
    let again = vote(&app, &both, "untouched", "b").await.ok();
    assert_eq!((&again.json()["voters"], &again.json()["my_vote"]), (&json!(1), &json!(["b"])));
    assert_eq!(votes(&app, "untouched").await, [0, 1, 0, 0]);
    // From now on either alone is the same reader.
    let own = app.get_as(both.0.as_deref().expect("a cookie"), "/api/v1/polls/untouched").await.ok().json();
    assert_eq!(own["my_vote"], json!(["b"]));
    vote(&app, &By(both.0.clone(), None), "untouched", "c").await.ok();
    assert_eq!(votes(&app, "untouched").await, [0, 0, 1, 0]);
    vote(&app, &By(None, Some(CLIENT_ID)), "untouched", "d").await.ok();
    assert_eq!(votes(&app, "untouched").await, [0, 0, 0, 1]);
    assert_eq!(app.state.routes.store.recount(false).await.expect("counted"), []);
    assert_eq!(app.state.routes.store.check_log().await.expect("checked"), []);
}

/// Every order of what a browser may send that was given two cookies and sends its client id with all of it.
#[tokio::test]
async fn in_every_order_one_browser_has_one_vote_and_one_rating() {
    for order in 0..24_usize {
        let app = TestApp::start().await;
        let (first, second) = (Some(cookie(&app).await), Some(cookie(&app).await));
        let mut left = vec![None, first.clone(), second, first];
        let mut rest = order;
        for (number, option) in (1..=4).rev().zip(["a", "b", "c", "d"]) {
            let by = By(left.remove(rest % number), Some(CLIENT_ID));
            rest /= number;
            let answer = vote(&app, &by, "untouched", option).await.ok().json();
            assert_eq!((&answer["my_vote"], &answer["voters"]), (&json!([option]), &json!(1)), "{order}");
            assert_eq!(rate(&app, &by, "bread", number).await.json()["votes"], 1, "{order}");
        }
        assert_eq!(votes(&app, "untouched").await, [0, 0, 0, 1], "{order}");
        assert_eq!(app.state.routes.store.recount(false).await.expect("counted"), []);
        assert_eq!(app.state.routes.store.check_log().await.expect("checked"), []);
    }
}

/// Both have voted before they met, as when a form went out while a first vote was on its way.
#[tokio::test]
async fn two_votes_of_one_reader_become_one_when_they_meet() {
    let app = TestApp::start().await;
    for (poll, last) in [("untouched", "c"), ("final", "a")] {
        let form = vote(&app, &By(None, None), poll, "b").await.ok().cookie();
        vote(&app, &By(None, Some(CLIENT_ID)), poll, "a").await.ok();
        assert_eq!(votes(&app, poll).await, [1, 1, 0, 0]);
        let both = By(form, Some(CLIENT_ID));
        let answer = vote(&app, &both, poll, last).await.ok().json();
        assert_eq!((&answer["my_vote"], &answer["voters"]), (&json!([last]), &json!(1)), "{poll}");
        let delete = app.send_with(Method::DELETE, &format!("/api/v1/polls/{poll}/vote"), &both.headers(), None).await;
        if poll == "final" {
            delete.problem(409, ErrorCode::VoteNotChangeable);
        } else {
            assert_eq!(delete.ok().json()["voters"], 0);
        }
    }
    assert_eq!(app.state.routes.store.recount(false).await.expect("counted"), []);
    assert_eq!(app.state.routes.store.check_log().await.expect("checked"), []);
}

#[tokio::test]
async fn the_result_of_a_closed_poll_stays_when_two_voters_turn_out_to_be_one() {
    let app = TestApp::start().await;
    let form = vote(&app, &By(None, None), "untouched", "b").await.ok().cookie();
    vote(&app, &By(None, Some(CLIENT_ID)), "untouched", "a").await.ok();
    let forced = Some(hustings_domain::Forced::Closed);
    let close = hustings_store::Mutation::ForcePoll {
        poll: "untouched".to_owned(),
        forced,
        schedule: hustings_domain::Schedule::default(),
    };
    app.state.routes.store.apply(close).await.expect("closed");
    let both = By(form, Some(CLIENT_ID));
    assert_eq!(vote(&app, &both, "untouched", "b").await.ok().json()["my_vote"], json!(["b"]));
    vote(&app, &both, "untouched", "c").await.problem(409, ErrorCode::PollClosed);
    assert_eq!(votes(&app, "untouched").await, [1, 1, 0, 0]);
}

/// Who has no cookie yet is not known to the stream, and must not become somebody else by it.
#[tokio::test]
async fn only_answers_to_what_a_reader_says_give_a_cookie() {
    let app = TestApp::start().await;
    let first = vote(&app, &By(None, Some(CLIENT_ID)), "after-vote", "a").await.ok().cookie().expect("a cookie");
    let rated = rate(&app, &By(None, Some(CLIENT_ID)), "bread", 4).await.cookie();
    assert_eq!(rated, Some(first), "whichever answer comes last, it is the same reader");
    for path in ["/api/v1/polls/after-vote", "/api/v1/articles/bread/rating", "/api/v1/articles/bread"] {
        assert_eq!(app.get(path).await.ok().cookie(), None, "{path}");
    }
}
