//! The command line, as a process.

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Command, Output, Stdio},
};

use hustings_domain::Clock;
use hustings_server::{settings::Settings, state::AppState};
use sqlx::Connection as _;

use crate::support::{TestApp, sources, write_content};

pub(crate) fn hustings(folder: &Path, arguments: &[&str]) -> Output {
    let sources = sources(folder);
    Command::new(env!("CARGO_BIN_EXE_hustings"))
        .args(arguments)
        .env("HUSTINGS_DATABASE", &sources.database)
        .env("HUSTINGS_CONTENT", &sources.content)
        .stdin(Stdio::null())
        .output()
        .expect("the command runs")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// Checks that the command failed with one line that has all of `words`.
#[track_caller]
pub(crate) fn refused(output: &Output, words: &[&str]) {
    let said = text(&output.stderr);
    let lines: Vec<&str> = said.lines().filter(|line| line.starts_with("hustings: ")).collect();
    assert!(!output.status.success(), "{output:?}");
    assert_eq!(lines.len(), 1, "{said}");
    for word in words {
        assert!(lines[0].contains(word), "{said}");
    }
}

#[test]
fn what_cannot_be_served_is_one_sentence_and_a_failure() {
    let folder = tempfile::tempdir().expect("a folder");
    refused(&hustings(folder.path(), &["serve", "--listen", "127.0.0.1:0"]), &["content", "there is no"]);
    fs::create_dir(folder.path().join("content")).expect("made");
    refused(&hustings(folder.path(), &["serve", "--listen", "127.0.0.1:0"]), &["content", "empty"]);
    write_content(&folder.path().join("content"));

    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("bound").to_string();
    refused(&hustings(folder.path(), &["serve", "--listen", &address]), &[&address, "in use"]);

    let postgres = ["serve", "--listen", "127.0.0.1:0", "--database", "postgres://me:secret@127.0.0.1:1/votes"];
    refused(&hustings(folder.path(), &postgres), &["127.0.0.1:1/votes", "cannot be reached"]);
    let unknown = ["serve", "--listen", "127.0.0.1:0", "--database", "votes.db"];
    refused(&hustings(folder.path(), &unknown), &["votes.db", "sqlite:FILE"]);

    fs::write(folder.path().join("votes.db"), "This is text and no database.".repeat(100)).expect("written");
    refused(&hustings(folder.path(), &["serve", "--listen", "127.0.0.1:0"]), &["votes.db", "is no database"]);
}

/// Who starts servers tells by the code whether to try again.
#[test]
fn what_cannot_be_understood_ends_with_2_and_what_may_heal_with_1() {
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    let missing = folder.path().join("missing").display().to_string();
    let url = ["--webhook-url", "https://hook.example"];
    let cases: [(&str, &[&str], i32); 13] = [
        ("a public URL without a scheme", &["--public-url", "news.example"], 2),
        ("a database of no known kind", &["--database", "mysql://db.example/votes"], 2),
        ("a database without a scheme", &["--database", "votes.db"], 2),
        ("a parameter that is not known", &["--database", "postgres://127.0.0.1:1/votes?sslmodus=x"], 2),
        ("a webhook in the clear", &["--webhook-url", "http://hook.example"], 2),
        ("a webhook without a secret", &url, 2),
        ("a contact that is no URL", &["--push-contact", "desk@news.example"], 2),
        ("a push service that is no origin", &["--push-service", "push.example"], 2),
        ("a certificate without its key", &["--tls-certificate", &missing], 2),
        ("a secret that is not there", &[url[0], url[1], "--webhook-secret-file", &missing], 1),
        ("a certificate that is not there", &["--tls-certificate", &missing, "--tls-key", &missing], 1),
        ("content that is not there", &["--content", &missing], 1),
        ("a database that is away", &["--database", "postgres://127.0.0.1:1/votes"], 1),
    ];
    for (name, arguments, code) in cases {
        let output = hustings(folder.path(), &[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
        assert_eq!(output.status.code(), Some(code), "{name}: {}", text(&output.stderr));
        assert!(!folder.path().join("votes.db").exists(), "{name}");
    }
}

#[test]
fn an_origin_that_is_none_is_refused_before_anything_is_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    for bad in ["*", "null", "news.example", "https://news.example/path"] {
        let output = hustings(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--allow-origin", bad]);
        let said = text(&output.stderr);
        assert!(!output.status.success() && said.contains("--allow-origin") && said.contains("exact origin"), "{said}");
    }
    assert!(!folder.path().join("votes.db").exists());
}

#[test]
fn check_names_faults_with_file_and_line() {
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    let clean = hustings(folder.path(), &["check"]);
    assert!(clean.status.success(), "{clean:?}");
    let poll = folder.path().join("content/polls/single.toml");
    let broken = fs::read_to_string(&poll).expect("read").replace("\"single\"", "\"double\"");
    fs::write(&poll, broken).expect("written");
    let faulty = hustings(folder.path(), &["check"]);
    assert!(!faulty.status.success());
    let said = text(&faulty.stdout);
    assert!(said.contains("polls/single.toml:1: error:"), "{said}");
}

#[test]
fn check_names_faults_of_messages_with_file_line_and_key() {
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    let locales = folder.path().join("dist/locales");
    fs::create_dir_all(&locales).expect("made");
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/locales");
    for name in ["en.json", "ru.json"] {
        fs::copy(repository.join(name), locales.join(name)).expect("copied");
    }
    let dist = folder.path().join("dist").display().to_string();
    let check = |more: &[&str]| hustings(folder.path(), &[&["check", "--dist", &dist], more].concat());
    let said = text(&check(&[]).stdout);
    assert!(
        said.contains("ar.json: error: the publication appears in `ar`, but there are no messages in it"),
        "{said}"
    );
    fs::copy(repository.join("ar.json"), locales.join("ar.json")).expect("copied");
    let fixed = hustings(folder.path(), &["check", "--locales", &locales.display().to_string()]);
    assert!(fixed.status.success() && text(&fixed.stdout).contains("its messages have no faults"), "{fixed:?}");

    let ru = fs::read_to_string(locales.join("ru.json")).expect("read");
    let line_of = |key: &str| ru.lines().position(|line| line.contains(&format!("\"{key}\""))).expect("there") + 1;
    let (line, renamed) = (line_of("frame_home"), line_of("close"));
    let broken = ru.replace("{{publication}}», «", "").replacen("«{{publication}}»", "«{{title}}»", 1);
    let broken =
        broken.replacen("\"close\":", "\"clos\":", 1).replacen("\"poll_voters_few\":", "\"poll_voters_two\":", 1);
    fs::write(locales.join("ru.json"), broken).expect("written");
    let faulty = check(&[]);
    assert!(!faulty.status.success());
    let said = text(&faulty.stdout);
    for expected in [
        &*format!("ru.json:{line}: error: `frame_home` does not fill in {{{{publication}}}}"),
        "error: the message `close` is missing; translate “Close”",
        &*format!("ru.json:{renamed}: warning: there is no message `clos` in en"),
        "lacks the plural forms few; add `poll_voters_few`",
        "`poll_voters_two`: ru has no plural form two, only one, few, many, other; remove it",
    ] {
        assert!(said.contains(expected), "{expected} is not in {said}");
    }
    refused(&hustings(folder.path(), &["check", "--locales", "gone"]), &["folder of messages gone"]);
}

#[test]
fn a_theme_is_judged_with_file_line_pair_and_ratio() {
    let folder = tempfile::tempdir().expect("a folder");
    let theme = folder.path().join("theme.css");
    let path = theme.display().to_string();
    fs::write(&theme, ":root {\n  --accent: #ffcc00;\n}\n").expect("written");
    let bad = hustings(folder.path(), &["theme-check", &path]);
    assert!(!bad.status.success());
    let expected =
        format!("{path}:2: error: light; light, chosen: `--accent` #ffcc00 on `--paper` #fbfaf7 has a contrast of 1.4");
    assert!(text(&bad.stdout).contains(&expected), "{}", text(&bad.stdout));
    fs::write(&theme, ":root { --radius: 0; }\n").expect("written");
    let good = hustings(folder.path(), &["theme-check", &path]);
    assert!(good.status.success() && text(&good.stdout).contains("pairs of colours have the contrast"), "{good:?}");
    refused(&hustings(folder.path(), &["theme-check", "gone.css"]), &["gone.css cannot be read"]);
}

#[tokio::test]
async fn results_are_printed_for_the_operator_even_while_hidden() {
    let app = TestApp::start().await;
    app.vote(None, "after-vote", &["c"]).await.ok();
    let folder = app.folder.path();
    let csv = hustings(folder, &["results", "single", "--format", "csv", "--lang", "ru"]);
    assert!(csv.status.success(), "{csv:?}");
    assert!(text(&csv.stdout).contains("\"a\",\"Вариант a\",33,31"), "{csv:?}");
    let json = hustings(folder, &["results", "after-vote", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json["options"][2]["votes"], 1);
    refused(&hustings(folder, &["results", "none"]), &["no poll \"none\"", "single"]);
}

#[tokio::test]
async fn a_poll_closed_by_the_operator_closes_on_the_running_server() {
    let app = TestApp::start().await;
    let folder = app.folder.path();
    assert!(hustings(folder, &["poll", "close", "single"]).status.success());
    app.vote(None, "single", &["a"]).await.problem(409, hustings_wire::ErrorCode::PollClosed);
    assert!(hustings(folder, &["poll", "open", "single"]).status.success());
    app.vote(None, "single", &["a"]).await.ok();
    refused(&hustings(folder, &["poll", "open", "none"]), &["no poll \"none\""]);
}

#[tokio::test]
async fn a_poll_that_was_overruled_goes_back_to_its_schedule() {
    let app = TestApp::start().await;
    let folder = app.folder.path();
    assert!(hustings(folder, &["poll", "open", "closed"]).status.success());
    app.vote(None, "closed", &["a"]).await.ok();
    let output = hustings(folder, &["poll", "schedule", "closed"]);
    assert!(output.status.success(), "{output:?}");
    // The command asks the real clock, by which the poll has closed as well.
    assert!(text(&output.stdout).contains("The poll closed follows its schedule again: it is closed now."));
    app.vote(None, "closed", &["b"]).await.problem(409, hustings_wire::ErrorCode::PollClosed);
}

#[tokio::test]
async fn recount_agrees_with_the_tallies() {
    let app = TestApp::start().await;
    let output = hustings(app.folder.path(), &["recount"]);
    assert!(output.status.success() && text(&output.stdout).contains("All logs are whole"), "{output:?}");
    let empty = tempfile::tempdir().expect("a folder");
    write_content(&empty.path().join("content"));
    refused(&hustings(empty.path(), &["recount"]), &["votes.db"]);
    assert!(!empty.path().join("votes.db").exists(), "no command but serve makes a database");
}

/// Exit code and words of `hustings recount` for a file in which somebody has changed something.
#[tokio::test]
async fn recount_names_what_was_tampered_with_and_where() {
    let cases = [
        ("DELETE FROM vote_log WHERE poll = 'single' AND number = 3", "poll single, log, entry 4: the entry 3"),
        ("UPDATE vote_log SET day = 0 WHERE poll = 'closed' AND number = 2", "poll closed, log, entry 2: its hash"),
        (
            "UPDATE option_tally SET votes = 99 WHERE poll = 'single' AND option = 'b'",
            "poll single, option b: tallied 99",
        ),
        ("DELETE FROM vote WHERE poll = 'closed' AND entry = 1", "poll closed, voters: the log adds up to 3"),
    ];
    for (tampering, expected) in cases {
        let app = TestApp::start().await;
        app.state.routes.store.close().await;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(app.folder.path().join("votes.db"));
        let mut file = sqlx::SqliteConnection::connect_with(&options).await.expect("opened");
        let free = "DROP TRIGGER vote_log_keeps_entries; DROP TRIGGER vote_log_keeps_words;";
        sqlx::raw_sql(free).execute(&mut file).await.expect("taken away");
        sqlx::raw_sql(tampering).execute(&mut file).await.expect("tampered");
        file.close().await.expect("closed");
        let output = hustings(app.folder.path(), &["recount"]);
        assert!(!output.status.success() && text(&output.stdout).contains(expected), "{expected}: {output:?}");
        let repaired = hustings(app.folder.path(), &["recount", "--repair"]);
        assert_eq!(repaired.status.success(), tampering.contains("tally"), "{expected}: {repaired:?}");
    }
}

#[test]
fn votes_by_origin_hide_small_groups_and_keys_are_stable() {
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let sources = sources(folder.path());
        let state = AppState::open(Settings::for_tests(sources), Clock::system()).await.expect("opened");
        state.routes.store.close().await;
    });
    let by_origin = hustings(folder.path(), &["results", "single", "--by", "origin"]);
    assert_eq!(text(&by_origin.stdout), "from,voters\r\n\"(the publication's own pages)\",108\n");
    let by_language = hustings(folder.path(), &["results", "closed", "--by", "language", "--format", "json"]);
    let groups: serde_json::Value = serde_json::from_slice(&by_language.stdout).expect("JSON");
    assert_eq!(groups, serde_json::json!([{ "from": "(1 with fewer than 10 voters each)", "voters": null }]));

    let key = |name: &str| text(&hustings(folder.path(), &["partner-key", name]).stdout).trim().to_owned();
    assert_eq!((key("siding").len(), key("siding")), (43, key("siding")));
    assert_ne!(key("siding"), key("siding-2"));
    refused(&hustings(folder.path(), &["partner-key", "The Siding"]), &["The Siding", "siding-2026"]);
}
