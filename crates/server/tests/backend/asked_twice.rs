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
    let earlier = get("twice_before").await;
    assert_eq!(told(&earlier), json!(["before", ["a"], null, 1, false]));
    let entries = [&first.json(), &last, &earlier].map(|poll| poll["entry"]["index"].is_u64());
    assert_eq!(entries, [true, true, false], "the log has the answer that counts");

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
    for id in ["none_before", "twice_before_before", "twice_after"] {
        app.vote(None, id, &["a"]).await.problem(404, ErrorCode::NotFound);
        app.get(&format!("/api/v1/polls/{id}")).await.problem(404, ErrorCode::NotFound);
    }
    app.get("/api/v1/polls/single_before").await.problem(404, ErrorCode::NotFound);
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

#[tokio::test]
async fn once_it_asks_once_a_first_answer_is_a_vote_and_may_still_come() {
    let app = TestApp::start_on(write).await;
    let server = Server::start(app.state.clone()).await;
    let early = app.vote(None, "twice_before", &["a"]).await.ok().cookie().expect("a cookie");
    let late = app.vote(None, "twice", &["b"]).await.ok().cookie().expect("a cookie");
    let mut stream = Stream::open(server.address, "poll=twice", &early).await;
    assert_eq!(stream.poll().await.votes, None);

    let file = app.folder.path().join("content/polls/twice.toml");
    fs::write(file, POLL.replace("before_and_after", "once")).expect("a file");
    assert!(app.state.routes.content.reload_if_changed());
    assert_eq!(stream.poll_until(|poll| poll.votes.is_some()).await.voters, 2);
    let poll = app.get_as(&early, "/api/v1/polls/twice").await.ok().json();
    assert_eq!(told(&poll), json!([null, ["a"], null, 2, true]));
    let log = app.get_as(&early, "/api/v1/polls/twice/log").await.ok().body;
    assert!(log.contains("\"cast\""), "{log}");

    // Answers that have waited: the later one counts, whichever comes last.
    let waited = app.vote(None, "twice_before", &["a"]).await.ok();
    assert_eq!((&waited.json()["id"], told(&waited.json())), (&json!("twice"), json!([null, ["a"], null, 3, true])));
    let kept = app.vote(Some(&late), "twice_before", &["a"]).await.ok().json();
    assert_eq!(told(&kept), json!([null, ["b"], null, 3, true]));
    let cookie = waited.cookie().expect("a cookie");
    let back = app.delete(Some(&cookie), "/api/v1/polls/twice_before/vote").await.ok().json();
    assert_eq!(told(&back), json!([null, null, null, 2, false]));

    // A page that is older than the file goes on following all of its polls.
    let mut stream = Stream::open(server.address, "poll=twice_before&poll=twice&poll=single", &early).await;
    let (one, other) = (stream.poll().await, stream.poll().await);
    let mut ids = [one.id.as_str(), other.id.as_str()];
    ids.sort_unstable();
    assert_eq!(ids, ["single", "twice"]);
    server.stop().await;
}
