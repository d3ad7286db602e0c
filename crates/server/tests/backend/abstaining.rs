//! Readers who only want to see the results: counted apart from the voters, wherever a poll is told of.

use std::{fs, path::Path};

use axum::http::Method;
use hustings_domain::{Forced, Schedule};
use hustings_store::Mutation;
use hustings_wire::ErrorCode;
use serde_json::{Value, json};

use crate::{
    commands::{hustings, text},
    events::{Server, Stream},
    support::{Answer, TestApp, request},
};

/// Each with what stands at the head of its file.
const POLLS: [(&str, &str); 6] = [
    ("shy", "kind = \"single\"\nresults = \"after_vote\"\nabstain = true\n"),
    ("shy-final", "kind = \"single\"\nresults = \"after_vote\"\nchangeable = false\nabstain = true\n"),
    ("shy-ranking", "kind = \"ranking\"\nresults = \"after_vote\"\nabstain = true\n"),
    ("shy-several", "kind = \"multiple\"\nresults = \"after_vote\"\nabstain = true\n"),
    (
        "shy-quiz",
        "kind = \"single\"\nresults = \"always\"\nchangeable = false\nabstain = true\ncorrect = [\"b\"]\n\
         explanation = { en = \"Because.\" }\n",
    ),
    ("shy-guarded", "kind = \"single\"\nresults = \"after_vote\"\nabstain = true\nguarding = \"guarded\"\n"),
];

const SCALE: &str = "kind = \"scale\"\nresults = \"after_vote\"\nabstain = true\n[question]\nen = \"How much?\"\n[scale]\nsteps = 5\n\
                     low = { en = \"nothing\" }\nhigh = { en = \"all\" }\n";

fn write(content: &Path) {
    for (id, head) in POLLS {
        let options =
            ["a", "b", "c"].map(|id| format!("[[options]]\nid = \"{id}\"\nlabel = {{ en = \"Option {id}\" }}\n"));
        let text = format!("{head}[question]\nen = \"Which, {id}?\"\n{}", options.concat());
        fs::write(content.join(format!("polls/{id}.toml")), text).expect("a file");
    }
    fs::write(content.join("polls/shy-scale.toml"), SCALE).expect("a file");
}

async fn start() -> TestApp {
    TestApp::start_on(write).await
}

async fn abstain(app: &TestApp, cookie: Option<&str>, poll: &str) -> Answer {
    app.put(cookie, &format!("/api/v1/polls/{poll}/vote?lang=en"), &json!({ "abstain": true })).await
}

fn cookie(answer: &Answer) -> String {
    answer.cookie().expect("a cookie")
}

/// Voters, those who abstained, and what the reader has said.
fn told(poll: &Value) -> Value {
    json!([poll["voters"], poll["total_votes"], poll["abstained"], poll["my_vote"], poll["has_abstained"]])
}

#[tokio::test]
async fn who_abstains_sees_the_results_and_is_no_voter() {
    let app = start().await;
    let voter = app.vote(None, "shy", &["a"]).await.ok();
    assert_eq!(told(&voter.json()), json!([1, 1, 0, ["a"], null]));
    let looks = abstain(&app, None, "shy").await.ok();
    assert_eq!(told(&looks.json()), json!([1, 1, 1, [], true]));
    assert_eq!((&looks.json()["abstain"], &looks.json()["results_visible"]), (&json!(true), &json!(true)));
    assert_eq!(looks.json()["options"][0]["percent"], 100);
    let reader = cookie(&looks);
    assert_eq!(
        told(&abstain(&app, Some(&reader), "shy").await.ok().json()),
        json!([1, 1, 1, [], true]),
        "once a reader"
    );
    assert_eq!(told(&app.get_as(&reader, "/api/v1/polls/shy").await.ok().json()), json!([1, 1, 1, [], true]));

    let stranger = app.get("/api/v1/polls/shy").await.ok().json();
    assert_eq!(told(&stranger), json!([1, 1, null, null, null]));
    assert_eq!((&stranger["abstain"], &stranger["results_visible"]), (&json!(true), &json!(false)));
    let other = app.get("/api/v1/polls/single").await.ok().json();
    assert!(["abstain", "abstained", "has_abstained"].iter().all(|member| other.get(member).is_none()), "{other}");
}

