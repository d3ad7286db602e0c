//! Where one request on a connection ends and the next begins: never otherwise than a proxy in front would see it, or one
//! reader could have a request of another answered (RFC 9112, section 11.2).

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::{
    events::Server,
    support::{PATIENCE, TestApp},
};

/// Sends this and returns everything that comes back until the connection ends.
async fn exchange(server: &Server, sent: &str) -> String {
    let mut socket = TcpStream::connect(server.address).await.expect("connected");
    socket.write_all(sent.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    // A connection that is reset may have said all the same why.
    let _ = timeout(PATIENCE, socket.read_to_end(&mut answer)).await.expect("the connection ends in time");
    String::from_utf8(answer).expect("UTF-8")
}

const NEXT: &str = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_request_whose_end_is_unclear_is_refused_with_all_that_follows() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    for (name, headers) in [
        ("two lengths", "Content-Length: 0\r\nContent-Length: 5\r\n"),
        ("a list of lengths", "Content-Length: 0, 5\r\n"),
        ("a length with a sign", "Content-Length: +0\r\n"),
        ("a length that is none", "Content-Length: 0x0\r\n"),
        ("a coding nobody knows", "Transfer-Encoding: xchunked\r\n"),
        ("chunks inside of something", "Transfer-Encoding: chunked, identity\r\n"),
        ("a blank before the colon", "Transfer-Encoding : chunked\r\n"),
        ("a folded line", "X: y\r\n Transfer-Encoding: chunked\r\n"),
    ] {
        let answer = exchange(&server, &format!("DELETE /healthz HTTP/1.1\r\nHost: x\r\n{headers}\r\n{NEXT}")).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{name}: {answer}");
        assert!(!answer.contains("alive"), "{name}: {answer}");
    }
    server.stop().await;
}

/// Where a request has both, the chunks say where it ends, and the length is nobody's word.
#[tokio::test]
async fn a_length_beside_chunks_counts_for_nothing() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    let both = "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n";
    let sent = format!("DELETE /healthz HTTP/1.1\r\nHost: x\r\n{both}\r\n0\r\n\r\n{NEXT}");
    let answer = exchange(&server, &sent).await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert!(answer.matches("HTTP/1.1").count() <= 2, "{answer}");
    server.stop().await;
}
