//! What it takes to check a result: the log, a voter's own entry, the passport.

use std::fs;

use hustings_domain::{LogEntry, LogHash, LogKind, LogSalt};
use hustings_wire::{ErrorCode, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    commands::{hustings, text},
    support::{TestApp, noon},
};

const ZEROS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

fn lines(body: &str) -> Vec<Value> {
    body.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn list(line: &Value, key: &str) -> String {
    let ids = line[key].as_array().expect("a list");
    ids.iter().map(|id| id.as_str().expect("an id")).collect::<Vec<_>>().join(",")
}

/// The hash of a line after the one with the hash `previous`, as docs/verifying.md says and with nothing of ours.
fn hash(poll: &str, line: &Value, previous: &str) -> String {
    let says = |key: &str| line[key].as_str().unwrap_or_default();
    sha256(&format!(
        "hustings log 1\n{poll}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{previous}",
        line["index"],
        says("kind"),
        says("day"),
        list(line, "was"),
        list(line, "options"),
        says("detail"),
        says("commitment"),
    ))
}

/// What a reader can do with their vote's answer and what is published.
#[tokio::test]
async fn a_voter_finds_their_vote_in_the_log_and_the_log_in_the_passport() {
    let app = TestApp::start().await;
    let voted = app.vote(None, "single", &["b"]).await.ok();
    let cookie = voted.cookie().expect("a cookie");
    app.vote(None, "single", &["c"]).await.ok();
    let entry = voted.json()["entry"].clone();
    let own = app.get_as(&cookie, "/api/v1/polls/single?lang=en").await.ok().json();
    assert_eq!(own["entry"], entry, "it is told again");
    assert!(app.get("/api/v1/polls/single?lang=en").await.ok().json().get("entry").is_none());

    let log = app.get("/api/v1/polls/single/log").await.ok();
    assert_eq!(log.header("content-type"), "application/x-ndjson");
    let log = lines(&log.body);
    let mut previous = ZEROS.to_owned();
    for (index, line) in log.iter().enumerate() {
        assert_eq!(
            (line["index"].as_u64(), &line["hash"]),
            (Some(index as u64), &hash("single", line, &previous).into())
        );
        previous = line["hash"].as_str().expect("a hash").to_owned();
    }
    let line = &log[usize::try_from(entry["index"].as_u64().expect("a number")).expect("a number")];
    let commitment = sha256(&format!("hustings salt 1\n{}", entry["salt"].as_str().expect("a salt")));
    assert_eq!((&line["hash"], &line["commitment"]), (&entry["hash"], &commitment.into()));
    assert_eq!((list(line, "options"), &line["kind"]), ("b".to_owned(), &"cast".into()));

    let passport = app.get("/api/v1/polls/single/passport?lang=ru").await.ok().json();
    assert_eq!(passport["log"], json!({ "index": log.len() - 1, "hash": previous }));
    assert_eq!((&passport["voters"], &passport["question"]), (&110.into(), &"Что?".into()));
    assert_eq!(
        (&passport["guarding"], &passport["set_aside"], &passport["order"]),
        (&"casual".into(), &0.into(), &"file".into())
    );

    let withdrawn = app.delete(Some(&cookie), "/api/v1/polls/single/vote").await.ok().json();
    let at = withdrawn["entry"]["index"].as_u64().expect("a number");
    let end = lines(&app.get(&format!("/api/v1/polls/single/log?from={at}")).await.ok().body);
    assert_eq!((end.len(), &end[0]["kind"], list(&end[0], "was")), (1, &"withdraw".into(), "b".to_owned()));
    assert!(app.get_as(&cookie, "/api/v1/polls/single").await.ok().json().get("entry").is_none());
}

#[tokio::test]
async fn a_long_log_comes_in_pages() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/api/v1/polls/untouched/log").await.ok().body, "");
    for _ in 0..1_000 {
        let seeded = hustings_store::Mutation::seeded_vote("untouched", vec!["a".to_owned()]);
        app.state.routes.store.apply(seeded).await.expect("taken");
    }
    let first = app.get("/api/v1/polls/untouched/log").await.ok();
    assert_eq!(first.header("link"), "<?from=1000>; rel=\"next\"");
    assert_eq!(lines(&first.body).len(), 1_000);
    let last = app.get("/api/v1/polls/untouched/log?from=1000").await.ok();
    assert_eq!((last.header("link"), lines(&last.body).len()), ("", 1));
    assert_eq!(lines(&last.body)[0]["index"], 1_000);
    app.get("/api/v1/polls/untouched/log?from=-1").await.problem(400, ErrorCode::InvalidRequest);
    app.get("/api/v1/polls/none/log").await.problem(404, ErrorCode::NotFound);
    app.get("/api/v1/polls/none/passport").await.problem(404, ErrorCode::NotFound);
    app.get("/api/v1/polls/single/passport?lang=ar").await.problem(404, ErrorCode::TranslationMissing);
}

