//! The keys of a database: made once, never in silence, changed without losing readers.

use std::{fs, path::Path};

use axum::http::Method;
use hustings_render::Addresses;
use hustings_server::{settings::Settings, state::AppState};
use serde_json::json;

use crate::{
    commands::{hustings, refused, text},
    support::{TestApp, sources, write_content},
};

const CLIENT_ID: (&str, &str) = ("hustings-reader", "kLm3dA9_x-Zq27Bt0PwYvE");

fn key_file(folder: &Path) -> std::path::PathBuf {
    folder.join("votes.db.key")
}

/// A copy of the database alone, as an operator makes one to look at it, in a folder with the same content.
fn copy_of_database(folder: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    write_content(&copy.path().join("content"));
    fs::copy(folder.join("votes.db"), copy.path().join("votes.db")).expect("copied");
    copy
}

#[tokio::test]
async fn no_command_but_serve_makes_keys() {
    let app = TestApp::start().await;
    assert!(key_file(app.folder.path()).exists());
    app.vote(None, "single", &["a"]).await.ok();
    app.state.routes.store.close().await;
    let copy = copy_of_database(app.folder.path());
    for works in [&["results", "single"][..], &["poll", "close", "single"], &["recount"]] {
        let output = hustings(copy.path(), works);
        assert!(output.status.success(), "{output:?}");
    }
    let missing = ["votes.db.key is missing", "restore it from the backup", "hustings key replace"];
    for needs in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["partner-key", "siding"],
        &["key", "list"],
        &["key", "rotate", "cookie"],
        &["key", "forget", "cookie", "--yes"],
    ] {
        refused(&hustings(copy.path(), needs), &missing);
    }
    refused(&hustings(copy.path(), &["key", "replace"]), &["nothing was replaced", "may vote again", "--yes"]);
    assert!(!key_file(copy.path()).exists(), "a command has made a key for a database that has one");

    // An export knows no reader, also where it is the first to open a database; a server then makes the keys.
    let new = tempfile::tempdir().expect("a folder");
    write_content(&new.path().join("content"));
    refused(&hustings(new.path(), &["key", "list"]), &["votes.db"]);
    let settings = || Settings::for_tests(sources(new.path()));
    let export = AppState::open_static(settings(), app.clock.clone(), Addresses::default()).await.expect("opened");
    export.routes.store.close().await;
    assert!(!key_file(new.path()).exists());
    refused(&hustings(new.path(), &["key", "list"]), &["has no keys yet", "hustings serve"]);
    AppState::open(settings(), app.clock.clone()).await.expect("opened").routes.store.close().await;
    assert!(key_file(new.path()).exists());

    let replaced = hustings(copy.path(), &["key", "replace", "--yes"]);
    assert!(replaced.status.success() && text(&replaced.stdout).contains("has new keys"), "{replaced:?}");
    assert!(hustings(copy.path(), &["partner-key", "siding"]).status.success());
}

/// A server of that version may be running, and could write to it no more.
#[tokio::test]
async fn no_command_but_serve_migrates_a_database() {
    use sqlx::{Connection as _, SqliteConnection};
    let app = TestApp::start().await;
    app.state.routes.store.close().await;
    let mut database = SqliteConnection::connect(&sources(app.folder.path()).database).await.expect("opened");
    sqlx::raw_sql("PRAGMA user_version = 2").execute(&mut database).await.expect("set");
    for command in [
        &["results", "single"][..],
        &["poll", "close", "single"],
        &["recount"],
        &["partner-key", "siding"],
        &["key", "list"],
    ] {
        refused(&hustings(app.folder.path(), command), &["earlier version", "start `hustings serve`"]);
    }
    let settings = Settings::for_tests(sources(app.folder.path()));
    let exported = AppState::open_static(settings, app.clock.clone(), Addresses::default()).await;
    let refusal = exported.map(drop).expect_err("refused").to_string();
    assert!(refusal.contains("start `hustings serve`"), "{refusal}");
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut database).await.expect("read");
    assert_eq!(version, 2);
}