#[tokio::test]
async fn who_abstains_may_vote_and_back_while_the_poll_is_open() {
    let app = start().await;
    let reader = cookie(&abstain(&app, None, "shy").await.ok());
    assert_eq!(told(&app.vote(Some(&reader), "shy", &["b"]).await.ok().json()), json!([1, 1, 0, ["b"], null]));
    assert_eq!(told(&abstain(&app, Some(&reader), "shy").await.ok().json()), json!([0, 0, 1, [], true]));
    let gone = app.delete(Some(&reader), "/api/v1/polls/shy/vote").await.ok().json();
    assert_eq!((told(&gone), &gone["results_visible"]), (json!([0, 0, null, null, null]), &json!(false)));

    abstain(&app, Some(&reader), "shy").await.ok();
    let close =
        Mutation::ForcePoll { poll: "shy".to_owned(), forced: Some(Forced::Closed), schedule: Schedule::default() };
    app.state.routes.store.apply(close).await.expect("closed");
    app.vote(Some(&reader), "shy", &["b"]).await.problem(409, ErrorCode::PollClosed);
    abstain(&app, None, "shy").await.problem(409, ErrorCode::PollClosed);
    assert_eq!(app.get("/api/v1/polls/shy").await.ok().json()["abstained"], 1);
}

#[tokio::test]
async fn where_votes_are_final_only_an_abstention_becomes_another() {
    let app = start().await;
    let reader = cookie(&abstain(&app, None, "shy-final").await.ok());
    app.delete(Some(&reader), "/api/v1/polls/shy-final/vote").await.ok();
    abstain(&app, Some(&reader), "shy-final").await.ok();
    assert_eq!(told(&app.vote(Some(&reader), "shy-final", &["a"]).await.ok().json()), json!([1, 1, 0, ["a"], null]));
    app.vote(Some(&reader), "shy-final", &["b"]).await.problem(409, ErrorCode::VoteNotChangeable);
    abstain(&app, Some(&reader), "shy-final").await.problem(409, ErrorCode::VoteNotChangeable);
    let withdrawn = app.delete(Some(&reader), "/api/v1/polls/shy-final/vote").await;
    withdrawn.problem(409, ErrorCode::VoteNotChangeable);
}

#[tokio::test]
async fn who_abstains_in_a_quiz_is_told_the_answer_and_can_give_none() {
    let app = start().await;
    let looks = abstain(&app, None, "shy-quiz").await.ok();
    assert_eq!(looks.json()["quiz"], json!({ "correct": ["b"], "explanation": "Because." }));
    let reader = cookie(&looks);
    app.vote(Some(&reader), "shy-quiz", &["b"]).await.problem(409, ErrorCode::VoteNotChangeable);
    let withdrawn = app.delete(Some(&reader), "/api/v1/polls/shy-quiz/vote").await;
    withdrawn.problem(409, ErrorCode::VoteNotChangeable);
    abstain(&app, Some(&reader), "shy-quiz").await.ok();
    assert_eq!(app.get("/api/v1/polls/shy-quiz").await.ok().json()["quiz"]["correct"], Value::Null);
}

#[tokio::test]
async fn an_abstention_is_taken_alone_and_where_the_poll_has_it() {
    let app = start().await;
    let put = async |poll: &str, body: Value| app.put(None, &format!("/api/v1/polls/{poll}/vote"), &body).await;
    for (poll, body, field) in [
        ("shy", json!({ "abstain": true, "options": ["a"] }), "abstain"),
        ("single", json!({ "abstain": true }), "abstain"),
        ("shy", json!({ "abstain": "yes" }), "abstain"),
        ("shy", json!({ "abstain": false }), "options"),
        ("shy", json!({}), "options"),
    ] {
        let refused = put(poll, body.clone()).await.problem(422, ErrorCode::InvalidRequest);
        assert_eq!(refused.field.as_deref(), Some(field), "{body}");
    }
    put("shy", json!({ "options": ["_abstain"] })).await.problem(422, ErrorCode::UnknownOption);
    assert_eq!(app.get("/api/v1/polls/shy").await.ok().json()["voters"], 0);
    let none = app.get("/api/v1/polls/shy/passport").await.ok().json();
    assert_eq!(none["log"], Value::Null, "nothing that is refused is logged");
}

