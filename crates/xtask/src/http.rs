//! One GET over plain HTTP, for what these commands ask of a server. No TLS, no redirects, no cache.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use anyhow::{Context, Result, ensure};

/// An answer takes milliseconds; a server that takes so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);
/// Most bytes of an answer.
const MOST: u64 = 64 << 20;

/// What came back.
pub(crate) struct Answer {
    /// The status, such as 200.
    pub(crate) status: u16,
    /// The body, plain and uncompressed.
    pub(crate) body: Vec<u8>,
}

/// Asks `authority`, a host and a port, for `path`. In HTTP/1.0, to which nobody answers in chunks.
pub(crate) fn get(authority: &str, path: &str) -> Result<Answer> {
    let failed = || format!("GET {path}");
    let mut stream = TcpStream::connect(authority).with_context(failed)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.0\r\nhost: {authority}\r\n\r\n").with_context(failed)?;
    let mut answer = Vec::new();
    stream.take(MOST).read_to_end(&mut answer).with_context(failed)?;
    read(&answer).with_context(failed)
}

/// A whole answer.
fn read(answer: &[u8]) -> Result<Answer> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").context("the answer has no head")?;
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    let first = head.lines().next().unwrap_or_default();
    let status = first.split(' ').nth(1).filter(|_| first.starts_with("http/1."));
    let status = status.and_then(|status| status.parse().ok()).context("the answer has no status")?;
    let body = answer[end + 4..].to_vec();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    if let Some(length) = length {
        let length: usize = length.trim().parse()?;
        ensure!(body.len() == length, "the answer has {} bytes of {length}", body.len());
    }
    Ok(Answer { status, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_follows_the_empty_line() {
        let answer = read(b"HTTP/1.1 404 Not Found\r\nContent-Length: 6\r\nx: y\r\n\r\n<p>\r\n\n").expect("whole");
        assert_eq!((answer.status, answer.body.as_slice()), (404, b"<p>\r\n\n".as_slice()));
    }

    #[test]
    fn half_an_answer_and_none_are_errors_that_say_so() {
        for (answer, word) in [
            ("HTTP/1.0 200 OK\r\ncontent-length: 6\r\n\r\n<p>", "3 bytes of 6"),
            ("SSH-2.0\r\n\r\n", "status"),
            ("HTTP/1.0 200 OK\r\n", "head"),
        ] {
            let error = read(answer.as_bytes()).err().expect(answer);
            assert!(error.to_string().contains(word), "{error}");
        }
    }
}
