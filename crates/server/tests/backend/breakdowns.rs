//! How the readers of each language or site voted: shown from ten voters on, once the poll has closed.

use std::{fs, path::Path};

use axum::http::Method;
use hustings_domain::{Forced, Schedule};
use hustings_store::Mutation;
use serde_json::{Value, json};

use crate::support::TestApp;

const SITE: &str = "https://partner.example";
const BREAKDOWN: &str = "breakdown = [\"language\", \"partner\"]\n";

/// The poll `groups`, with more lines at its head.
fn write(content: &Path, more: &str) {
    let options = ["a", "b"].map(|id| {
        format!(
            "[[options]]\nid = \"{id}\"\nlabel = {{ en = \"Option {id}\", ru = \"Вариант {id}\", ar = \"{id}\" }}\n"
        )
    });
    let text = format!(
        "kind = \"single\"\nresults = \"always\"\nchangeable = true\n{more}[question]\nen = \"Which?\"\nru = \"Что?\"\nar = \"أيّ؟\"\n{}",
        options.concat()
    );
    fs::write(content.join("polls/groups.toml"), text).expect("a file");
}

async fn start() -> TestApp {
    let lines = format!("allowed_origins = [\"{SITE}\", \"https://other.example\"]\n{BREAKDOWN}");
    TestApp::start_on(|content| write(content, &lines)).await
}

/// New readers, who vote so in this language, on the pages of this site.
async fn vote(app: &TestApp, (lang, option): (&str, &str), site: Option<&str>, readers: usize) {
    let path = format!("/api/v1/polls/groups/vote?lang={lang}");
    for _ in 0..readers {
        let headers: Vec<_> = site.map(|site| ("hustings-partner", site)).into_iter().collect();
        app.send_with(Method::PUT, &path, &headers, Some(json!({ "options": [option] }))).await.ok();
    }
}

/// The operator's word.
async fn force(app: &TestApp, forced: Forced) {
    let word = Mutation::ForcePoll { poll: "groups".to_owned(), forced: Some(forced), schedule: Schedule::default() };
    app.state.routes.store.apply(word).await.expect("taken");
}

async fn shown(app: &TestApp) -> Value {
    app.get("/api/v1/polls/groups/passport?lang=en").await.ok().json()["breakdowns"].take()
}

fn group(name: Option<&str>, a: u64, b: u64) -> Value {
    json!({ "name": name, "voters": a + b, "votes": { "a": a, "b": b } })
}

#[tokio::test]
async fn groups_of_ten_show_once_the_poll_has_closed_and_smaller_ones_neither_by_themselves_nor_by_what_is_left() {
    let app = start().await;
    vote(&app, ("en", "a"), None, 12).await;
    vote(&app, ("en", "b"), Some(SITE), 20).await;
    vote(&app, ("ar", "b"), None, 10).await;
    vote(&app, ("ru", "a"), Some("https://other.example"), 3).await;
    assert_eq!(shown(&app).await, Value::Null, "the poll is open");
    force(&app, Forced::Closed).await;
    let closed = json!([
        { "by": "language", "groups": [group(Some("en"), 12, 20)], "rest": group(None, 3, 10) },
        { "by": "partner", "groups": [group(None, 12, 10)], "rest": group(None, 3, 20) },
    ]);
    assert_eq!(shown(&app).await, closed);
    let app = app.reopened().await;
    assert_eq!(shown(&app).await, closed, "a restart changes nothing");

    force(&app, Forced::Open).await;
    assert_eq!(shown(&app).await, Value::Null, "it is open again");
    vote(&app, ("ru", "a"), Some("https://other.example"), 7).await;
    force(&app, Forced::Closed).await;
    let groups = [group(Some("en"), 12, 20), group(Some("ar"), 0, 10), group(Some("ru"), 10, 0)];
    let again = shown(&app).await;
    assert_eq!(again[0], json!({ "by": "language", "groups": groups }), "there is no rest");
    assert_eq!(again[1]["groups"][2], group(Some("https://other.example"), 10, 0));
}

#[tokio::test]
async fn no_group_shows_where_none_has_ten_or_the_poll_s_file_does_not_say_so() {
    let app = start().await;
    vote(&app, ("en", "a"), None, 12).await;
    vote(&app, ("ru", "a"), Some(SITE), 9).await;
    force(&app, Forced::Closed).await;
    assert_eq!(shown(&app).await, Value::Null, "nine and twelve who are not told apart");

    let without = TestApp::start_on(|content| write(content, "")).await;
    vote(&without, ("en", "a"), None, 20).await;
    force(&without, Forced::Closed).await;
    assert_eq!(shown(&without).await, Value::Null);
}

#[tokio::test]
async fn sites_from_before_they_were_listed_are_not_named() {
    let app = TestApp::start_on(|content| write(content, "")).await;
    for number in 0..12 {
        vote(&app, ("en", "a"), Some(&format!("https://made-up-{number}.example")), 1).await;
    }
    vote(&app, ("en", "a"), Some("https://made-up.example"), 20).await;
    vote(&app, ("en", "b"), Some(SITE), 11).await;
    write(&app.folder.path().join("content"), &format!("allowed_origins = [\"{SITE}\"]\n{BREAKDOWN}"));
    let app = app.reopened().await;
    force(&app, Forced::Closed).await;
    let sites = json!({ "by": "partner", "groups": [group(Some(SITE), 0, 11)], "rest": group(None, 32, 0) });
    assert_eq!(shown(&app).await[1], sites);
}
