//! The site over a real socket, and the program that serves it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Command, Stdio},
};

use hustings_partner::{Page, Partner};

const POLLS: &str = "http://127.0.0.1:8080";

/// Head and body of the answer to one request.
fn ask(partner: &Partner, method: &str, path: &str) -> (String, String) {
    let host = partner.address().replace("http://", "");
    let mut stream = TcpStream::connect(&host).expect("the site listens");
    write!(stream, "{method} {path} HTTP/1.1\r\nhost: {host}\r\n\r\n").expect("it takes a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    (head.to_owned(), body.to_owned())
}

#[test]
fn every_page_comes_with_the_policy_that_the_guide_asks_for() {
    let partner = Partner::start(0, POLLS).expect("a site");
    for path in ["/", "/ar", "/dark", "/plain", "/?from=newsletter"] {
        let (head, body) = ask(&partner, "GET", path);
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{path}: {head}");
        assert!(head.contains(&format!("frame-src {POLLS};")), "{path}: {head}");
        assert!(head.contains("content-type: text/html; charset=utf-8"), "{path}: {head}");
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{path}: {head}");
    }
    let (head, body) = ask(&partner, "GET", "/siding.css");
    assert!(head.contains("content-type: text/css") && body.contains(".masthead"), "{head}");
}

#[test]
fn missing_pages_and_malformed_requests_are_refused() {
    let partner = Partner::start(0, POLLS).expect("a site");
    assert!(ask(&partner, "GET", "/nothing").0.starts_with("HTTP/1.1 404 "));
    assert!(ask(&partner, "POST", "/").0.starts_with("HTTP/1.1 405 "));
    let (head, body) = ask(&partner, "HEAD", "/");
    assert!(head.starts_with("HTTP/1.1 200 ") && body.is_empty(), "{head}");
}

#[test]
fn a_test_serves_pages_of_its_own_with_its_own_headers() {
    let partner = Partner::start(0, &format!("{POLLS}/")).expect("a site");
    let page = Page::new("<p>{{polls}}/x</p>").header("Content-Security-Policy", "frame-src {{polls}}");
    let address = partner.page("/test/own", page);
    assert_eq!(address, format!("{}/test/own", partner.address()));
    let (head, body) = ask(&partner, "GET", "/test/own");
    assert_eq!(body, format!("<p>{POLLS}/x</p>"));
    assert!(head.ends_with(&format!("Content-Security-Policy: frame-src {POLLS}")), "{head}");

    partner.page("/test/code", Page::new("1;").header("Content-Type", "text/javascript"));
    let (head, _) = ask(&partner, "GET", "/test/code");
    assert!(head.contains("Content-Type: text/javascript") && !head.contains("text/html"), "{head}");
}

#[test]
fn a_dropped_site_frees_its_port_and_a_port_in_use_fails() {
    let partner = Partner::start(0, POLLS).expect("a site");
    let port: u16 = partner.address().rsplit(':').next().expect("a port").parse().expect("a number");
    assert!(Partner::start(port, POLLS).is_err(), "two sites on one port");
    // Connected, and saying nothing: browsers do that.
    let silent = TcpStream::connect(("127.0.0.1", port)).expect("the site listens");
    drop(partner);
    assert!(TcpListener::bind(("127.0.0.1", port)).is_ok(), "it still listens");
    drop(silent);
}

#[test]
fn the_program_prints_its_url_and_ends_with_its_input() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_hustings-partner"))
        .args(["0", POLLS])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    BufReader::new(program.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    assert!(line.contains("http://localhost:"), "{line}");
    drop(program.stdin.take());
    assert!(program.wait().expect("it ends").success());
}

/// As `cargo xtask run` does it: the server holds the other end and never uses it.
#[cfg(unix)]
#[test]
fn the_program_ends_with_the_holder_of_its_input() {
    let (end, lifeline) = std::io::pipe().expect("a pipe");
    let mut holder = Command::new("sleep").arg("60").stdin(lifeline).spawn().expect("the holder starts");
    let mut program = Command::new(env!("CARGO_BIN_EXE_hustings-partner"))
        .args(["0", POLLS])
        .stdin(end)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    BufReader::new(program.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    assert!(program.try_wait().expect("it can be asked").is_none(), "it ended before the holder did");
    holder.kill().expect("the holder can be killed");
    holder.wait().expect("the holder ends");
    assert!(program.wait().expect("it ends").success());
}

#[test]
fn the_program_refuses_what_it_does_not_understand() {
    for arguments in [&["8090"][..], &["port", POLLS], &[]] {
        let output = Command::new(env!("CARGO_BIN_EXE_hustings-partner")).args(arguments).output().expect("starts");
        assert!(!output.status.success() && !output.stderr.is_empty(), "{arguments:?}");
    }
}