/// The log says what the tally is, so it is hidden with it; a voter's own line can still be computed.
#[tokio::test]
async fn while_results_are_hidden_the_log_has_hashes_alone() {
    let app = TestApp::start().await;
    let voted = app.vote(None, "after-close", &["a"]).await.ok();
    let hidden = lines(&app.get("/api/v1/polls/after-close/log").await.ok().body);
    assert!(hidden.iter().all(|line| line.as_object().expect("an object").len() == 2), "{hidden:?}");
    let entry = &voted.json()["entry"];
    let salt = hex::decode(entry["salt"].as_str().expect("a salt")).expect("digits");
    let own = LogEntry {
        index: entry["index"].as_u64().expect("a number"),
        kind: LogKind::Cast,
        day: noon().unix() / 86_400,
        was: Vec::new(),
        options: vec!["a".to_owned()],
        detail: String::new(),
        commitment: Some(LogSalt(salt.try_into().expect("16 bytes")).commitment()),
    };
    let last = hidden.len() - 1;
    let previous = hex::decode(hidden[last - 1]["hash"].as_str().expect("a hash")).expect("digits");
    let previous = LogHash(previous.try_into().expect("32 bytes"));
    assert_eq!(own.hash("after-close", previous).text(), hidden[last]["hash"].as_str().expect("a hash"));

    let cookie = app.vote(None, "after-vote", &["a"]).await.ok().cookie().expect("a cookie");
    let stranger = app.get("/api/v1/polls/after-vote/log").await.ok();
    assert!(lines(&stranger.body).iter().all(|line| line.get("options").is_none()));
    let voter = app.get_as(&cookie, "/api/v1/polls/after-vote/log").await.ok();
    assert!(lines(&voter.body).iter().all(|line| line.get("options").is_some()));
    assert!(voter.header("cache-control").starts_with("private"), "{voter:?}");
    app.clock.set(Timestamp::from_unix(noon().unix() + 3_600));
    let shown = lines(&app.get("/api/v1/polls/after-close/log").await.ok().body);
    assert_eq!(shown[last]["options"], json!(["a"]));
}

