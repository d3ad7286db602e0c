//! Bounds on connections and live streams, over real sockets.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::{IpAddr, SocketAddr, UdpSocket},
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use hustings_server::serve;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

use crate::{
    events::Server,
    process::{Process, exchange_on},
    support::{PATIENCE, TestApp, write_content},
};

/// A client's connection.
struct Client(TcpStream);

impl Client {
    async fn connect(address: SocketAddr) -> Self {
        Self(timeout(PATIENCE, TcpStream::connect(address)).await.expect("connected in time").expect("connected"))
    }

    /// Sends a request, and returns what comes until `end`, or until the connection ends.
    async fn ask(&mut self, path: &str, headers: &str, end: &str) -> String {
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
        // A server that has closed the connection already may have said why before.
        let _ = self.0.write_all(request.as_bytes()).await;
        let mut answer = Vec::new();
        let mut chunk = [0; 4096];
        while !String::from_utf8_lossy(&answer).contains(end) {
            match timeout(PATIENCE, self.0.read(&mut chunk)).await.expect("something comes in time") {
                Ok(0) | Err(_) => break,
                Ok(length) => answer.extend_from_slice(&chunk[..length]),
            }
        }
        String::from_utf8(answer).expect("UTF-8")
    }

    async fn health(&mut self) -> String {
        self.ask("/healthz", "", "alive\n").await
    }

    /// Follows a poll, for a reader at this address behind a proxy.
    async fn follow(&mut self, reader: &str) -> String {
        let forwarded = format!("X-Forwarded-For: {reader}\r\n");
        self.ask("/api/v1/events?poll=single", &forwarded, "event: poll").await
    }
}

/// An address of this machine that is not loopback: that of its way to others, to whom nothing is sent; none without one.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("203.0.113.1:9").ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// Checks that this is a refusal of this status, with the moment to come back.
#[track_caller]
fn assert_refused(answer: &str, status: u16, code: &str) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer:?}");
    assert!(answer.contains(&format!("\"code\":\"{code}\"")), "{answer}");
    let wait = answer.lines().find_map(|line| line.strip_prefix("retry-after: ")).expect("when to come back");
    assert!((5..=15).contains(&wait.parse::<u64>().expect("seconds")), "{wait}");
}

