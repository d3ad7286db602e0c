//! A push service of the tests' own, and the browser's side of it.

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hustings_server::settings::Settings;
use serde_json::{Value, json};
use tokio::time::timeout;
use web_push_native::{
    Auth, decrypt,
    p256::{SecretKey, elliptic_curve::sec1::ToEncodedPoint as _},
};

use crate::support::{Answer, PATIENCE, TestApp};

/// A message as the push service got it.
#[derive(Clone, Debug)]
pub(super) struct Received {
    pub(super) path: String,
    pub(super) headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Received {
    /// What the service worker of the browser gets.
    #[track_caller]
    pub(super) fn message(&self, browser: &Browser) -> Value {
        let text =
            decrypt(self.body.clone(), &browser.secret, &Auth::clone_from_slice(&browser.auth)).expect("decrypted");
        serde_json::from_slice(&text).expect("JSON")
    }

    /// The claims and the key of its sender.
    #[track_caller]
    pub(super) fn sender(&self) -> (Value, String) {
        let (token, key) = self.headers["authorization"].split_once(", k=").expect("a key");
        let claims = token.split('.').nth(1).expect("claims");
        let claims = URL_SAFE_NO_PAD.decode(claims).expect("Base64");
        (serde_json::from_slice(&claims).expect("JSON"), key.to_owned())
    }
}

/// A push service of the tests' own. The path of a subscription says what it answers: `/201/a`, `/410/a` and so on; `/307/a` leads to
/// another listener, `/hang/a` waits until the gate opens, and `/403-KEY/a` takes messages of the server with this key alone and answers
/// others with 403.
pub(super) struct PushService {
    pub(super) address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    arrived: Receiver<()>,
    pub(super) elsewhere: TcpListener,
    /// Dropped, it lets go what hangs.
    pub(super) gate: Option<Sender<()>>,
}

impl PushService {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("bound");
        let location = format!("Location: http://{}/\r\n", elsewhere.local_addr().expect("bound"));
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let ((arrives, arrived), (gate, waits)) = (channel(), channel::<()>());
        let (kept, waits) = (Arc::clone(&received), Arc::new(Mutex::new(waits)));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, kept, waits) = (stream.expect("a connection"), Arc::clone(&kept), Arc::clone(&waits));
                let (arrives, location) = (arrives.clone(), location.clone());
                thread::spawn(move || {
                    let Some(message) = read(&mut stream) else { return };
                    kept.lock().expect("unbroken").push(message.clone());
                    // The test may have ended.
                    let _ = arrives.send(());
                    let status = match message.path.split('/').nth(1).expect("a kind") {
                        "hang" => {
                            // Ignores a sender that has gone.
                            let _ = waits.lock().expect("unbroken").recv();
                            return;
                        }
                        kind => match kind.split_once('-') {
                            Some((_, key)) if message.sender().1 == key => "201",
                            Some((status, _)) => status,
                            None => kind,
                        },
                    };
                    let location = if status == "307" { &*location } else { "" };
                    let head =
                        format!("HTTP/1.1 {status} Said\r\n{location}Content-Length: 0\r\nConnection: close\r\n\r\n");
                    let _ = stream.write_all(head.as_bytes());
                });
            }
        });
        Self { address, received, arrived, elsewhere, gate: Some(gate) }
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.received.lock().expect("unbroken").clone()
    }

    pub(super) fn set(&self, settings: &mut Settings) {
        settings.push.no_push = false;
        settings.push.push_service = vec![format!("http://{}", self.address)];
    }

    pub(super) async fn has_arrived(&self) {
        let arrived = async {
            while self.arrived.try_recv().is_err() {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, arrived).await.expect("it arrives in time");
    }
}

/// Reads a request; none of a connection that says nothing.
fn read(stream: &mut TcpStream) -> Option<Received> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4_096]);
    loop {
        let count = stream.read(&mut chunk).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(bytes[..end].to_vec()).expect("a head");
        let path = head.split(' ').nth(1).expect("a path").to_owned();
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        let headers: BTreeMap<String, String> =
            lines.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        let body = bytes[end + 4..].to_vec();
        if body.len() >= headers["content-length"].parse::<usize>().expect("a length") {
            return Some(Received { path, headers, body });
        }
    }
}

/// A browser that has subscribed.
pub(super) struct Browser {
    secret: SecretKey,
    auth: [u8; 16],
    endpoint: String,
}

impl Browser {
    pub(super) fn new(service: &PushService, path: &str) -> Self {
        let secret = SecretKey::from_slice(&[7; 32]).expect("a key");
        Self { secret, auth: [9; 16], endpoint: format!("http://{}{path}", service.address) }
    }

    /// What `PushSubscription.toJSON()` gives.
    pub(super) fn subscription(&self) -> Value {
        let key = self.secret.public_key().to_encoded_point(false);
        let keys =
            json!({ "p256dh": URL_SAFE_NO_PAD.encode(key.as_bytes()), "auth": URL_SAFE_NO_PAD.encode(self.auth) });
        json!({ "endpoint": self.endpoint, "expirationTime": null, "keys": keys })
    }

    /// Asks in Russian to be told of a poll.
    pub(super) async fn ask(&self, app: &TestApp, poll: &str) -> Answer {
        app.put(None, &format!("/api/v1/polls/{poll}/notice?lang=ru"), &self.subscription()).await
    }
}