#[tokio::test]
async fn the_passport_has_the_words_that_readers_voted_on_and_the_file_cannot_change_them() {
    let app = TestApp::start().await;
    let passport = async || app.get("/api/v1/polls/single/passport?lang=en").await.ok().json();
    let before = passport().await;
    assert_eq!((&before["wording_history"], &before["wording_revision"]), (&json!([]), &1.into()));
    let words = &before["wording"][0];
    assert_eq!((&words["lang"], &words["question"]), (&"en".into(), &"Which, single?".into()));
    let said = "hustings wording 1\nsingle\nen\nWhich, single?\na\nOption a\nb\nOption b\nc\nOption c\nd\nOption d";
    assert_eq!(words["hash"], sha256(said));
    app.vote(None, "single", &["a"]).await.ok();
    let voted = passport().await;
    assert_eq!(voted["wording_history"][0]["wording"], before["wording"]);

    let file = app.folder.path().join("content/polls/single.toml");
    let saved = fs::read_to_string(&file).expect("read").replace("Option a", "The opposite of a");
    fs::write(&file, &saved).expect("written");
    app.state.routes.content.reload_if_changed();
    let kept = app.get("/api/v1/polls/single?lang=en").await.ok().json();
    assert_eq!(kept["options"][0]["label"], "Option a");
    let app = app.reopened().await;
    let kept = app.get("/api/v1/polls/single?lang=en").await.ok().json();
    assert_eq!(kept["options"][0]["label"], "Option a", "after a restart, too");
    let content = app.folder.path().join("content");
    let database = format!("sqlite:{}", app.folder.path().join("votes.db").display());
    let check = |more: &[&str]| {
        let content = content.to_str().expect("a path");
        hustings(app.folder.path(), &[&["check", "--content", content, "--dist", content], more].concat())
    };
    assert!(check(&[]).status.success());
    let refused = check(&["--database", &database]);
    assert!(!refused.status.success() && text(&refused.stdout).contains("wording_revision = 2"), "{refused:?}");

    fs::write(&file, format!("wording_revision = 2\n{saved}")).expect("written");
    app.state.routes.content.reload_if_changed();
    app.vote(None, "single", &["a"]).await.ok();
    let passport = app.get("/api/v1/polls/single/passport?lang=en").await.ok().json();
    let history = passport["wording_history"].as_array().expect("a list");
    let labels: Vec<_> = history.iter().map(|entry| &entry["wording"][0]["options"][0]["label"]).collect();
    assert_eq!(labels, ["Option a", "The opposite of a"]);
    assert_eq!((&history[1]["revision"], &passport["wording_revision"]), (&2.into(), &2.into()));
    assert!(check(&["--database", &database]).status.success());
}

#[tokio::test]
async fn a_poll_of_another_kind_than_its_votes_is_away_until_its_kind_is_back_and_the_rest_is_served() {
    let app = TestApp::start().await;
    app.vote(None, "after-vote", &["a"]).await.ok();
    let file = app.folder.path().join("content/polls/after-vote.toml");
    let saved = fs::read_to_string(&file).expect("read");
    fs::write(&file, saved.replace("\"single\"", "\"ranking\"")).expect("written");
    app.state.routes.content.reload_if_changed();
    let kept = app.get("/api/v1/polls/after-vote?lang=en").await.ok().json();
    assert_eq!((&kept["kind"], &kept["voters"]), (&"single".into(), &1.into()), "the last good poll");

    let app = app.reopened().await;
    app.get("/api/v1/polls/after-vote").await.problem(503, ErrorCode::Unavailable);
    app.vote(None, "after-vote", &["a", "b"]).await.problem(503, ErrorCode::Unavailable);
    app.get("/api/v1/polls/single").await.ok();
    let (content, database) = (app.folder.path().join("content"), app.folder.path().join("votes.db"));
    let (content, database) = (content.to_str().expect("a path"), format!("sqlite:{}", database.display()));
    let checked =
        hustings(app.folder.path(), &["check", "--content", content, "--dist", content, "--database", &database]);
    let says = text(&checked.stdout).contains("readers have voted in this poll as one of `kind = \"single\"`");
    assert!(!checked.status.success() && says, "{checked:?}");

    fs::write(&file, saved).expect("written");
    app.state.routes.content.reload_if_changed();
    let back = app.get("/api/v1/polls/after-vote?lang=en").await.ok().json();
    assert_eq!(back["voters"], 1);
    let log = lines(&app.get("/api/v1/polls/single/log").await.ok().body);
    assert!(log.iter().all(|line| line["kind"] != "wording"), "nobody has voted there");
    let voted = app.vote(None, "single", &["a"]).await.ok();
    assert_eq!(voted.json()["my_vote"], serde_json::json!(["a"]));
    let log = lines(&app.get("/api/v1/polls/single/log").await.ok().body);
    let wording = log.iter().find(|line| line["kind"] == "wording").expect("the words of the first vote");
    assert!(wording["detail"].as_str().is_some_and(|detail| detail.starts_with("1 single ")), "{wording}");
}
