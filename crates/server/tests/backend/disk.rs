//! A disk that takes nothing more, and a database that another program holds: votes are refused whole, with a clear 503,
//! and taken again afterwards without a restart.

#![cfg(unix)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::Instant,
};

use sqlx::{Connection as _, SqliteConnection};

use crate::support::{PATIENCE, TestApp, sources, write_content};

/// A server in a process of its own, for which the sizes of files can be limited.
struct Server(Child, String);

impl Server {
    /// No file may grow beyond `kilobytes`, which a shell says; writes beyond are errors, as on a full disk.
    fn with_a_full_disk(folder: &Path, kilobytes: u32) -> Self {
        let sources = sources(folder);
        let serve = format!("trap '' XFSZ; ulimit -S -f {}; exec \"$0\" serve --listen 127.0.0.1:0", kilobytes * 2);
        let mut child = Command::new("sh")
            .args(["-c", &serve, env!("CARGO_BIN_EXE_hustings")])
            .env("HUSTINGS_DATABASE", &sources.database)
            .env("HUSTINGS_CONTENT", &sources.content)
            .env("HUSTINGS_RATE_LIMIT", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("Hustings is at http://").expect("the address").to_owned();
        Self(child, address)
    }

    /// Gives the disk its room back.
    fn make_room(&self) {
        let pid = self.0.id().to_string();
        let done = Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited"]).status().expect("prlimit runs");
        assert!(done.success());
    }

    fn exchange(&self, method: &str, path: &str, body: &str) -> String {
        let mut socket = TcpStream::connect(&self.1).expect("connected");
        socket.set_read_timeout(Some(PATIENCE)).expect("set");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        socket.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).expect("an answer");
        answer
    }

    fn vote(&self) -> String {
        self.exchange("PUT", "/api/v1/polls/untouched/vote?lang=en", "{\"options\": [\"a\"]}")
    }

    fn voters(&self) -> u64 {
        let answer = self.exchange("GET", "/api/v1/polls/untouched?lang=en", "");
        let (_, json) = answer.split_once("\r\n\r\n").expect("a body");
        let poll: serde_json::Value = serde_json::from_str(json).expect("JSON");
        poll["voters"].as_u64().expect("a count")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, which is as well.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[track_caller]
fn assert_unavailable(answer: &str) {
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("\r\nretry-after: ") && answer.contains("\"code\":\"unavailable\""), "{answer}");
    assert!(!answer.contains("set-cookie"), "a vote that was not taken makes no reader: {answer}");
}

#[test]
fn a_full_disk_refuses_votes_until_there_is_room_again() {
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    let server = Server::with_a_full_disk(folder.path(), 400);
    let began = Instant::now();
    let mut taken = 0;
    let refused = loop {
        let answer = server.vote();
        if !answer.starts_with("HTTP/1.1 200") {
            break answer;
        }
        taken += 1;
        assert!(began.elapsed() < PATIENCE, "{taken} votes, and the disk is not full");
    };
    assert_unavailable(&refused);
    assert_unavailable(&server.vote());
    assert_eq!(server.voters(), taken, "what was taken is there, and can be read");

    server.make_room();
    for _ in 0..3 {
        let answer = server.vote();
        assert!(answer.starts_with("HTTP/1.1 200"), "without a restart: {answer}");
    }
    assert_eq!(server.voters(), taken + 3);
    drop(server);
    let recount = Command::new(env!("CARGO_BIN_EXE_hustings"))
        .args(["recount", "--database", &sources(folder.path()).database])
        .output()
        .expect("the command runs");
    assert!(recount.status.success(), "{recount:?}");
}

#[tokio::test]
async fn a_database_that_another_program_holds_refuses_votes_until_it_lets_go() {
    let app = TestApp::start().await;
    let url = sources(app.folder.path()).database;
    let mut other = SqliteConnection::connect(&url).await.expect("opened");
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.expect("locked");
    let refused = app.vote(None, "single", &["a"]).await;
    refused.problem(503, hustings_wire::ErrorCode::Unavailable);
    assert!(!refused.header("retry-after").is_empty() && refused.cookie().is_none());
    let seen = app.get("/api/v1/polls/single?lang=en").await.ok().json();
    assert_eq!(seen["voters"], 108, "readers never wait for the writer");
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("unlocked");
    app.vote(None, "single", &["a"]).await.ok();
    assert_eq!(app.state.routes.store.recount(false).await, Ok(Vec::new()));
    assert_eq!(app.state.routes.store.check_log().await, Ok(Vec::new()));
}
