//! Answers in readers' own words: counted together wherever a poll is told of, and told to owner and reader alone.

use std::{fs, path::Path};

use hustings_wire::ErrorCode;
use serde_json::{Value, json};

use crate::{
    commands::{hustings, text},
    events::{Server, Stream},
    support::{Answer, TestApp},
};

const POLLS: [(&str, &str); 3] = [
    ("open", "kind = \"single\"\nresults = \"after_vote\"\nwrite_in = true\n"),
    ("open-several", "kind = \"multiple\"\nmax_choices = 2\nwrite_in = true\n"),
    ("open-final", "kind = \"single\"\nchangeable = false\nwrite_in = true\n"),
];
/// What no answer to anybody else may have.
const WORDS: &str = "The view from the window";

fn write(content: &Path) {
    for (id, head) in POLLS {
        let options = ["a", "b"].map(|id| format!("[[options]]\nid = \"{id}\"\nlabel = {{ en = \"Option {id}\" }}\n"));
        let text = format!("{head}[question]\nen = \"Which, {id}?\"\n{}", options.concat());
        fs::write(content.join(format!("polls/{id}.toml")), text).expect("a file");
    }
}

async fn start() -> TestApp {
    TestApp::start_on(write).await
}

async fn answer(app: &TestApp, cookie: Option<&str>, poll: &str, body: Value) -> Answer {
    app.put(cookie, &format!("/api/v1/polls/{poll}/vote?lang=en"), &body).await
}

async fn say(app: &TestApp, cookie: Option<&str>, poll: &str, words: &str) -> Answer {
    answer(app, cookie, poll, json!({ "write_in": words })).await.ok()
}

fn cookie(answer: &Answer) -> String {
    answer.cookie().expect("a cookie")
}

/// Voters, votes, the reader's own vote, and what the poll says of own words.
fn told(poll: &Value) -> Value {
    json!([poll["voters"], poll["total_votes"], poll["my_vote"], poll["write_in"]])
}

fn own(count: u64, percent: u64, mine: Option<&str>) -> Value {
    let mut own = json!({ "max": 80, "count": count, "percent": percent });
    if let Some(mine) = mine {
        own["mine"] = json!(mine);
    }
    own
}

#[tokio::test]
async fn own_words_are_a_vote_that_its_reader_alone_can_read_change_and_withdraw() {
    let app = start().await;
    app.vote(None, "open", &["a"]).await.ok();
    let first = say(&app, None, "open", "  The view\tfrom\n the window ").await;
    let reader = cookie(&first);
    assert_eq!(told(&first.json()), json!([2, 2, ["_other"], own(1, 50, Some(WORDS))]));
    assert_eq!(first.json()["options"][0]["percent"], 50);
    let again = say(&app, Some(&reader), "open", WORDS).await.json();
    assert_eq!((told(&again), &again["seq"]), (told(&first.json()), &first.json()["seq"]), "once a reader");
    let read = app.get_as(&reader, "/api/v1/polls/open?lang=en").await.ok().json();
    assert_eq!(told(&read), told(&first.json()));
    let stranger = app.get("/api/v1/polls/open?lang=en").await.ok().json();
    assert_eq!(told(&stranger), json!([2, 2, null, { "max": 80, "count": null, "percent": null }]));

    let other = say(&app, Some(&reader), "open", "A berth").await.json();
    assert_eq!(told(&other), json!([2, 2, ["_other"], own(1, 50, Some("A berth"))]));
    assert_eq!(other["entry"], first.json()["entry"], "the log has no words");
    let option = app.vote(Some(&reader), "open", &["b"]).await.ok().json();
    assert_eq!(told(&option), json!([2, 2, ["b"], own(0, 0, None)]));
    say(&app, Some(&reader), "open", WORDS).await;
    let gone = app.delete(Some(&reader), "/api/v1/polls/open/vote").await.ok().json();
    assert_eq!(told(&gone), json!([1, 1, null, { "max": 80, "count": null, "percent": null }]));
    assert_eq!(app.state.routes.store.write_ins("open").await, Ok(Vec::new()));
    let none = app.get("/api/v1/polls/single?lang=en").await.ok().json();
    assert!(none.get("write_in").is_none(), "{none}");
}

