//! Several servers on one PostgreSQL database, and the keys that they share.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use hustings_cluster::shared;
use hustings_domain::{Forced, Schedule};
use hustings_store::Mutation;
use hustings_wire::PollState;
use tempfile::TempDir;
use tokio::time::timeout;

use crate::{
    commands::{refused, text},
    events::{Server, Stream},
    support::{PATIENCE, TestApp, sources, write_content},
};

/// A database, and the key file of its servers.
struct Shared {
    url: String,
    folder: TempDir,
}

impl Shared {
    async fn new() -> Self {
        let url = tokio::task::spawn_blocking(|| shared().database()).await.expect("made");
        Self { url, folder: tempfile::tempdir().expect("a folder") }
    }

    fn key_file(&self) -> PathBuf {
        self.folder.path().join("votes.key")
    }

    async fn server(&self) -> TestApp {
        TestApp::start_with(|settings| {
            settings.sources.database.clone_from(&self.url);
            settings.sources.key_file = Some(self.key_file());
        })
        .await
    }
}

/// The command in a folder with a publication.
fn hustings(folder: &Path, database: &Shared, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hustings"))
        .args(arguments)
        .env("HUSTINGS_DATABASE", &database.url)
        .env("HUSTINGS_CONTENT", sources(folder).content)
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("the command runs")
}

#[tokio::test]
async fn a_vote_at_one_server_is_on_the_bars_of_another_s_viewers() {
    let database = Shared::new().await;
    let (here, there) = tokio::join!(database.server(), database.server());
    let server = Server::start(there.state.clone()).await;
    let mut stream = Stream::open(server.address, "poll=single", "").await;
    let first = stream.poll().await;
    assert_eq!(first.voters, 108, "the demo is in it once");
    let vote = here.vote(None, "single", &["a"]).await.ok();
    let seen = timeout(PATIENCE, stream.poll_until(|poll| poll.voters == 109)).await.expect("seen in time");
    assert_eq!(vote.json()["seq"], seen.seq.to_string(), "both number alike");
    assert!(seen.seq.supersedes(&first.seq));

    let close =
        Mutation::ForcePoll { poll: "single".to_owned(), forced: Some(Forced::Closed), schedule: Schedule::default() };
    here.state.routes.store.apply(close).await.expect("closed");
    let closed = stream.poll_until(|poll| poll.state == PollState::Closed);
    timeout(PATIENCE, closed).await.expect("seen in time");
    assert_eq!(there.vote(None, "single", &["a"]).await.status, 409);
    server.stop().await;
}

#[tokio::test]
async fn a_reader_is_one_at_all_servers_and_sees_what_a_vote_at_another_shows() {
    let database = Shared::new().await;
    let (here, there) = tokio::join!(database.server(), database.server());
    let cookie = here.vote(None, "single", &["a"]).await.ok().cookie().expect("a cookie");
    let again = there.vote(Some(&cookie), "single", &["b"]).await.ok().json();
    assert_eq!((&again["voters"], &again["my_vote"][0]), (&109.into(), &"b".into()));

    let server = Server::start(there.state.clone()).await;
    let mut stream = Stream::open(server.address, "poll=after-vote", &cookie).await;
    assert_eq!(stream.poll().await.votes, None);
    here.vote(Some(&cookie), "after-vote", &["c"]).await.ok();
    let shown = timeout(PATIENCE, stream.poll_until(|poll| poll.votes.is_some())).await.expect("shown");
    assert_eq!(shown.votes.expect("shown")["c"], 1);
    server.stop().await;
}

#[tokio::test]
async fn words_that_were_voted_on_at_one_server_stay_at_all() {
    let database = Shared::new().await;
    let (here, there) = tokio::join!(database.server(), database.server());
    here.vote(None, "untouched", &["a"]).await.ok();
    let file = there.folder.path().join("content/polls/untouched.toml");
    let words = fs::read_to_string(&file).expect("a poll");
    fs::write(&file, words.replace("Option a", "Another option")).expect("saved");
    let label =
        || async { there.get("/api/v1/polls/untouched?lang=en").await.ok().json()["options"][0]["label"].clone() };
    let kept = async {
        // The folder is read again with the next save; what was voted on, the server knows a second later at most.
        while !there.state.routes.content.reload_if_changed() && label().await != "Option a" {
            tokio::task::yield_now().await;
        }
        while label().await != "Option a" {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, kept).await.expect("kept in time");
}

#[tokio::test]
async fn all_servers_have_the_same_keys_from_a_file_or_the_environment() {
    let database = Shared::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    refused(&hustings(folder.path(), &database, &serve, &[]), &["--key-file", "HUSTINGS_KEYS"]);
    let server = database.server().await;
    server.state.routes.store.close().await;
    let words = fs::read_to_string(database.key_file()).expect("a key file was made");

    let list = |variables: &[(&str, &str)]| hustings(folder.path(), &database, &["key", "list"], variables);
    let by_file = list(&[("HUSTINGS_KEY_FILE", database.key_file().to_str().expect("UTF-8"))]);
    assert!(by_file.status.success(), "{by_file:?}");
    let in_a_line = words.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join(";");
    assert_eq!(text(&list(&[("HUSTINGS_KEYS", &in_a_line)]).stdout), text(&by_file.stdout));

    let other = Shared::new().await;
    other.server().await.state.routes.store.close().await;
    let others = other.key_file();
    let others = [("HUSTINGS_KEY_FILE", others.to_str().expect("UTF-8"))];
    refused(&list(&others), &["is not that of the database"]);
    refused(&hustings(folder.path(), &database, &serve, &others), &["is not that of the database"]);
}

#[tokio::test]
async fn every_command_takes_the_url_of_the_database() {
    let database = Shared::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    let run = |arguments: &[&str]| hustings(folder.path(), &database, arguments, &[]);
    refused(&run(&["recount"]), &["holds no votes", "hustings serve"]);
    database.server().await.state.routes.store.close().await;
    let results = run(&["results", "single"]);
    assert!(results.status.success() && text(&results.stdout).contains("33"), "{results:?}");
    let close = run(&["poll", "close", "single"]);
    assert!(close.status.success() && text(&close.stdout).contains("is closed now"), "{close:?}");
    let recount = run(&["recount"]);
    assert!(recount.status.success() && text(&recount.stdout).contains("All logs are whole"), "{recount:?}");
    let file = folder.path().join("votes.backup");
    refused(&run(&["backup", file.to_str().expect("UTF-8")]), &["pg_dump"]);
}
