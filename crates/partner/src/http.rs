//! Minimal HTTP/1.1: one request, one response, then the connection is closed.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use crate::pages::Page;

/// The longest request that is read, in bytes; browsers send one or two thousand.
const LONGEST: usize = 16 * 1024;
/// How long a browser may take: they open connections in advance and leave them unused.
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers one request with what `find` gives for its path, or with 404. A browser that has gone
/// away in the meantime needs no answer.
pub(crate) fn answer(mut stream: TcpStream, find: impl Fn(&str) -> Option<Page>) {
    let _ = answer_or_fail(&mut stream, find);
}

fn answer_or_fail(stream: &mut TcpStream, find: impl Fn(&str) -> Option<Page>) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = read_head(stream)?;
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or("/"));
    let path = target.split(['?', '#']).next().unwrap_or("/");
    let (status, page) = match method {
        "GET" | "HEAD" => match find(path) {
            Some(page) => ("200 OK", page),
            None => ("404 Not Found", Page::new("<!doctype html><title>Not found</title><p>There is no such page.")),
        },
        _ => ("405 Method Not Allowed", Page::default()),
    };
    stream.write_all(head(status, &page).as_bytes())?;
    if method != "HEAD" {
        stream.write_all(page.html.as_bytes())?;
    }
    stream.shutdown(Shutdown::Write)
}

/// The request up to the empty line; what may follow is of no interest here.
fn read_head(stream: &mut TcpStream) -> io::Result<String> {
    let mut request = Vec::new();
    let mut piece = [0; 2048];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = stream.read(&mut piece)?;
        if read == 0 || request.len() > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        request.extend_from_slice(&piece[..read]);
    }
    Ok(String::from_utf8_lossy(&request).into_owned())
}

fn head(status: &str, page: &Page) -> String {
    let mut head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n", page.html.len());
    if !page.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        head.push_str("content-type: text/html; charset=utf-8\r\n");
    }
    for (name, value) in &page.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    head
}