#[tokio::test]
async fn among_several_choices_own_words_are_one() {
    let app = start().await;
    let both = json!({ "options": ["b"], "write_in": WORDS });
    let voted = answer(&app, None, "open-several", both).await.ok().json();
    assert_eq!(told(&voted), json!([1, 2, ["b", "_other"], own(1, 100, Some(WORDS))]));
    let three = json!({ "options": ["a", "b"], "write_in": WORDS });
    answer(&app, None, "open-several", three).await.problem(422, ErrorCode::TooManyOptions);
}

#[tokio::test]
async fn words_are_refused_with_the_reason_and_count_nothing() {
    let app = start().await;
    for (poll, body) in [
        ("open", json!({ "write_in": "x".repeat(81) })),
        ("open", json!({ "write_in": " \u{200b}\n" })),
        ("open", json!({ "write_in": "" })),
        ("open", json!({ "write_in": "\u{1b}[31m" })),
        ("open", json!({ "write_in": "left\u{202e}right" })),
        ("open", json!({ "write_in": ["a"] })),
        ("single", json!({ "write_in": WORDS })),
    ] {
        let refused = answer(&app, None, poll, body.clone()).await.problem(422, ErrorCode::InvalidRequest);
        assert_eq!(refused.field.as_deref(), Some("write_in"), "{body}");
    }
    for id in ["_other", "_other:", "_other:words"] {
        app.vote(None, "open", &[id]).await.problem(422, ErrorCode::UnknownOption);
    }
    let abstains = json!({ "abstain": true, "write_in": WORDS });
    answer(&app, None, "open", abstains).await.problem(422, ErrorCode::InvalidRequest);
    let both = json!({ "options": ["a"], "write_in": WORDS });
    answer(&app, None, "open", both).await.problem(422, ErrorCode::TooManyOptions);
    assert_eq!(app.get("/api/v1/polls/open").await.ok().json()["voters"], 0);
    say(&app, None, "open", &"é".repeat(80)).await;
}

#[tokio::test]
async fn every_place_counts_them_and_none_but_the_owners_has_the_words() {
    let app = start().await;
    let server = Server::start(app.state.clone()).await;
    app.vote(None, "open", &["a"]).await.ok();
    let first = say(&app, None, "open", WORDS).await;
    say(&app, None, "open", WORDS).await;
    let seq = say(&app, None, "open", "=1+1").await.json()["seq"].clone();
    let reader = cookie(&first);
    let mut stream = Stream::open(server.address, "poll=open", &reader).await;
    let shown = stream.poll_until(|frame| seq == frame.seq.to_string()).await;
    assert_eq!((shown.voters, shown.total_votes, shown.write_in), (4, 4, Some(3)));
    assert!(shown.votes.expect("a voter sees them").keys().all(|id| id != "_other"));
    let mut stranger = Stream::open(server.address, "poll=open", "").await;
    assert_eq!(stranger.poll_until(|frame| seq == frame.seq.to_string()).await.write_in, None);

    let voter = cookie(&app.vote(None, "open", &["b"]).await.ok());
    let results = app.get_as(&voter, "/api/v1/polls/open/results.json").await.ok().json();
    assert_eq!(results["options"][2], json!({ "id": "_other", "label": "", "votes": 3, "percent": 60 }));
    let csv = app.get_as(&voter, "/api/v1/polls/open/results.csv").await.ok().body;
    assert!(csv.ends_with("\"_other\",\"\",3,60\r\n"), "{csv}");
    for path in [
        "/api/v1/polls/open?lang=en",
        "/api/v1/polls/open/results.json",
        "/api/v1/polls/open/results.csv",
        "/api/v1/polls/open/log",
        "/api/v1/polls/open/passport",
        "/api/v1/polls",
        "/api/v1/me",
    ] {
        for cookie in [&voter, ""] {
            let told = app.get_as(cookie, path).await.ok().body;
            assert!(!told.contains(WORDS) && !told.contains("1+1"), "{path}: {told}");
        }
    }
    let log = app.get_as(&reader, "/api/v1/polls/open/log").await.ok().body;
    let entry = &first.json()["entry"];
    let line = log.lines().find(|line| line.contains(entry["hash"].as_str().expect("a hash"))).expect("their entry");
    assert!(line.contains("\"options\":[\"_other\"]") && !log.contains(WORDS), "{log}");
    let passport = app.get("/api/v1/polls/open/passport").await.ok().json();
    assert_eq!((&passport["write_in"], &passport["voters"]), (&json!(true), &json!(5)));

    let folder = app.folder.path();
    let list = hustings(folder, &["results", "open", "--write-ins"]);
    assert_eq!(text(&list.stdout).trim_end().replace("\r\n", "|"), format!("words,votes|\"{WORDS}\",2|\"'=1+1\",1"));
    let list: Value =
        serde_json::from_slice(&hustings(folder, &["results", "open", "--write-ins", "--format", "json"]).stdout)
            .expect("JSON");
    assert_eq!(list[0], json!({ "words": WORDS, "votes": 2 }));
    let results = hustings(folder, &["results", "open"]);
    assert!(text(&results.stdout).contains("\"_other\",\"\",3,60") && !text(&results.stdout).contains(WORDS));
    let recount = hustings(folder, &["recount"]);
    assert!(recount.status.success(), "{recount:?}");
    server.stop().await;
}

