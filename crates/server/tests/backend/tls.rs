//! TLS without a proxy, over real sockets.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    process::{Command, Stdio},
    sync::Arc,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};

use crate::{
    process::{Process, exchange_over},
    support::{PATIENCE, write_content},
};

/// A server for `localhost` in a folder of its own, and the certificate that its clients trust.
struct Encrypted {
    folder: tempfile::TempDir,
    server: Process,
}

impl Encrypted {
    fn start(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        write_content(&folder.path().join("content"));
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let [certificate, key] = ["certificate.pem", "key.pem"].map(|name| folder.path().join(name));
        fs::write(&certificate, made.cert.pem()).expect("written");
        fs::write(&key, made.signing_key.serialize_pem()).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_hustings"));
        command.env("HUSTINGS_TLS_CERTIFICATE", &certificate).env("HUSTINGS_TLS_KEY", &key);
        command.envs(settings.iter().copied());
        let server = Process::start_by(command, folder.path(), Stdio::null());
        Self { folder, server }
    }

    /// A connection of a client that trusts the certificate. The keys are agreed on once something is sent.
    fn connect(&self) -> StreamOwned<ClientConnection, TcpStream> {
        let mut roots = RootCertStore::empty();
        let trusted = CertificateDer::from_pem_file(self.folder.path().join("certificate.pem")).expect("a certificate");
        roots.add(trusted).expect("a root");
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = "localhost".try_into().expect("a name");
        let connection = ClientConnection::new(Arc::new(config), name).expect("a client");
        let socket = TcpStream::connect(&self.server.address).expect("connected");
        socket.set_read_timeout(Some(PATIENCE)).expect("set");
        StreamOwned::new(connection, socket)
    }
}

#[test]
fn a_vote_over_the_server_s_own_tls_is_as_safe_as_behind_a_proxy() {
    let encrypted = Encrypted::start(&[]);
    let vote = "/api/v1/polls/untouched/vote";
    let mut socket = encrypted.connect();
    let answer = exchange_over(&mut socket, "PUT", vote, "", "{\"options\": [\"a\"]}").expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("set-cookie: __Host-hustings_reader=") && answer.contains("; Secure"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=31536000\r\n"), "{answer}");

    let mut plain = TcpStream::connect(&encrypted.server.address).expect("connected");
    plain.set_read_timeout(Some(PATIENCE)).expect("set");
    plain.write_all(b"GET /en/ HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    let mut answer = Vec::new();
    // Closed or reset: either way there is an end.
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/"), "nothing is said without TLS: {answer:?}");
}

#[test]
fn a_live_stream_over_tls_brings_what_others_vote() {
    let encrypted = Encrypted::start(&[]);
    let mut stream = encrypted.connect();
    stream.write_all(b"GET /api/v1/events?poll=untouched HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    let mut read_until = |end: &str| {
        let (mut text, mut piece) = (String::new(), [0; 1024]);
        while !text.contains(end) {
            let read = stream.read(&mut piece).expect("something comes");
            assert!(read > 0, "it ended with {text}");
            text += std::str::from_utf8(&piece[..read]).expect("ASCII");
        }
    };
    read_until("\"voters\":0");
    let vote = "/api/v1/polls/untouched/vote";
    let answer = exchange_over(&mut encrypted.connect(), "PUT", vote, "", "{\"options\": [\"a\"]}").expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    read_until("\"voters\":1");
}

#[test]
fn for_whom_there_is_no_place_is_told_so_over_tls() {
    let encrypted = Encrypted::start(&[("HUSTINGS_MAX_CONNECTIONS", "1")]);
    let mut held = encrypted.connect();
    held.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    held.read_exact(&mut [0; 12]).expect("an answer");
    let answer = exchange_over(&mut encrypted.connect(), "GET", "/en/", "", "").expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after: "), "{answer}");
}
