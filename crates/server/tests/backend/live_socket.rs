//! Where a live stream leaves the HTTP library for the bare socket: nothing that came before is lost, and it ends as it should.

use hustings_server::state::AppState;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::{
    events::Server,
    support::{PATIENCE, TestApp},
};

const FOLLOW: &str = "GET /api/v1/events?poll=single HTTP/1.1\r\nHost: x\r\n\r\n";

/// Reads, little at a time, until what came has this in it.
async fn read_until(socket: &mut TcpStream, end: &str) -> String {
    let (mut bytes, mut piece) = (Vec::new(), [0; 1024]);
    loop {
        let read = timeout(PATIENCE, socket.read(&mut piece)).await.expect("something comes").expect("no reset");
        assert!(read > 0, "it ended with {}", String::from_utf8_lossy(&bytes));
        let from = bytes.len().saturating_sub(end.len());
        bytes.extend_from_slice(&piece[..read]);
        if bytes[from..].windows(end.len()).any(|part| part == end.as_bytes()) {
            return String::from_utf8(bytes).expect("UTF-8");
        }
    }
}

async fn has_viewers(state: &AppState, viewers: i64) {
    let are_there = async {
        while state.metrics.live.viewers.get() != viewers {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, are_there).await.expect("in time");
}

/// The order that would be wrong: the library holds answers that the client has not read yet, and the socket is taken from it.
#[tokio::test]
async fn answers_that_wait_for_the_client_go_out_before_the_stream() {
    const BEFORE: usize = 10;
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("set");
    let mut socket = socket.connect(server.address).await.expect("connected");
    let before = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(BEFORE);
    socket.write_all(format!("{before}{FOLLOW}").as_bytes()).await.expect("sent");
    // It takes so little at a time that the library always holds something.
    let text = read_until(&mut socket, "event: poll\n").await;
    let heads: Vec<&str> = text.split("HTTP/1.1 200 OK\r\n").collect();
    assert_eq!(heads.len(), 1 + BEFORE + 1);
    let lengths: Vec<usize> = heads[1..=BEFORE].iter().map(|answer| answer.len()).collect();
    assert!(lengths.iter().all(|length| *length == lengths[0]), "each is whole: {lengths:?}");
    assert!(heads[BEFORE + 1].contains("content-type: text/event-stream\r\n"), "{}", heads[BEFORE + 1]);
    server.stop().await;
}

#[tokio::test]
async fn a_stream_has_the_headers_of_every_answer_and_ends_with_its_connection() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    let mut socket = TcpStream::connect(server.address).await.expect("connected");
    socket.write_all(FOLLOW.as_bytes()).await.expect("sent");
    let text = read_until(&mut socket, "event: poll\n").await;
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    for header in ["content-security-policy: ", "x-content-type-options: nosniff", "date: ", "connection: close"] {
        assert!(head.contains(&format!("\r\n{header}")), "{header}: {head}");
    }
    assert!(
        !head.contains("transfer-encoding") && body.starts_with("retry: "),
        "the event is all that is sent: {text}"
    );
    // Whatever else a client sends is nobody's, and costs it nothing.
    socket.write_all(FOLLOW.as_bytes()).await.expect("sent");
    read_until(&mut socket, "event: heartbeat\n").await;
    app.vote(None, "single", &["a"]).await.ok();
    read_until(&mut socket, "event: poll\n").await;
    server.stop().await;
    let mut rest = String::new();
    timeout(PATIENCE, socket.read_to_string(&mut rest)).await.expect("in time").expect("an end and no reset");
}

#[tokio::test]
async fn who_closes_a_stream_or_asks_for_its_head_alone_leaves_nothing() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    let mut socket = TcpStream::connect(server.address).await.expect("connected");
    socket.write_all(FOLLOW.as_bytes()).await.expect("sent");
    read_until(&mut socket, "event: poll\n").await;
    assert_eq!(app.state.metrics.live.viewers.get(), 1);
    drop(socket);
    has_viewers(&app.state, 0).await;

    let mut socket = TcpStream::connect(server.address).await.expect("connected");
    let head = FOLLOW.replacen("GET", "HEAD", 1);
    socket.write_all(format!("{head}GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).await.expect("sent");
    let text = read_until(&mut socket, "alive\n").await;
    assert_eq!(text.matches("HTTP/1.1 200 OK\r\n").count(), 2, "{text}");
    has_viewers(&app.state, 0).await;
    server.stop().await;
}