/// What is counted stays, and what was said goes.
#[tokio::test]
async fn erasing_takes_the_words_of_votes_that_are_final_too() {
    let app = start().await;
    let reader = cookie(&say(&app, None, "open-final", WORDS).await);
    say(&app, Some(&reader), "open", WORDS).await;
    answer(&app, Some(&reader), "open-final", json!({ "write_in": "Else" }))
        .await
        .problem(409, ErrorCode::VoteNotChangeable);
    let held = app.get_as(&reader, "/api/v1/me?lang=en").await.ok().json();
    let own: Vec<_> =
        held["votes"].as_array().into_iter().flatten().map(|vote| json!([vote["options"], vote["write_in"]])).collect();
    assert_eq!(own, [json!([[], WORDS]), json!([[], WORDS])]);
    let erased = app.delete(Some(&reader), "/api/v1/me").await.ok().json();
    assert_eq!(erased, json!({ "withdrawn": 1, "kept": 1 }));
    for (poll, count) in [("open", 0), ("open-final", 1)] {
        let tally = app.state.routes.store.poll(poll, None).await.expect("read").tally;
        assert_eq!(tally.votes.get("_other").copied().unwrap_or(0), count, "{poll}");
        assert_eq!(app.state.routes.store.write_ins(poll).await, Ok(Vec::new()), "{poll}");
    }
}

#[tokio::test]
async fn a_poll_that_takes_none_any_longer_still_counts_those_that_it_has() {
    let app = start().await;
    let reader = cookie(&say(&app, None, "open-final", WORDS).await);
    let file = app.folder.path().join("content/polls/open-final.toml");
    let without = fs::read_to_string(&file).expect("a poll").replace("write_in = true\n", "");
    fs::write(&file, without).expect("saved");
    assert!(app.state.routes.content.reload_if_changed());
    let shown = app.get_as(&reader, "/api/v1/polls/open-final?lang=en").await.ok().json();
    let none_more = json!({ "max": 0, "count": 1, "percent": 100, "mine": WORDS });
    assert_eq!(told(&shown), json!([1, 1, ["_other"], none_more]));
    answer(&app, None, "open-final", json!({ "write_in": WORDS })).await.problem(422, ErrorCode::InvalidRequest);
}

#[tokio::test]
async fn the_description_has_what_there_is_to_say_of_own_words() {
    let app = start().await;
    let document = app.get("/api/v1/openapi.json").await.ok().json();
    let schemas = &document["components"]["schemas"];
    for (schema, member) in [
        ("VoteRequest", "write_in"),
        ("Poll", "write_in"),
        ("WriteIn", "mine"),
        ("PollFrame", "write_in"),
        ("Passport", "write_in"),
        ("HeldVote", "write_in"),
    ] {
        assert!(schemas[schema]["properties"][member].is_object(), "{schema}.{member}: {}", schemas[schema]);
        let required = schemas[schema]["required"].as_array().into_iter().flatten().any(|name| name == member);
        assert!(!required, "{schema}.{member}");
    }
}
