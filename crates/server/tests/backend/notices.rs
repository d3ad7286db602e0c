//! Readers who asked for it are told that a poll has ended, and the push service's and the browser's side of it.

use std::{
    collections::BTreeMap,
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hustings_cluster::shared;
use hustings_domain::{Forced, Schedule};
use hustings_server::{settings::Settings, state::AppState};
use hustings_store::Mutation;
use hustings_wire::{ErrorCode, Timestamp};
use serde_json::{Value, json};
use tokio::time::timeout;
use web_push_native::{
    Auth, decrypt,
    p256::{SecretKey, elliptic_curve::sec1::ToEncodedPoint as _},
};

use crate::{
    commands::{hustings, text},
    support::{Answer, PATIENCE, TestApp, noon},
};

/// A message as the push service got it.
#[derive(Clone, Debug)]
struct Received {
    path: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Received {
    /// What the service worker of the browser gets.
    #[track_caller]
    fn message(&self, browser: &Browser) -> Value {
        let text =
            decrypt(self.body.clone(), &browser.secret, &Auth::clone_from_slice(&browser.auth)).expect("decrypted");
        serde_json::from_slice(&text).expect("JSON")
    }

    /// The claims and the key of its sender.
    #[track_caller]
    fn sender(&self) -> (Value, String) {
        let (token, key) = self.headers["authorization"].split_once(", k=").expect("a key");
        let claims = token.split('.').nth(1).expect("claims");
        let claims = URL_SAFE_NO_PAD.decode(claims).expect("Base64");
        (serde_json::from_slice(&claims).expect("JSON"), key.to_owned())
    }
}

/// A push service of the tests' own. The path of a subscription says what it answers: `/201/a`, `/410/a` and so on; `/307/a` leads to
/// another listener, `/hang/a` waits until the gate opens, and `/403-KEY/a` takes messages of the server with this key alone and answers
/// others with 403.
struct PushService {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    arrived: Receiver<()>,
    elsewhere: TcpListener,
    /// Dropped, it lets go what hangs.
    gate: Option<Sender<()>>,
}

impl PushService {
    fn start() -> Self {
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

    fn received(&self) -> Vec<Received> {
        self.received.lock().expect("unbroken").clone()
    }

    fn set(&self, settings: &mut Settings) {
        settings.push.no_push = false;
        settings.push.push_service = vec![format!("http://{}", self.address)];
    }

    async fn has_arrived(&self) {
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
struct Browser {
    secret: SecretKey,
    auth: [u8; 16],
    endpoint: String,
}

impl Browser {
    fn new(service: &PushService, path: &str) -> Self {
        let secret = SecretKey::from_slice(&[7; 32]).expect("a key");
        Self { secret, auth: [9; 16], endpoint: format!("http://{}{path}", service.address) }
    }

    /// What `PushSubscription.toJSON()` gives.
    fn subscription(&self) -> Value {
        let key = self.secret.public_key().to_encoded_point(false);
        let keys =
            json!({ "p256dh": URL_SAFE_NO_PAD.encode(key.as_bytes()), "auth": URL_SAFE_NO_PAD.encode(self.auth) });
        json!({ "endpoint": self.endpoint, "expirationTime": null, "keys": keys })
    }

    /// Asks in Russian to be told of a poll.
    async fn ask(&self, app: &TestApp, poll: &str) -> Answer {
        app.put(None, &format!("/api/v1/polls/{poll}/notice?lang=ru"), &self.subscription()).await
    }
}

async fn world(service: &PushService) -> TestApp {
    TestApp::start_with(|settings| service.set(settings)).await
}

/// Looks once, as the server does every few seconds.
async fn turn(app: &TestApp) {
    let turn = app.state.notices.as_ref().expect("notices").turn();
    timeout(PATIENCE, turn).await.expect("it ends in time").expect("the database answers");
}

async fn force(app: &TestApp, poll: &str, forced: Forced) {
    let force = Mutation::ForcePoll { poll: poll.to_owned(), forced: Some(forced), schedule: Schedule::default() };
    app.state.store.apply(force).await.expect("forced");
}

async fn close(app: &TestApp, poll: &str) {
    force(app, poll, Forced::Closed).await;
}

/// How many wait for the end of the poll, and how many are being told.
async fn counts(app: &TestApp, poll: &str) -> (u64, u64) {
    let counts = app.state.store.notice_counts(Some(poll)).await.expect("read");
    counts.first().map_or((0, 0), |count| (count.waiting, count.due))
}

/// Seconds after noon.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(noon().unix() + seconds)
}

#[tokio::test]
async fn a_reader_who_asked_is_told_once_in_their_language_and_then_forgotten() {
    let service = PushService::start();
    let app = world(&service).await;
    let path = "/api/v1/polls/after-close/notice";
    let stranger = app.get(path).await.ok();
    assert_eq!((stranger.header("cache-control"), &stranger.json()["wanted"]), ("no-store", &json!(false)));
    let key = stranger.json()["key"].as_str().expect("a key").to_owned();

    let browser = Browser::new(&service, "/201/a");
    let asked = browser.ask(&app, "after-close").await.ok();
    assert_eq!(asked.json(), json!({ "key": key, "wanted": true }));
    let cookie = asked.cookie().expect("who asks is known again");
    assert_eq!(app.get_as(&cookie, path).await.ok().json()["wanted"], true);
    let held = app.get_as(&cookie, "/api/v1/me?lang=en").await.ok().json();
    let expected =
        json!([{ "poll": "after-close", "question": "Which, after-close?", "asked_on": "2026-06-01", "lang": "ru" }]);
    assert_eq!(held["notices"], expected);
    let counted = text(&hustings(app.folder.path(), &["notices"]).stdout);
    assert_eq!(counted, "poll after-close: 1 are told when it ends, 0 are being told\n");

    app.clock.set(at(3_599));
    turn(&app).await;
    assert_eq!(service.received().len(), 0, "it is open");
    app.clock.set(at(3_600));
    turn(&app).await;
    turn(&app).await;
    let received = service.received();
    assert_eq!(received.len(), 1, "{received:?}");
    let expected = json!({
        "type": "poll.closed", "poll": "after-close", "lang": "ru", "title": "Проверка", "question": "Что?",
        "url": "http://127.0.0.1:8080/ru/polls/after-close",
    });
    assert_eq!(received[0].message(&browser), expected);
    for (name, value) in [("content-encoding", "aes128gcm"), ("ttl", "86400"), ("urgency", "normal")] {
        assert_eq!(received[0].headers[name], value, "{name}");
    }
    assert_eq!(received[0].headers["topic"].len(), 32);
    let (claims, by) = received[0].sender();
    assert_eq!((&claims["aud"], by), (&json!(format!("http://{}", service.address)), key));
    assert_eq!(claims["exp"], 3_600 + noon().unix() + 12 * 3_600);
    assert_eq!(claims["sub"], "https://127.0.0.1:8080");
    assert_eq!(counts(&app, "after-close").await, (0, 0));
    assert_eq!(app.get_as(&cookie, "/api/v1/me").await.ok().json().get("notices"), None);
    assert!(app.get("/metrics").await.body.contains("hustings_notice_sent_total 1\n"));
}

#[tokio::test]
async fn who_has_taken_it_back_or_erased_everything_is_not_told() {
    let service = PushService::start();
    let app = world(&service).await;
    for way in ["/api/v1/polls/single/notice", "/api/v1/me"] {
        let asked = Browser::new(&service, "/201/a").ask(&app, "single").await.ok();
        let cookie = asked.cookie().expect("a cookie");
        assert_eq!(counts(&app, "single").await, (1, 0));
        for _ in 0..2 {
            app.delete(Some(&cookie), way).await.ok();
        }
        assert_eq!(counts(&app, "single").await, (0, 0), "{way}");
    }
    close(&app, "single").await;
    turn(&app).await;
    assert_eq!(service.received().len(), 0);
}

/// The file of a poll.
fn file(app: &TestApp, poll: &str) -> PathBuf {
    app.folder.path().join(format!("content/polls/{poll}.toml"))
}

#[tokio::test]
async fn who_asked_after_the_time_by_which_an_editor_ends_a_poll_is_told_too() {
    let service = PushService::start();
    let app = world(&service).await;
    app.clock.set(at(300));
    Browser::new(&service, "/201/a").ask(&app, "single").await.ok();
    app.clock.set(at(600));
    let words = fs::read_to_string(file(&app, "single")).expect("a poll");
    fs::write(file(&app, "single"), format!("closes_at = 2026-06-01T12:00:00Z\n{words}")).expect("written");
    assert!(app.state.content.reload_if_changed());
    turn(&app).await;
    assert_eq!((service.received().len(), counts(&app, "single").await), (1, (0, 0)));
}

#[tokio::test]
async fn of_a_poll_that_is_opened_again_those_are_told_who_asked_before_its_end() {
    let service = PushService::start();
    let app = world(&service).await;
    Browser::new(&service, "/201/before").ask(&app, "single").await.ok();
    app.clock.set(at(10));
    close(&app, "single").await;
    app.clock.set(at(20));
    force(&app, "single", Forced::Open).await;
    Browser::new(&service, "/201/after").ask(&app, "single").await.ok();
    turn(&app).await;
    let paths: Vec<String> = service.received().into_iter().map(|received| received.path).collect();
    assert_eq!((&*paths, counts(&app, "single").await), (&["/201/before".to_owned()][..], (1, 0)));
}

#[tokio::test]
async fn what_was_asked_of_a_poll_that_has_gone_for_good_is_forgotten() {
    let service = PushService::start();
    let app = world(&service).await;
    Browser::new(&service, "/201/a").ask(&app, "single").await.ok();
    // Its file is moved away for a moment, and then for good.
    let words = fs::read(file(&app, "single")).expect("a poll");
    let remove = || {
        fs::remove_file(file(&app, "single")).expect("gone");
        assert!(app.state.content.reload_if_changed());
    };
    remove();
    turn(&app).await;
    fs::write(file(&app, "single"), words).expect("back");
    assert!(app.state.content.reload_if_changed());
    app.clock.set(at(3_000));
    turn(&app).await;
    remove();
    for (seconds, left) in [(3_100, 1), (6_699, 1), (6_700, 0)] {
        app.clock.set(at(seconds));
        turn(&app).await;
        assert_eq!(counts(&app, "single").await, (left, 0), "{seconds}");
    }
    assert_eq!(service.received().len(), 0);
}

#[tokio::test]
async fn nobody_is_told_of_an_end_that_is_long_past() {
    let service = PushService::start();
    let app = world(&service).await;
    Browser::new(&service, "/201/a").ask(&app, "after-close").await.ok();
    app.clock.set(at(3_601 + 30 * 86_400));
    turn(&app).await;
    assert_eq!((service.received().len(), counts(&app, "after-close").await), (0, (0, 0)));
}

#[tokio::test]
async fn a_reader_takes_back_what_no_poll_or_server_is_there_for() {
    let service = PushService::start();
    let app = world(&service).await;
    let mut cookies = Vec::new();
    for poll in ["single", "multiple"] {
        cookies.push(Browser::new(&service, "/201/a").ask(&app, poll).await.ok().cookie().expect("a cookie"));
    }
    fs::remove_file(file(&app, "single")).expect("gone");
    assert!(app.state.content.reload_if_changed());
    app.delete(Some(&cookies[0]), "/api/v1/polls/single/notice").await.ok();
    assert_eq!(counts(&app, "single").await, (0, 0));
    // It tells nobody any more.
    let app = app.reopened().await;
    let answer = app.delete(Some(&cookies[1]), "/api/v1/polls/multiple/notice").await.ok();
    assert_eq!(answer.json(), json!({ "key": null, "wanted": false }));
    assert_eq!(counts(&app, "multiple").await, (0, 0));
}

#[tokio::test]
async fn another_subscription_of_a_reader_replaces_the_first() {
    let service = PushService::start();
    let app = world(&service).await;
    let cookie = Browser::new(&service, "/201/first").ask(&app, "single").await.ok().cookie().expect("a cookie");
    let second = Browser::new(&service, "/201/second").subscription();
    app.put(Some(&cookie), "/api/v1/polls/single/notice?lang=en", &second).await.ok();
    close(&app, "single").await;
    turn(&app).await;
    let paths: Vec<String> = service.received().into_iter().map(|received| received.path).collect();
    assert_eq!(paths, ["/201/second"]);
}

#[tokio::test]
async fn a_subscription_that_has_ended_is_forgotten_and_another_failure_tried_again_for_hours() {
    let service = PushService::start();
    let app = world(&service).await;
    for path in ["/410/a", "/404/a", "/413/a", "/400/a", "/500/a", "/429/a"] {
        Browser::new(&service, path).ask(&app, "single").await.ok();
    }
    close(&app, "single").await;
    turn(&app).await;
    assert_eq!((service.received().len(), counts(&app, "single").await), (6, (0, 2)));
    turn(&app).await;
    assert_eq!(service.received().len(), 6, "not at once");
    for hour in 1..12 {
        app.clock.set(at(3_600 * hour));
        turn(&app).await;
    }
    assert_eq!((service.received().len(), counts(&app, "single").await), (6 + 2 * 7, (0, 0)));
    let metrics = app.get("/metrics").await.body;
    for line in ["notice_sent_total 0", "notice_failed_total 18", "notice_given_up_total 4"] {
        assert!(metrics.contains(&format!("hustings_{line}\n")), "{metrics}");
    }
}

#[tokio::test]
async fn a_push_service_cannot_lead_elsewhere() {
    let service = PushService::start();
    let app = world(&service).await;
    Browser::new(&service, "/307/a").ask(&app, "single").await.ok();
    close(&app, "single").await;
    turn(&app).await;
    assert_eq!((service.received().len(), counts(&app, "single").await), (1, (0, 1)));
    service.elsewhere.set_nonblocking(true).expect("set");
    assert_eq!(service.elsewhere.accept().expect_err("nobody comes").kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn votes_and_others_do_not_wait_for_a_push_service_that_does_not_answer() {
    let mut service = PushService::start();
    let app = world(&service).await;
    for path in ["/hang/a", "/201/a", "/201/b"] {
        Browser::new(&service, path).ask(&app, "single").await.ok();
    }
    close(&app, "single").await;
    let notices = app.state.notices.clone().expect("notices");
    let turn = tokio::spawn(async move { notices.turn().await });
    for _ in 0..3 {
        service.has_arrived().await;
    }
    app.vote(None, "multiple", &["a", "b"]).await.ok();
    assert!(!turn.is_finished());
    drop(service.gate.take());
    timeout(PATIENCE, turn).await.expect("it ends in time").expect("it ends").expect("the database answers");
    assert_eq!(counts(&app, "single").await, (0, 1));
}

#[tokio::test]
async fn two_servers_of_a_database_tell_each_reader_once() {
    let service = PushService::start();
    let folder = tempfile::tempdir().expect("a folder");
    let url = tokio::task::spawn_blocking(|| shared().database()).await.expect("made");
    let server = || {
        TestApp::start_with(|settings| {
            settings.sources.database.clone_from(&url);
            settings.sources.key_file = Some(folder.path().join("votes.key"));
            service.set(settings);
        })
    };
    let (here, there) = tokio::join!(server(), server());
    let key = async |app: &TestApp| app.get("/api/v1/polls/single/notice").await.ok().json()["key"].clone();
    assert_eq!(key(&here).await, key(&there).await, "a browser subscribes to all servers of a publication");
    for number in 0..40 {
        let app = if number % 2 == 0 { &here } else { &there };
        Browser::new(&service, &format!("/201/{number}")).ask(app, "after-close").await.ok();
    }
    here.clock.set(at(3_600));
    there.clock.set(at(3_601));
    for _ in 0..3 {
        tokio::join!(turn(&here), turn(&there));
    }
    let paths: std::collections::BTreeSet<String> = service.received().into_iter().map(|one| one.path).collect();
    assert_eq!((service.received().len(), paths.len()), (40, 40));
}

#[tokio::test]
async fn who_has_subscribed_with_an_earlier_key_is_told_all_the_same() {
    let service = PushService::start();
    let app = world(&service).await;
    let key = app.get("/api/v1/polls/single/notice").await.ok().json()["key"].as_str().expect("a key").to_owned();
    // Mozilla and Google say 403, Apple says 400.
    for status in ["403", "400"] {
        Browser::new(&service, &format!("/{status}-{key}/a")).ask(&app, "single").await.ok();
    }
    assert!(hustings(app.folder.path(), &["key", "rotate", "receipt"]).status.success());
    app.state.store.close().await;
    let mut settings = Settings::for_tests(crate::support::sources(app.folder.path()));
    service.set(&mut settings);
    let state = AppState::open(settings, app.clock.clone()).await.expect("the backend opens");
    let app = TestApp { router: hustings_server::app(state.clone()), state, ..app };
    assert_ne!(app.get("/api/v1/polls/single/notice").await.ok().json()["key"], json!(key));
    close(&app, "single").await;
    turn(&app).await;
    assert_eq!((service.received().len(), counts(&app, "single").await), (4, (0, 0)));
    assert!(app.get("/metrics").await.body.contains("hustings_notice_sent_total 2\n"));
}

#[tokio::test]
async fn what_no_message_may_go_to_is_refused_with_the_field_to_blame() {
    let service = PushService::start();
    let app = world(&service).await;
    let path = "/api/v1/polls/single/notice?lang=en";
    let good = Browser::new(&service, "/201/a").subscription();
    let endpoint = |url: &str| json!({ "endpoint": url, "keys": good["keys"] });
    for url in [
        "",
        "http://fcm.googleapis.com/fcm/send/a",
        "https://me:word@fcm.googleapis.com/a",
        "https://10.0.0.1/a",
        "https://[::ffff:127.0.0.1]/a",
        "http://127.0.0.1:1/a",
        "http://localhost/a",
        "https://news.example/a",
        &format!("https://fcm.googleapis.com/{}", "a".repeat(2_048)),
    ] {
        let problem = app.put(None, path, &endpoint(url)).await.problem(422, ErrorCode::InvalidRequest);
        assert_eq!(problem.field.as_deref(), Some("endpoint"), "{url}: {problem:?}");
    }
    let keys =
        |p256dh: &str, auth: &str| json!({ "endpoint": good["endpoint"], "keys": { "p256dh": p256dh, "auth": auth } });
    let (p256dh, auth) =
        (good["keys"]["p256dh"].as_str().expect("a key"), good["keys"]["auth"].as_str().expect("a secret"));
    let off = p256dh.replace(&p256dh[80..], &"A".repeat(7));
    for body in [keys("", auth), keys(&p256dh[4..], auth), keys(&off, auth), keys(p256dh, ""), keys(p256dh, p256dh)] {
        let problem = app.put(None, path, &body).await.problem(422, ErrorCode::InvalidRequest);
        assert_eq!(problem.field.as_deref(), Some("keys"), "{body}: {problem:?}");
    }
    for body in
        [json!({}), json!([]), json!({ "endpoint": 1, "keys": {} }), json!({ "endpoint": "a", "keys": {}, "x": 1 })]
    {
        app.put(None, path, &body).await.problem(422, ErrorCode::InvalidRequest);
    }
    let ask = async |poll: &str| app.put(None, &format!("/api/v1/polls/{poll}/notice?lang=en"), &good).await;
    ask("closed").await.problem(409, ErrorCode::PollClosed);
    ask("scheduled").await.problem(409, ErrorCode::PollNotOpen);
    ask("none").await.problem(404, ErrorCode::NotFound);
    ask("signed").await.problem(403, ErrorCode::IdentityRequired);
    let method = axum::http::Method::PUT;
    let framed = [("hustings-partner", "https://partner.example")];
    app.send_with(method.clone(), path, &framed, Some(good.clone())).await.problem(403, ErrorCode::OriginNotAllowed);
    let foreign = [("origin", "https://evil.example")];
    app.send_with(method, path, &foreign, Some(good.clone())).await.problem(403, ErrorCode::OriginNotAllowed);
    assert_eq!(counts(&app, "single").await, (0, 0));
}

#[tokio::test]
async fn a_server_that_tells_nobody_says_so() {
    let app = TestApp::start().await;
    assert!(app.state.notices.is_none());
    let path = "/api/v1/polls/single/notice";
    assert_eq!(app.get(path).await.ok().json(), json!({ "key": null, "wanted": false }));
    app.put(None, path, &json!({ "endpoint": "https://fcm.googleapis.com/a", "keys": { "p256dh": "", "auth": "" } }))
        .await
        .problem(404, ErrorCode::NotFound);
}

#[test]
fn what_is_no_push_service_or_contact_is_refused_before_anything_is_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    crate::support::write_content(&folder.path().join("content"));
    for (arguments, words) in [
        (["--push-service", "http://push.example"], "--push-service"),
        (["--push-service", "https://10.0.0.1"], "own network"),
        (["--push-contact", "desk@news.example"], "mailto:"),
    ] {
        let output = serve(folder.path(), &arguments);
        crate::commands::refused(&output, &[words]);
        assert!(!folder.path().join("votes.db").exists());
    }
}

fn serve(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let all: Vec<&str> = ["serve", "--listen", "127.0.0.1:0"].into_iter().chain(arguments.iter().copied()).collect();
    hustings(folder, &all)
}
