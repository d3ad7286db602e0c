//! Attempts at a receiver of the tests' own.

use std::{
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread::{JoinHandle, spawn},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rustls::{ServerConfig, ServerConnection, pki_types::PrivateKeyDer};

use ureq::{
    Error,
    config::Config,
    http::Uri,
    tls::Certificate,
    unversioned::{
        resolver::{ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

use super::*;
use crate::client::Judged;

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

/// With the addresses of the host by `inner`, judged as they are.
fn looked_up_by(url: &str, inner: impl Resolver) -> Delivery {
    with(url, Judged { inner }, Vec::new())
}

fn with(url: &str, resolver: impl Resolver, roots: Vec<Certificate<'static>>) -> Delivery {
    let target = Target::parse(url).expect("a target");
    Delivery { client: Client::with("tests", resolver, roots), target, secret: secret() }
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
    let sent = looked_up_by("http://localhost:1/", scripted.clone()).send(MESSAGE, 0);
    assert_eq!((sent, scripted.asked.load(Ordering::SeqCst)), (Ok(()), 1));
    heard.join().expect("heard");
}

#[test]
fn a_host_with_an_address_in_the_machines_own_network_gets_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let here = listener.local_addr().expect("bound");
    for address in [here, "10.0.0.1:443".parse().expect("an address"), "[fe80::1]:443".parse().expect("an address")] {
        let failure = looked_up_by("https://news.example/", Scripted::new(&[address])).send(MESSAGE, 0);
        let failure = failure.expect_err("refused");
        assert!(failure.reason.contains("to which nothing is sent"), "{failure:?}");
    }
    let by_name = delivery(&format!("https://localhost:{}/", here.port())).send(MESSAGE, 0).expect_err("refused");
    assert!(by_name.reason.contains("to which nothing is sent"), "{by_name:?}");
    listener.set_nonblocking(true).expect("set");
    assert_eq!(listener.accept().expect_err("nobody comes").kind(), io::ErrorKind::WouldBlock);
}

/// Sends to `url`, as if its host had the address `to` on the internet and were trusted with [`certificate`].
fn send_over_tls(url: &str, to: SocketAddr) -> Result<(), Failure> {
    let roots = vec![Certificate::from_der(&certificate()).to_owned()];
    with(url, Scripted::new(&[to]), roots).send(MESSAGE, 0)
}

#[test]
fn a_host_that_does_not_speak_tls_gets_nothing_that_it_could_read() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    let heard = spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut bytes = [0; 4_096];
        let count = stream.read(&mut bytes).expect("read");
        stream.write_all(answer("200 OK").as_bytes()).expect("answered");
        bytes[..count].to_vec()
    });
    send_over_tls("https://news.example/", address).expect_err("no TLS");
    assert_eq!(heard.join().expect("heard")[0], 0x16, "a TLS handshake and nothing else");
}

#[test]
fn a_message_goes_over_tls_to_whoever_has_the_certificate_of_its_host() {
    let (address, heard) = tls_receiver();
    assert_eq!(send_over_tls("https://news.example/hooks", address), Ok(()));
    let request = heard.join().expect("heard").expect("a message");
    assert!(request.starts_with("POST /hooks HTTP/1.1") && request.ends_with(MESSAGE.body), "{request}");

    // The same certificate is none for another host, and none where nobody trusts it.
    let (address, heard) = tls_receiver();
    let failure = send_over_tls("https://other.example/hooks", address).expect_err("another host");
    assert!(failure.reason.contains("certificate"), "{failure:?}");
    assert!(heard.join().expect("heard").is_err(), "nothing was said");
    let (address, heard) = tls_receiver();
    let untrusting = with("https://news.example/hooks", Scripted::new(&[address]), Vec::new());
    let failure = untrusting.send(MESSAGE, 0).expect_err("nobody trusts it");
    assert!(failure.reason.contains("certificate"), "{failure:?}");
    assert!(heard.join().expect("heard").is_err(), "nothing was said");
}

/// Answers one message over TLS, and returns it, or why there was none.
fn tls_receiver() -> (SocketAddr, JoinHandle<io::Result<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    let heard = spawn(move || {
        let key = PrivateKeyDer::Pkcs8(KEY_OF_THE_TESTS.decode().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.expect("versions").with_no_client_auth();
        let config = config.with_single_cert(vec![certificate().into()], key).expect("a certificate and its key");
        let mut connection = ServerConnection::new(Arc::new(config)).expect("a connection");
        let (mut stream, _) = listener.accept()?;
        let mut tls = rustls::Stream::new(&mut connection, &mut stream);
        let (mut request, mut chunk) = (Vec::new(), [0; 4_096]);
        while !is_whole(&request) {
            match tls.read(&mut chunk)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => request.extend_from_slice(&chunk[..count]),
            }
        }
        tls.write_all(answer("204 No Content").as_bytes())?;
        Ok(String::from_utf8(request).expect("UTF-8"))
    });
    (address, heard)
}

/// Base64 in lines.
struct Encoded(&'static [&'static str]);

impl Encoded {
    fn decode(&self) -> Vec<u8> {
        STANDARD.decode(self.0.concat()).expect("Base64")
    }
}

/// A certificate for `news.example` that signs itself, from the year 2000 to 9999.
fn certificate() -> Vec<u8> {
    CERTIFICATE_OF_THE_TESTS.decode()
}

const CERTIFICATE_OF_THE_TESTS: Encoded = Encoded(&[
    "MIIBaDCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxuZXdzLmV4YW1wbGUwIBcNMDAwMTAxMDAwMDAwWhgPOTk5",
    "OTEyMzEyMzU5NTlaMBcxFTATBgNVBAMMDG5ld3MuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIFwO7Mp09YXzM2f",
    "ndgvNGq9EsB9KXj90Iy8/yoiU5BkG3xaoiGK/k4ukAczK0U1R4sNwIGAI30eRCNKzIRWJnmjSDBGMAwGA1UdEwEB/wQCMAAwFwYD",
    "VR0RBBAwDoIMbmV3cy5leGFtcGxlMB0GA1UdDgQWBBSSB6S28ELrtl2F45gcawqJ7dD1fTAKBggqhkjOPQQDAgNJADBGAiEAj63Y",
    "7sqIqhFHZmhPkHW6O1w6zACB+bPtu0UOeGFhUooCIQDIoKQW/I32mo+HdYZziV5h63GXkumOWDPb7FXPT25TQg==",
]);

/// The key of that certificate, which nobody else trusts.
const KEY_OF_THE_TESTS: Encoded = Encoded(&[
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIvicM1ZSTAvKp6sPe6MBsU3VjEbrCPGrcvCCdgVcUHqhRANCAASB",
    "cDuzKdPWF8zNn53YLzRqvRLAfSl4/dCMvP8qIlOQZBt8WqIhiv5OLpAHMytFNUeLDcCBgCN9HkQjSsyEViZ5",
]);