fn listen() -> (TcpListener, SocketAddr) {
    let reserved = serve::reserve("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let address = reserved.address();
    (reserved.listen(4096).expect("nobody listens there"), address)
}

#[tokio::test]
async fn a_server_that_is_not_ready_refuses_and_keeps_nobody_waiting() {
    let reserved = serve::reserve("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let address = reserved.address();
    let refused = TcpStream::connect(address).await.expect_err("nobody listens");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    let _listener = reserved.listen(4096).expect("nobody listens there");
    Client::connect(address).await;
    let taken = serve::reserve(address).expect_err("somebody listens").to_string();
    assert!(taken.contains("is in use by another program; choose another with --listen"), "{taken}");
}

#[tokio::test]
async fn whoever_has_connected_before_the_end_is_answered() {
    let app = TestApp::start().await;
    let (listener, address) = listen();
    let mut crowd = Vec::new();
    for _ in 0..60 {
        let mut client = Client::connect(address).await;
        client.0.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
        crowd.push(client.0);
    }
    timeout(PATIENCE, serve::serve(listener, app.state.clone(), async {})).await.expect("it ends");
    for mut client in crowd {
        let mut answer = String::new();
        timeout(PATIENCE, client.read_to_string(&mut answer)).await.expect("an end").expect("no reset");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer:?}");
    }
}

#[tokio::test]
async fn during_the_notice_a_balancer_is_told_and_readers_are_served() {
    let app = TestApp::start_with(|settings| settings.notice_seconds = 3600).await;
    let (listener, address) = listen();
    let serving = tokio::spawn(serve::serve(listener, app.state.clone(), async {}));
    let told = async {
        while !Client::connect(address).await.ask("/readyz", "", "}").await.contains("The server is shutting down.") {}
    };
    timeout(PATIENCE, told).await.expect("told");
    assert!(Client::connect(address).await.health().await.starts_with("HTTP/1.1 200"));
    assert!(Client::connect(address).await.follow("203.0.113.9").await.contains("event: poll"));
    serving.abort();
}

#[tokio::test]
async fn a_crowd_that_comes_at_once_is_connected_before_anybody_is_accepted() {
    let (_listener, address) = listen();
    let mut crowd = Vec::new();
    for _ in 0..600 {
        crowd.push(Client::connect(address).await);
    }
    assert_eq!(crowd.len(), 600);
}

#[tokio::test]
async fn beyond_the_bound_a_client_is_told_when_to_come_back() {
    let app = TestApp::start_with(|settings| settings.max_connections = 2).await;
    let server = Server::start(app.state.clone()).await;
    let mut first = Client::connect(server.address).await;
    assert!(first.health().await.starts_with("HTTP/1.1 200"));
    let mut second = Client::connect(server.address).await;
    assert!(second.health().await.starts_with("HTTP/1.1 200"));
    let mut third = Client::connect(server.address).await;
    assert_refused(&third.health().await, 503, "unavailable");
    assert!(first.health().await.starts_with("HTTP/1.1 200"), "who is there stays");
    drop(second);
    let admitted = async { while !Client::connect(server.address).await.health().await.starts_with("HTTP/1.1 200") {} };
    timeout(PATIENCE, admitted).await.expect("the place that was left is given to another");
    server.stop().await;
}

#[tokio::test]
async fn one_network_cannot_take_every_connection() {
    // This machine itself is no network, so that it has to be met where others meet it.
    let Some(address) = own_address() else { return };
    let app = TestApp::start_with(|settings| settings.network_connections = Some(2)).await;
    let server = Server::start_on(address, app.state.clone()).await;
    let mut clients = Vec::new();
    for _ in 0..2 {
        let mut client = Client::connect(server.address).await;
        assert!(client.health().await.starts_with("HTTP/1.1 200"));
        clients.push(client);
    }
    assert_refused(&Client::connect(server.address).await.health().await, 429, "rate_limited");
    server.stop().await;
}

#[tokio::test]
async fn a_proxy_on_this_machine_that_was_not_named_has_the_connections_of_many_networks() {
    let app = TestApp::start_with(|settings| settings.network_connections = Some(1)).await;
    let server = Server::start(app.state.clone()).await;
    let mut clients = Vec::new();
    for _ in 0..5 {
        let mut client = Client::connect(server.address).await;
        assert!(client.health().await.starts_with("HTTP/1.1 200"));
        clients.push(client);
    }
    server.stop().await;
}

#[tokio::test]
async fn a_browser_for_which_there_is_no_place_gets_a_page() {
    let app = TestApp::start_with(|settings| {
        settings.max_connections = 1;
        settings.public_url = Some("https://news.example".to_owned());
    })
    .await;
    let server = Server::start(app.state.clone()).await;
    let mut first = Client::connect(server.address).await;
    assert!(first.health().await.starts_with("HTTP/1.1 200"));
    let accept = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n";
    let page = Client::connect(server.address).await.ask("/en", accept, "</html>").await;
    assert!(page.starts_with("HTTP/1.1 503") && page.contains("<p>So many readers are here"), "{page}");
    let script = Client::connect(server.address).await.ask("/api/v1/articles", "Accept: */*\r\n", "}").await;
    assert_refused(&script, 503, "unavailable");
    for (answer, content_type) in [(page, "text/html; charset=utf-8"), (script, "application/problem+json")] {
        for header in [
            format!("content-type: {content_type}").as_str(),
            "cache-control: no-store",
            "retry-after: ",
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "cross-origin-resource-policy: same-origin",
            "strict-transport-security: max-age=31536000",
        ] {
            assert!(answer.contains(&format!("\r\n{header}")), "{header} is not in {answer}");
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn a_trusted_proxy_has_the_connections_of_many_networks() {
    let app = TestApp::start_with(|settings| {
        settings.network_connections = Some(1);
        settings.trusted_proxy = vec!["127.0.0.1/32".parse().expect("a network")];
    })
    .await;
    let server = Server::start(app.state.clone()).await;
    let mut clients = Vec::new();
    for _ in 0..5 {
        let mut client = Client::connect(server.address).await;
        assert!(client.health().await.starts_with("HTTP/1.1 200"));
        clients.push(client);
    }
    server.stop().await;
}

#[tokio::test]
async fn streams_have_bounds_of_their_own() {
    let app = TestApp::start_with(|settings| {
        (settings.max_streams, settings.network_streams) = (Some(3), Some(2));
        settings.trusted_proxy = vec!["127.0.0.1/32".parse().expect("a network")];
    })
    .await;
    let server = Server::start(app.state.clone()).await;
    let mut streams = Vec::new();
    for reader in ["203.0.113.9", "203.0.113.9:4711", "203.0.113.8"] {
        let mut stream = Client::connect(server.address).await;
        let answer = stream.follow(reader).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        streams.push(stream);
        if streams.len() == 2 {
            let mut third = Client::connect(server.address).await;
            assert_refused(
                &third.ask("/api/v1/events?poll=single", "X-Forwarded-For: 203.0.113.9\r\n", "}").await,
                429,
                "rate_limited",
            );
        }
    }
    let mut fourth = Client::connect(server.address).await;
    let answer = fourth.ask("/api/v1/events?poll=single", "X-Forwarded-For: 203.0.113.7\r\n", "}").await;
    assert_refused(&answer, 503, "unavailable");
    assert!(fourth.health().await.starts_with("HTTP/1.1 200"), "pages have the connections that streams may not take");
    streams.clear();
    let admitted = async {
        while !Client::connect(server.address).await.follow("203.0.113.9").await.starts_with("HTTP/1.1 200") {}
    };
    timeout(PATIENCE, admitted).await.expect("the places that were left are given to others");
    server.stop().await;
}

#[tokio::test]
async fn a_head_without_an_end_gets_no_more_memory() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    let mut client = Client::connect(server.address).await;
    let answer = client.ask("/healthz", &format!("X: {}\r\n", "a".repeat(100_000)), "\r\n\r\n").await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    assert!(Client::connect(server.address).await.health().await.starts_with("HTTP/1.1 200"));
    server.stop().await;
}

/// A server for which the system has so many descriptors, in this folder.
#[cfg(target_os = "linux")]
fn with_descriptors(descriptors: u32, folder: &Path) -> Process {
    write_content(&folder.join("content"));
    std::fs::create_dir(folder.join("dist")).expect("a folder");
    std::fs::write(folder.join("dist/config.json"), "{}").expect("a file");
    let mut command = Command::new("sh");
    let limited = format!("ulimit -n {descriptors}; exec \"$0\" \"$@\"");
    command.args(["-c", &limited, env!("CARGO_BIN_EXE_hustings")]);
    Process::start_by(command, folder, Stdio::null())
}

#[cfg(target_os = "linux")]
#[test]
fn with_few_descriptors_one_network_leaves_streams_to_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = with_descriptors(128, folder.path());
    // There is room for 64 connections, a fifth of which may be streams of one network.
    let mut streams: Vec<_> = (0..13)
        .map(|_| {
            let mut stream = std::net::TcpStream::connect(&server.address).expect("connected");
            stream.set_read_timeout(Some(PATIENCE)).expect("set");
            stream.write_all(b"GET /api/v1/events?poll=single HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
            let mut status = [0; 12];
            stream.read_exact(&mut status).expect("an answer");
            (String::from_utf8(status.to_vec()).expect("UTF-8"), stream)
        })
        .collect();
    let (last, _refused) = streams.pop().expect("thirteen");
    assert_eq!(last, "HTTP/1.1 429");
    assert!(streams.iter().all(|(status, _)| status == "HTTP/1.1 200"));
}

#[cfg(target_os = "linux")]
#[test]
fn when_every_connection_is_taken_files_and_votes_have_descriptors() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = with_descriptors(128, folder.path());
    let connect = || std::net::TcpStream::connect(&server.address).expect("connected");
    // More than there is room for; none of them says anything.
    let mut crowd: Vec<_> = (0..120).map(|_| connect()).collect();
    let began = Instant::now();
    let told = loop {
        // While others are being refused, connections are closed without a word.
        match exchange_on(&mut connect(), "GET", "/healthz", "", "") {
            Some(answer) if !answer.is_empty() => break answer,
            _ => assert!(began.elapsed() < PATIENCE, "nobody is told anything"),
        }
    };
    assert_refused(&told, 503, "unavailable");
    for (method, path, body) in [
        ("GET", "/config.json", ""),
        ("PUT", "/api/v1/polls/untouched/vote", "{\"options\": [\"a\"]}"),
        ("GET", "/api/v1/articles/trains", ""),
    ] {
        let answer = exchange_on(&mut crowd.remove(0), method, path, "", body).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{method} {path}: {answer}");
    }
}
