//! Polls that ask before reading and after, as a client of the API meets them.

use std::{fs, path::Path};

use hustings_wire::ErrorCode;
use serde_json::{Value, json};

use crate::{
    events::{Server, Stream},
    support::TestApp,
};

const POLL: &str = "ask = \"before_and_after\"\nkind = \"single\"\nresults = \"after_vote\"\nabstain = true\n\
                    [question]\nen = \"Well?\"\n[[options]]\nid = \"a\"\nlabel = { en = \"Yes\" }\n\
                    [[options]]\nid = \"b\"\nlabel = { en = \"No\" }\n";

fn write(content: &Path) {
    fs::write(content.join("polls/twice.toml"), POLL).expect("a file");
}

/// Where it is asked, what the reader has said there and before, voters, and whether they see the results.
fn told(poll: &Value) -> Value {
    json!([poll["moment"], poll["my_vote"], poll["my_before"], poll["voters"], poll["results_visible"]])
}

#[tokio::test]
async fn each_place_is_a_poll_with_a_vote_of_its_own() {
    let app = TestApp::start_on(write).await;
    let first = app.vote(None, "twice_before", &["a"]).await.ok();
    let reader = first.cookie().expect("a cookie");
    assert_eq!(first.json()["id"], "twice_before");
    assert_eq!(told(&first.json()), json!(["before", ["a"], null, 1, false]));
    let get = async |id: &str| app.get_as(&reader, &format!("/api/v1/polls/{id}")).await.ok().json();
    assert_eq!(told(&get("twice").await), json!(["after", null, ["a"], 1, false]));

    let again = app.vote(Some(&reader), "twice_before", &["a"]).await.ok().json();
    assert_eq!((told(&again), &again["seq"]), (told(&first.json()), &first.json()["seq"]));
    let last = app.vote(Some(&reader), "twice", &["b"]).await.ok().json();
    assert_eq!(told(&last), json!(["after", ["b"], ["a"], 1, true]));
    assert_eq!((&last["options"][0]["votes"], &last["options"][1]["votes"]), (&json!(0), &json!(1)));
    assert_eq!(told(&get("twice_before").await), json!(["before", ["a"], null, 1, false]));

    let held = app.get_as(&reader, "/api/v1/me?lang=en").await.ok().json();
    assert_eq!(
        (&held["votes"][0]["before"][0]["id"], &held["votes"][0]["options"][0]["id"]),
        (&json!("a"), &json!("b"))
    );
    let back = app.delete(Some(&reader), "/api/v1/polls/twice/vote").await.ok().json();
    assert_eq!(told(&back), json!(["after", null, ["a"], 1, false]));
    let none = app.delete(Some(&reader), "/api/v1/polls/twice_before/vote").await.ok().json();
    assert_eq!(told(&none), json!(["before", null, null, 0, false]));

    app.vote(Some(&reader), "twice_before", &["a"]).await.ok();
    app.vote(Some(&reader), "twice", &["b"]).await.ok();
    let erased = app.delete(Some(&reader), "/api/v1/me").await.ok().json();
    assert_eq!((&erased["withdrawn"], &erased["kept"]), (&json!(1), &json!(0)));
    assert_eq!(told(&get("twice").await), json!(["after", null, null, 0, false]));
}

#[tokio::test]
async fn what_is_no_place_is_refused() {
    let app = TestApp::start_on(write).await;
    for id in ["single_before", "twice_before_before", "twice_after"] {
        app.vote(None, id, &["a"]).await.problem(404, ErrorCode::NotFound);
        app.get(&format!("/api/v1/polls/{id}")).await.problem(404, ErrorCode::NotFound);
    }
    let path = "/api/v1/polls/twice_before/vote?lang=en";
    app.put(None, path, &json!({ "abstain": true })).await.problem(422, ErrorCode::InvalidRequest);
    app.vote(None, "twice_before", &["x"]).await.problem(422, ErrorCode::UnknownOption);
    assert!(app.get("/api/v1/polls/single").await.ok().json().get("moment").is_none());
}

#[tokio::test]
async fn the_stream_tells_the_first_place_of_no_results() {
    let app = TestApp::start_on(write).await;
    let server = Server::start(app.state.clone()).await;
    let reader = app.vote(None, "twice", &["b"]).await.ok().cookie().expect("a cookie");
    let mut stream = Stream::open(server.address, "poll=twice&poll=twice_before", &reader).await;
    let (one, other) = (stream.poll().await, stream.poll().await);
    let (first, last) = if one.id == "twice_before" { (one, other) } else { (other, one) };
    assert_eq!((first.id.as_str(), first.voters, first.votes), ("twice_before", 1, None));
    assert_eq!((last.id.as_str(), last.votes.expect("shown")["b"]), ("twice", 1));

    app.vote(None, "twice_before", &["a"]).await.ok();
    let first = stream.poll_until(|snapshot| snapshot.id == "twice_before" && snapshot.voters == 2).await;
    assert_eq!(first.votes, None);
    // Who has answered before reading alone sees nothing yet; whoever answers after does from the next event on.
    let early = app.vote(None, "twice_before", &["b"]).await.ok().cookie().expect("a cookie");
    let mut stream = Stream::open(server.address, "poll=twice", &early).await;
    assert_eq!(stream.poll().await.votes, None);
    app.vote(Some(&early), "twice", &["b"]).await.ok();
    let seen = stream.poll_until(|snapshot| snapshot.votes.is_some()).await;
    assert_eq!(seen.voters, 3);
    server.stop().await;
}