#[tokio::test]
async fn rankings_and_scales_are_counted_without_those_who_abstain() {
    let app = start().await;
    abstain(&app, None, "shy-ranking").await.ok();
    let none = abstain(&app, None, "shy-ranking").await.ok().json();
    assert_eq!((told(&none), &none["rounds"]), (json!([0, 0, 2, [], true]), &json!([])));
    for order in [&["a", "b"][..], &["b"], &["c", "b"]] {
        app.vote(None, "shy-ranking", order).await.ok();
    }
    let ranking = app.vote(None, "shy-ranking", &["b", "a"]).await.ok().json();
    assert_eq!((&ranking["voters"], &ranking["abstained"]), (&json!(4), &json!(2)));
    for round in ranking["rounds"].as_array().expect("rounds") {
        let votes: u64 = round["votes"].as_object().expect("votes").values().filter_map(Value::as_u64).sum();
        assert_eq!(votes + round["exhausted"].as_u64().expect("a number"), 4, "{round}");
    }

    abstain(&app, None, "shy-scale").await.ok();
    for step in ["2", "4"] {
        app.vote(None, "shy-scale", &[step]).await.ok();
    }
    let scale = abstain(&app, None, "shy-scale").await.ok().json();
    assert_eq!(scale["scale_summary"], json!({ "median": 2, "mean": 3.0, "spread": [2, 4] }));
    assert_eq!(told(&scale), json!([2, 2, 2, [], true]));

    abstain(&app, None, "shy-several").await.ok();
    let several = app.vote(None, "shy-several", &["a", "b"]).await.ok().json();
    assert_eq!((told(&several), &several["options"][0]["percent"]), (json!([1, 2, 1, ["a", "b"], null]), &json!(100)));
}

#[tokio::test]
async fn every_place_tells_the_same_of_those_who_abstain() {
    let app = start().await;
    let server = Server::start(app.state.clone()).await;
    let voter = cookie(&app.vote(None, "shy", &["a"]).await.ok());
    let looks = abstain(&app, None, "shy").await.ok();
    let (reader, seq) = (cookie(&looks), looks.json()["seq"].clone());
    let mut stranger = Stream::open(server.address, "poll=shy", "").await;
    let hidden = stranger.poll_until(|frame| seq == frame.seq.to_string()).await;
    assert_eq!((hidden.voters, hidden.abstained, hidden.votes), (1, None, None));
    let mut stream = Stream::open(server.address, "poll=shy", &reader).await;
    let shown = stream.poll_until(|frame| seq == frame.seq.to_string()).await;
    assert_eq!((shown.voters, shown.total_votes, shown.abstained), (1, 1, Some(1)));
    let votes = shown.votes.expect("who abstains sees them");
    assert_eq!(votes.iter().map(|(id, votes)| format!("{id}{votes}")).collect::<String>(), "a1b0c0");

    let results = app.get_as(&reader, "/api/v1/polls/shy/results.json").await.ok().json();
    let hides = app.get("/api/v1/polls/shy/results.json").await.ok().json();
    assert_eq!((&results["voters"], &results["abstained"], hides.get("abstained")), (&json!(1), &json!(1), None));
    let csv = app.get_as(&reader, "/api/v1/polls/shy/results.csv").await.ok().body;
    assert_eq!((csv.lines().count(), csv.lines().last()), (5, Some("\"_abstain\",\"\",1,")), "{csv}");
    let csv = app.get("/api/v1/polls/shy/results.csv").await.ok().body;
    assert_eq!(csv.lines().count(), 4, "a row an option, while they are hidden: {csv}");
    assert_eq!(
        app.get("/api/v1/polls?lang=en").await.ok().json()["items"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|poll| poll["id"] == "shy")
            .map(|poll| poll["voters"].clone()),
        Some(json!(1))
    );

    let log = app.get_as(&voter, "/api/v1/polls/shy/log").await.ok().body;
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let last = lines.last().expect("an entry");
    assert_eq!((&last["kind"], &last["options"]), (&json!("cast"), &json!(["_abstain"])));
    assert_eq!(looks.json()["entry"]["hash"], last["hash"], "who abstains has an entry of their own");
    let passport = app.get("/api/v1/polls/shy/passport").await.ok().json();
    assert_eq!((&passport["voters"], &passport["abstain"], passport.get("abstained")), (&json!(1), &json!(true), None));

    let folder = app.folder.path();
    let told: Value =
        serde_json::from_slice(&hustings(folder, &["results", "shy", "--format", "json"]).stdout).expect("JSON");
    assert_eq!((&told["voters"], &told["abstained"]), (&json!(1), &json!(1)));
    let printed = text(&hustings(folder, &["results", "shy"]).stdout);
    assert_eq!(printed.lines().last(), Some("\"_abstain\",\"\",1,"), "{printed}");
    let by = hustings(folder, &["results", "shy", "--by", "language", "--format", "json"]);
    assert_eq!(text(&by.stdout).matches("from").count(), 1, "{by:?}");
    let recount = hustings(folder, &["recount"]);
    assert!(recount.status.success(), "{recount:?}");

    let close =
        Mutation::ForcePoll { poll: "shy".to_owned(), forced: Some(Forced::Closed), schedule: Schedule::default() };
    app.state.routes.store.apply(close).await.expect("closed");
    let passport = app.get("/api/v1/polls/shy/passport").await.ok().json();
    assert_eq!((&passport["abstained"], &passport["votes"]), (&json!(1), &json!({ "a": 1, "b": 0, "c": 0 })));
    server.stop().await;
}

