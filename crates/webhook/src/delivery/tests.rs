//! Attempts at a receiver of the tests' own.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread::{JoinHandle, spawn},
};

use super::*;

/// Answers one connection for each of `answers`, and returns what it was sent.
fn receiver(answers: Vec<String>) -> (SocketAddr, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    let heard = spawn(move || {
        let mut requests = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().expect("a connection");
            let (mut request, mut chunk) = (Vec::new(), [0; 4_096]);
            while !is_whole(&request) {
                let count = stream.read(&mut chunk).expect("read");
                assert!(count > 0, "a request that ends too soon");
                request.extend_from_slice(&chunk[..count]);
            }
            requests.push(String::from_utf8(request).expect("UTF-8"));
            // Whoever reads no further ends the connection, which is as well.
            let _ = stream.write_all(answer.as_bytes());
        }
        requests
    });
    (address, heard)
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    body.len() >= header(head, "content-length").parse::<usize>().expect("a length")
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let line = |line: &'a str| line.split_once(": ").filter(|(key, _)| key.eq_ignore_ascii_case(name));
    head.lines().find_map(line).map_or("", |(_, value)| value)
}

fn answer(line: &str) -> String {
    format!("HTTP/1.1 {line}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
}

fn secret() -> Secret {
    Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret")
}

fn delivery(url: &str) -> Delivery {
    Delivery::new(Target::parse(url).expect("a target"), secret())
}

const MESSAGE: Message<'static> = Message { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: "{\"test\": 2432232314}" };

#[test]
fn a_message_has_the_headers_by_which_libraries_verify_it() {
    let (address, heard) = receiver(vec![answer("204 No Content")]);
    assert_eq!(delivery(&format!("http://{address}/hooks?a=b")).send(MESSAGE, 1_614_265_330), Ok(()));
    let requests = heard.join().expect("heard");
    let (head, body) = requests[0].split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with("POST /hooks?a=b HTTP/1.1"), "{head}");
    assert_eq!(body, MESSAGE.body);
    for (name, value) in [
        ("content-type", "application/json"),
        ("webhook-id", MESSAGE.id),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ] {
        assert_eq!(header(head, name), value, "{name}");
    }
}

#[test]
fn only_an_answer_of_success_takes_a_message() {
    for (line, words, is_final) in [
        ("400 Bad Request", "it answers 400", false),
        ("503 Service Unavailable", "it answers 503", false),
        ("410 Gone", "it answers 410", true),
    ] {
        let (address, heard) = receiver(vec![answer(line)]);
        let failure = delivery(&format!("http://{address}/")).send(MESSAGE, 0).expect_err(line);
        assert!(failure.reason.contains(words) && failure.is_final == is_final, "{failure:?}");
        heard.join().expect("heard");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a port");
    let to = elsewhere.local_addr().expect("bound");
    for status in [301, 302, 303, 307, 308] {
        let (address, heard) = receiver(vec![format!(
            "HTTP/1.1 {status} Elsewhere\r\nLocation: http://{to}/\r\nContent-Length: 0\r\n\r\n"
        )]);
        let failure = delivery(&format!("http://{address}/")).send(MESSAGE, 0).expect_err("a redirect");
        assert!(failure.reason.contains("redirects are not followed"), "{failure:?}");
        heard.join().expect("heard");
    }
    elsewhere.set_nonblocking(true).expect("set");
    assert_eq!(elsewhere.accept().expect_err("nobody comes").kind(), io::ErrorKind::WouldBlock);
}

/// A body without an end would keep an attempt for as long as its sender likes.
#[test]
fn the_body_of_an_answer_is_not_waited_for() {
    let (address, heard) = receiver(vec!["HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".to_owned()]);
    assert_eq!(delivery(&format!("http://{address}/")).send(MESSAGE, 0), Ok(()));
    heard.join().expect("heard");
}

#[test]
fn a_head_without_an_end_is_a_failure() {
    let (address, heard) = receiver(vec![format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(100_000))]);
    delivery(&format!("http://{address}/")).send(MESSAGE, 0).expect_err("too long");
    heard.join().expect("heard");
}

#[test]
fn nobody_at_the_address_is_a_failure() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("bound"));
    drop(listener);
    let failure = delivery(&url).send(MESSAGE, 0).expect_err("nobody is there");
    assert!(!failure.reason.is_empty() && !failure.is_final, "{failure:?}");
}

/// Gives these addresses, one list for each time that it is asked.
#[derive(Clone, Debug)]
struct Scripted {
    answers: Arc<Mutex<Vec<SocketAddr>>>,
    asked: Arc<AtomicUsize>,
}

impl Scripted {
    fn new(answers: &[SocketAddr]) -> Self {
        let answers = Arc::new(Mutex::new(answers.iter().rev().copied().collect()));
        Self { answers, asked: Arc::default() }
    }
}

impl Resolver for Scripted {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut addresses = self.empty();
        addresses.push(self.answers.lock().expect("unbroken").pop().ok_or(Error::HostNotFound)?);
        Ok(addresses)
    }
}

/// A name that leads to the internet when it is judged and to this machine when it is connected to.
#[test]
fn a_connection_goes_to_the_address_that_was_judged() {
    let (address, heard) = receiver(vec![answer("200 OK")]);
    let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a port");
    let scripted = Scripted::new(&[address, elsewhere.local_addr().expect("bound")]);
    let target = Target::parse("http://localhost:1/").expect("a target");
    let sent = Delivery::with_resolver(target, secret(), scripted.clone()).send(MESSAGE, 0);
    assert_eq!((sent, scripted.asked.load(Ordering::SeqCst)), (Ok(()), 1));
    heard.join().expect("heard");
}

#[test]
fn a_host_with_an_address_in_the_machines_own_network_gets_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let here = listener.local_addr().expect("bound");
    for address in [here, "10.0.0.1:443".parse().expect("an address"), "[fe80::1]:443".parse().expect("an address")] {
        let target = Target::parse("https://news.example/").expect("a target");
        let failure = Delivery::with_resolver(target, secret(), Scripted::new(&[address])).send(MESSAGE, 0);
        let failure = failure.expect_err("refused");
        assert!(failure.reason.contains("to which nothing is sent"), "{failure:?}");
    }
    let by_name = delivery(&format!("https://localhost:{}/", here.port())).send(MESSAGE, 0).expect_err("refused");
    assert!(by_name.reason.contains("to which nothing is sent"), "{by_name:?}");
    listener.set_nonblocking(true).expect("set");
    assert_eq!(listener.accept().expect_err("nobody comes").kind(), io::ErrorKind::WouldBlock);
}

#[test]
fn a_host_that_does_not_speak_tls_gets_nothing_that_it_could_read() {
    let (address, heard) = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("bound");
        let heard = spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut bytes = [0; 4_096];
            let count = stream.read(&mut bytes).expect("read");
            stream.write_all(answer("200 OK").as_bytes()).expect("answered");
            bytes[..count].to_vec()
        });
        (address, heard)
    };
    // As if the host had this address on the internet.
    let target = Target::parse("https://news.example/").expect("a target");
    let delivery = Delivery::with_resolver(target.clone(), secret(), Scripted::new(&[]));
    let agent =
        Agent::with_parts(delivery.agent.config().clone(), DefaultConnector::default(), Scripted::new(&[address]));
    Delivery { agent, ..delivery }.send(MESSAGE, 0).expect_err("no TLS");
    assert_eq!(heard.join().expect("heard")[0], 0x16, "a TLS handshake and nothing else");
}
