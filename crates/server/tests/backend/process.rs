//! The server as a process that is ended: by a signal to shut down, and by a kill.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use hustings_data_files::key_file::KeyFile;
use hustings_domain::Clock;

use crate::{
    support::{PATIENCE, sources, write_content},
    voters::token_by,
};

/// A running `hustings serve`; killed when dropped.
pub(crate) struct Process {
    child: Child,
    pub(crate) address: String,
}

impl Process {
    fn start(folder: &Path) -> Self {
        Self::start_by(Command::new(env!("CARGO_BIN_EXE_hustings")), folder, Stdio::null())
    }

    /// Starts the server in `folder` by this command, which may be a shell's that ends in it. Its log goes to `log`.
    pub(crate) fn start_by(mut command: Command, folder: &Path, log: Stdio) -> Self {
        let sources = sources(folder);
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0", "--rate-limit", "0", "--drain-seconds", "2"])
            .env("HUSTINGS_DATABASE", &sources.database)
            .env("HUSTINGS_CONTENT", &sources.content)
            .env("HUSTINGS_DIST", folder.join("dist"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the command runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("Hustings is at http").expect("the address");
        let address = address.trim_start_matches('s').trim_start_matches("://").to_owned();
        Self { child, address }
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill").args([name, &self.child.id().to_string()]).status().expect("kill runs");
        assert!(status.success());
    }

    /// Waits for the process to end.
    fn ended(&mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status;
            }
            assert!(began.elapsed() < PATIENCE, "the server does not end");
            thread::yield_now();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends one request and returns the whole answer; `None` when the connection broke.
fn exchange(address: &str, method: &str, path: &str, cookie: &str, body: &str) -> Option<String> {
    let cookie = format!("Cookie: {cookie}\r\n");
    exchange_on(&mut TcpStream::connect(address).ok()?, method, path, &cookie, body)
}

/// The same over a connection that is open already, with these lines in the head.
pub(crate) fn exchange_on(socket: &mut TcpStream, method: &str, path: &str, lines: &str, body: &str) -> Option<String> {
    socket.set_read_timeout(Some(PATIENCE)).ok()?;
    exchange_over(socket, method, path, lines, body)
}

/// The same over any stream of bytes that ends with the answer.
pub(crate) fn exchange_over(
    socket: &mut (impl Read + Write),
    method: &str,
    path: &str,
    lines: &str,
    body: &str,
) -> Option<String> {
    let length = body.len();
    let kind = if lines.contains("Content-Type") { "" } else { "Content-Type: application/json\r\n" };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{lines}{kind}Content-Length: {length}\r\n\r\n{body}"
    );
    socket.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer).ok()?;
    Some(answer)
}

fn cookie_of(answer: &str) -> Option<String> {
    let line = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "))?;
    Some(line.split(';').next()?.to_owned())
}

#[test]
fn acknowledged_votes_survive_a_kill_exactly_once() {
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    for _ in 0..3 {
        let mut server = Process::start(folder.path());
        let stop = Arc::new(AtomicBool::new(false));
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        let voters: Vec<_> = (0..8)
            .map(|_| {
                let (address, stop, acknowledged) = (server.address.clone(), stop.clone(), acknowledged.clone());
                thread::spawn(move || {
                    while !stop.load(Ordering::SeqCst) {
                        let path = "/api/v1/polls/untouched/vote";
                        let answer = exchange(&address, "PUT", path, "", "{\"options\": [\"a\"]}");
                        let Some(answer) = answer.filter(|a| a.starts_with("HTTP/1.1 200") && a.ends_with('}')) else {
                            continue;
                        };
                        acknowledged.lock().expect("no panic").push(cookie_of(&answer).expect("a cookie"));
                    }
                })
            })
            .collect();
        let began = Instant::now();
        while acknowledged.lock().expect("no panic").len() < 50 {
            assert!(began.elapsed() < PATIENCE, "votes are not acknowledged");
            thread::yield_now();
        }
        server.signal("-KILL");
        server.ended();
        stop.store(true, Ordering::SeqCst);
        for voter in voters {
            voter.join().expect("no panic");
        }

        let server = Process::start(folder.path());
        for cookie in acknowledged.lock().expect("no panic").iter() {
            let answer = exchange(&server.address, "GET", "/api/v1/polls/untouched", cookie, "").expect("an answer");
            assert!(answer.contains("\"my_vote\":[\"a\"]"), "{answer}");
        }
        drop(server);
        let sources = sources(folder.path());
        let recount = Command::new(env!("CARGO_BIN_EXE_hustings"))
            .args(["recount", "--database", &sources.database])
            .output()
            .expect("the command runs");
        assert!(recount.status.success(), "{recount:?}");
    }
}

#[test]
fn a_polite_end_waits_for_nobody_longer_than_the_drain_time() {
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    let mut server = Process::start(folder.path());
    let mut stream = TcpStream::connect(&server.address).expect("connected");
    stream.set_read_timeout(Some(PATIENCE)).expect("set");
    stream.write_all(b"GET /api/v1/events?poll=single HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
    let mut first = [0; 12];
    stream.read_exact(&mut first).expect("an answer");
    assert_eq!(&first, b"HTTP/1.1 200");
    // A connection that never says anything must not hold up the end either.
    let _silent = TcpStream::connect(&server.address).expect("connected");

    let began = Instant::now();
    server.signal("-TERM");
    let status = server.ended();
    assert!(status.success(), "{status:?}");
    assert!(began.elapsed() < Duration::from_secs(10));
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).expect("the stream has an end");
}

#[test]
fn a_proxy_that_was_not_named_is_told_of_once() {
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    let log = folder.path().join("log");
    let file = std::fs::File::create(&log).expect("a file");
    let mut server = Process::start_by(Command::new(env!("CARGO_BIN_EXE_hustings")), folder.path(), file.into());
    for reader in ["203.0.113.9", "203.0.113.8"] {
        let forwarded = format!("X-Forwarded-For: {reader}\r\n");
        let mut socket = TcpStream::connect(&server.address).expect("connected");
        exchange_on(&mut socket, "GET", "/healthz", &forwarded, "").expect("an answer");
    }
    server.signal("-TERM");
    assert!(server.ended().success());
    let log = std::fs::read_to_string(&log).expect("a log");
    assert_eq!(log.matches("--trusted-proxy 127.0.0.1").count(), 1, "{log}");
    assert!(!log.contains("203.0.113."), "{log}");
}

#[test]
fn security_events_are_logged_without_addresses() {
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    let log = folder.path().join("log");
    let file = std::fs::File::create(&log).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_hustings"));
    command.env("HUSTINGS_TRUSTED_PROXY", "127.0.0.1").env("HUSTINGS_NETWORK_STREAMS", "1");
    let mut server = Process::start_by(command, folder.path(), file.into());
    let (vote, stream) = ("/api/v1/polls/untouched/vote", "/api/v1/events?poll=single");
    let mut held = TcpStream::connect(&server.address).expect("connected");
    let head = format!("GET {stream} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n");
    held.write_all(head.as_bytes()).expect("sent");
    held.read_exact(&mut [0; 12]).expect("an answer");
    let keys = KeyFile::beside(&folder.path().join("votes.db")).read().expect("readable").expect("made at the start");
    let in_an_hour = Clock::system().now().unix() + 3_600;
    let token = format!(
        "X-Forwarded-For: 203.0.113.9\r\nHustings-Identity: {}\r\n",
        token_by(&keys, "r", "signed", in_an_hour)
    );
    let a = "{\"options\": [\"a\"]}";
    let form = "X-Forwarded-For: 203.0.113.9\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    for (method, path, lines, body, status) in [
        ("PUT", vote, "X-Forwarded-For: 203.0.113.9\r\nOrigin: https://evil.example\r\n", a, 403),
        ("PUT", "/api/v1/polls/signed/vote", "X-Forwarded-For: 203.0.113.9\r\nHustings-Identity: x\r\n", a, 403),
        ("PUT", vote, "X-Forwarded-For: 203.0.113.8\r\nCookie: hustings_reader=forged\r\n", a, 200),
        ("GET", stream, "X-Forwarded-For: 203.0.113.9\r\n", "", 429),
        ("PUT", vote, "X-Forwarded-For: 203.0.113.9\r\n", "{\"options\": [\"a\", \"a\", \"<b>\"]}", 422),
        ("PUT", vote, "X-Forwarded-For: 203.0.113.9\r\n", "{", 400),
        ("PUT", "/api/v1/polls/closed/vote", "X-Forwarded-For: 203.0.113.9\r\n", a, 409),
        ("PUT", vote, "X-Forwarded-For: 203.0.113.9\r\nCookie: hustings_reader=forged\r\n", "{", 400),
        ("POST", "/en/polls/closed/vote?again=1", form, "option=a", 303),
        // Neither a reader without a cookie nor one that is known is an event; ids that are taken are numbers.
        ("PUT", vote, "X-Forwarded-For: 203.0.113.7\r\n", a, 200),
        ("PUT", "/api/v1/polls/signed/vote", &token, a, 200),
        ("GET", "/api/v1/polls/signed?lang=en", &token, "", 200),
    ] {
        let mut socket = TcpStream::connect(&server.address).expect("connected");
        let answer = exchange_on(&mut socket, method, path, lines, body).expect("an answer");
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
    }
    server.signal("-TERM");
    assert!(server.ended().success());
    let log = std::fs::read_to_string(&log).expect("a log");
    let events: Vec<_> = log.lines().filter(|line| line.contains("hustings::security")).collect();
    let network = |line: &str| line.rsplit_once("network=").map(|(_, name)| name.to_owned()).expect("a name");
    let expected = [
        "origin_refused",
        "identity_refused",
        "forged_cookie",
        "rate_limited",
        "input_refused",
        "input_refused",
        "rule_refused",
        "input_refused",
        "forged_cookie",
        "rule_refused",
        "identity_accepted",
    ];
    assert_eq!(events.len(), expected.len(), "{log}");
    for (line, event) in events.iter().zip(expected) {
        assert!(line.contains(&format!("event=\"{event}\"")), "{line}");
    }
    assert!(events[10].ends_with("partner=\"siding\" count=2"), "{log}");
    assert!(!log.contains("<b>"), "{log}");
    assert_eq!(network(events[0]), network(events[1]));
    assert_ne!(network(events[0]), network(events[2]));
    assert!(!log.contains("203.0.113."), "{log}");
}
