//! HTTP besides browsers: a client, and for the hosts of files one request and one answer over HTTP/1.1, after which the
//! connection ends.

use std::time::Duration;

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A client that does not wait for ever and follows no redirect by itself.
pub(crate) fn client() -> Result<reqwest::Client> {
    Ok(reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()?)
}

/// The path that is asked for; nothing when the browser went away before it had asked.
pub(crate) async fn path_asked(stream: &mut TcpStream) -> Option<String> {
    let mut request = vec![0; 16 * 1024];
    let mut length = 0;
    while !request[..length].windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut request[length..]).await {
            Ok(read) if read > 0 => length += read,
            _ => return None,
        }
    }
    let text = String::from_utf8_lossy(&request[..length]);
    let target = text.split(' ').nth(1).unwrap_or("/");
    Some(target.split(['?', '#']).next().unwrap_or("/").to_owned())
}

/// Answers and closes. `headers` are whole lines with their ends.
pub(crate) async fn answer(mut stream: TcpStream, status: &str, content_type: &str, headers: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n",
        body.len()
    );
    // A browser that has gone away needs no answer.
    if stream.write_all(head.as_bytes()).await.is_ok() && stream.write_all(body).await.is_ok() {
        let _ = stream.shutdown().await;
    }
}