#[tokio::test]
async fn a_database_with_another_s_keys_is_refused_and_left_alone() {
    let (app, other) = (TestApp::start().await, TestApp::start().await);
    let voter = app.vote(None, "untouched", &["a"]).await.ok().cookie().expect("a cookie");
    app.state.routes.store.close().await;
    let (own, wrong) = (key_file(app.folder.path()), key_file(other.folder.path()));
    let kept = fs::read(&own).expect("read");
    fs::copy(&wrong, &own).expect("copied");
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    let said = ["votes.db.key is not that of the database", "fingerprint", "restore it from the backup"];
    refused(&hustings(app.folder.path(), &serve), &said);
    refused(&hustings(app.folder.path(), &["partner-key", "siding"]), &said);
    assert_eq!(fs::read(&own).expect("read"), fs::read(&wrong).expect("read"));
    fs::write(&own, kept).expect("put back");
    let app = app.reopened().await;
    assert_eq!(app.vote(Some(&voter), "untouched", &["b"]).await.ok().json()["voters"], 1);
}

#[tokio::test]
async fn keys_are_changed_one_by_one_and_no_reader_is_lost() {
    let mut app = TestApp::start().await;
    let path = "/api/v1/polls/untouched/vote?lang=en";
    let vote = async |app: &TestApp, headers: &[(&str, &str)], option: &str| {
        app.send_with(Method::PUT, path, headers, Some(json!({ "options": [option] }))).await.ok()
    };
    let mut cookie = vote(&app, &[CLIENT_ID], "a").await.cookie().expect("a cookie");
    let before = app.folder.path().join("before.db");
    let listed = |app: &TestApp| text(&hustings(app.folder.path(), &["key", "list"]).stdout);
    for (purpose, option) in [("cookie", "b"), ("reader", "c"), ("partner", "d"), ("receipt", "a"), ("reader", "b")] {
        app.state.routes.store.close().await;
        fs::copy(app.folder.path().join("votes.db"), &before).expect("copied");
        let keys_before = listed(&app);
        let rotated = hustings(app.folder.path(), &["key", "rotate", purpose]);
        assert!(rotated.status.success() && text(&rotated.stdout).contains("Restart the server"), "{rotated:?}");
        let changed: Vec<String> = listed(&app)
            .lines()
            .zip(keys_before.lines())
            .filter(|(now, before)| now != before)
            .map(|(now, _)| now.split(' ').next().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(changed, [purpose]);
        // As if the process had ended between the file and the database.
        fs::copy(&before, app.folder.path().join("votes.db")).expect("copied");
        app = app.reopened().await;

        // By the cookie that an earlier key has signed, which is given anew, and by the client id alone.
        let own = app.get_as(&cookie, "/api/v1/polls/untouched?lang=en").await.ok().json();
        assert!(own["my_vote"].is_array(), "{purpose}: {own}");
        let answer = vote(&app, &[("cookie", &cookie)], option).await;
        assert_eq!(
            (&answer.json()["voters"], answer.cookie().is_some()),
            (&json!(1), purpose == "cookie"),
            "{purpose}"
        );
        cookie = answer.cookie().unwrap_or(cookie);
        assert_eq!(vote(&app, &[CLIENT_ID], option).await.json()["voters"], 1, "{purpose}");
    }
    // The server goes on with the key that it has read at its start.
    assert!(hustings(app.folder.path(), &["key", "rotate", "receipt"]).status.success());
    let forget = ["key", "forget", "receipt", "--yes"];
    refused(&hustings(app.folder.path(), &forget), &["nothing was forgotten", "restart it first"]);
    let app = app.reopened().await;
    app.state.routes.store.close().await;
    assert!(text(&hustings(app.folder.path(), &forget).stdout).contains("forgotten: 2"));
    refused(
        &hustings(app.folder.path(), &["key", "forget", "reader"]),
        &["nothing was forgotten", "may vote again", "--yes"],
    );
    let forgotten = hustings(app.folder.path(), &["key", "forget", "reader", "--yes"]);
    assert!(text(&forgotten.stdout).contains("forgotten: 2"), "{forgotten:?}");
    // The vote was cast again since the last change, so that its reader is still found.
    let app = app.reopened().await;
    assert_eq!(vote(&app, &[("cookie", &cookie)], "c").await.json()["voters"], 1);
}