#[tokio::test]
async fn what_is_held_about_a_reader_says_that_they_abstained() {
    let app = start().await;
    let reader = cookie(&abstain(&app, None, "shy-final").await.ok());
    abstain(&app, Some(&reader), "shy-quiz").await.ok();
    let held = app.get_as(&reader, "/api/v1/me?lang=en").await.ok().json();
    let told = |at: usize| {
        let vote = &held["votes"][at];
        json!([vote["poll"], vote["options"], vote["abstained"], vote["withdrawable"]])
    };
    assert_eq!([told(0), told(1)], [json!(["shy-final", [], true, true]), json!(["shy-quiz", [], true, false])]);
    let erased = app.delete(Some(&reader), "/api/v1/me").await.ok();
    assert_eq!(erased.json(), json!({ "withdrawn": 1, "kept": 1 }));
    assert_eq!(app.get("/api/v1/polls/shy-quiz").await.ok().json()["abstained"], 1, "as nobody's");
}

#[tokio::test]
async fn a_guarded_poll_asks_who_abstains_for_a_proof_as_well() {
    let app = start().await;
    let asked = abstain(&app, None, "shy-guarded").await;
    asked.problem(428, ErrorCode::ProofRequired);
    let token = asked.json()["challenge"]["token"].as_str().expect("a token").to_owned();
    let proof = |proof: &str| {
        let mut put =
            request(Method::PUT, "/api/v1/polls/shy-guarded/vote", None, Some(json!({ "abstain": true }).to_string()));
        put.headers_mut().insert("hustings-proof", proof.parse().expect("a value"));
        put
    };
    app.clock.set(hustings_wire::Timestamp::from_unix(app.clock.now().unix() + 5));
    let taken = app.send(proof(&token)).await.ok();
    assert_eq!(told(&taken.json()), json!([0, 0, 1, [], true]));
    // Who is known already needs none to vote.
    let votes = app.vote(Some(&cookie(&taken)), "shy-guarded", &["a"]).await.ok();
    assert_eq!(told(&votes.json()), json!([1, 1, 0, ["a"], null]));
}

#[tokio::test]
async fn the_description_has_what_there_is_to_say_of_abstaining() {
    let app = start().await;
    let document = app.get("/api/v1/openapi.json").await.ok().json();
    let schemas = &document["components"]["schemas"];
    for (schema, members) in [
        ("VoteRequest", &["abstain"][..]),
        ("Poll", &["abstain", "abstained", "has_abstained"]),
        ("PollFrame", &["abstained"]),
        ("Results", &["abstained"]),
        ("Passport", &["abstain", "abstained"]),
        ("HeldVote", &["abstained"]),
    ] {
        for member in members {
            assert!(schemas[schema]["properties"][member].is_object(), "{schema}.{member}: {}", schemas[schema]);
            let required = schemas[schema]["required"].as_array().into_iter().flatten().any(|name| name == member);
            assert!(!required, "{schema}.{member}");
        }
    }
}
