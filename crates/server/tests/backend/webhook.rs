//! The webhook that tells the owner of a poll that has closed, and the receiver's side of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver as Queue, Sender, channel},
    },
    thread,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hustings_cluster::shared;
use hustings_domain::{Forced, Schedule};
use hustings_server::{settings::Settings, state::AppState};
use hustings_store::{ClosingState, Mutation};
use hustings_wire::Timestamp;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::time::timeout;

use crate::{
    commands::{hustings, refused, text},
    process::Process,
    support::{PATIENCE, TestApp, noon, sources, write_content},
};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A message as it arrived.
#[derive(Clone, Debug)]
struct Received {
    headers: BTreeMap<String, String>,
    body: String,
}

impl Received {
    fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }

    /// The body, after the signature has been checked as a receiver would, with nothing of what made it.
    #[track_caller]
    fn verified(&self) -> Value {
        let signed = format!("{}.{}.{}", self.id(), self.headers["webhook-timestamp"], self.body);
        let key = STANDARD.decode(SECRET.trim_start_matches("whsec_")).expect("Base64");
        // HMAC written out (RFC 2104).
        let pad = |with: u8| -> Vec<u8> { (0..64).map(|at| key.get(at).copied().unwrap_or(0) ^ with).collect() };
        let inner = Sha256::digest([pad(0x36).as_slice(), signed.as_bytes()].concat());
        let mac = Sha256::digest([pad(0x5c).as_slice(), &inner].concat());
        assert_eq!(self.headers["webhook-signature"], format!("v1,{}", STANDARD.encode(mac)));
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// A receiver that answers with these statuses, one after another, and with 204 from then on.
struct Receiver {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    /// One for each message, once it has arrived whole.
    arrived: Queue<()>,
}

impl Receiver {
    fn answering(statuses: &[u16]) -> Self {
        // Without a sender nobody waits.
        Self::answering_after(channel().1, statuses)
    }

    /// Answers no message before there is something in `gate`, or its sender has gone.
    fn answering_after(gate: Queue<()>, statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("bound");
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let (sender, arrived) = channel();
        let mut statuses = statuses.to_vec();
        statuses.reverse();
        let kept = Arc::clone(&received);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let status = statuses.pop().unwrap_or(204);
                serve(stream.expect("a connection"), status, &kept, &gate, &sender);
            }
        });
        Self { address, received, arrived }
    }

    fn url(&self) -> String {
        format!("http://{}/hooks/polls", self.address)
    }

    fn received(&self) -> Vec<Received> {
        self.received.lock().expect("unbroken").clone()
    }

    /// Sets the webhook of a server in `folder` to this receiver.
    fn set(&self, settings: &mut Settings, folder: &Path) {
        settings.webhook.webhook_url = Some(self.url());
        settings.webhook.webhook_secret_file = Some(secret_file(folder));
    }
}

/// Takes one message and answers it.
fn serve(
    mut stream: std::net::TcpStream,
    status: u16,
    kept: &Mutex<Vec<Received>>,
    gate: &Queue<()>,
    arrived: &Sender<()>,
) {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4_096]);
    let message = loop {
        let count = stream.read(&mut chunk).expect("read");
        assert!(count > 0, "a message that ends too soon");
        bytes.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8(bytes.clone()).unwrap_or_default();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        assert!(head.starts_with("POST /hooks/polls HTTP/1.1"), "{head}");
        let headers: BTreeMap<String, String> = head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        if body.len() >= headers["content-length"].parse::<usize>().expect("a length") {
            break Received { headers, body: body.to_owned() };
        }
    };
    kept.lock().expect("unbroken").push(message);
    // The test may have ended.
    let _ = arrived.send(());
    // Ignores a sender that has gone.
    let _ = gate.recv();
    let _ = stream.write_all(format!("HTTP/1.1 {status} Said\r\nContent-Length: 0\r\n\r\n").as_bytes());
}

/// A file with the secret.
fn secret_file(folder: &Path) -> std::path::PathBuf {
    let file = folder.join("webhook.secret");
    fs::write(&file, format!("{SECRET}\n")).expect("written");
    file
}

/// A server with a webhook.
struct World {
    app: TestApp,
    secrets: tempfile::TempDir,
}

impl World {
    async fn new(receiver: &Receiver) -> Self {
        let secrets = tempfile::tempdir().expect("a folder");
        let app = TestApp::start_with(|settings| receiver.set(settings, secrets.path())).await;
        Self { app, secrets }
    }

    /// After a restart.
    async fn reopened(self, receiver: &Receiver) -> Self {
        self.app.state.routes.store.close().await;
        let mut settings = Settings::for_tests(sources(self.app.folder.path()));
        receiver.set(&mut settings, self.secrets.path());
        let state = AppState::open(settings, self.app.clock.clone()).await.expect("the backend opens");
        let app = TestApp { router: hustings_server::app(state.clone()), state, ..self.app };
        Self { app, secrets: self.secrets }
    }

    /// Looks once, as the server does every few seconds.
    async fn turn(&self) {
        let turn = self.app.state.webhook.as_ref().expect("a webhook").turn();
        timeout(PATIENCE, turn).await.expect("it ends in time").expect("the database answers");
    }

    async fn force(&self, poll: &str, forced: Option<Forced>) {
        let content = self.app.state.routes.content.current();
        let schedule = Schedule::from(content.polls[poll].as_ref());
        let force = Mutation::ForcePoll { poll: poll.to_owned(), forced, schedule };
        self.app.state.routes.store.apply(force).await.expect("forced");
    }

    /// Keeps a poll from closing by its schedule, so that one poll alone closes.
    async fn keep_open(&self, poll: &str) {
        self.force(poll, Some(Forced::Open)).await;
    }

    /// How the only closing of the poll stands: its state, attempts, and when the next one is due.
    async fn closing(&self, poll: &str) -> (ClosingState, u32, Timestamp) {
        let closings = self.app.state.routes.store.closings(Some(poll)).await.expect("read");
        assert_eq!(closings.len(), 1, "{closings:?}");
        (closings[0].state, closings[0].attempts, closings[0].due)
    }
}

/// Seconds after noon.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(noon().unix() + seconds)
}

fn before(at: Timestamp) -> Timestamp {
    Timestamp::from_unix(at.unix() - 1)
}

#[tokio::test]
async fn the_owner_is_told_of_a_closed_poll_what_its_results_say() {
    let receiver = Receiver::answering(&[]);
    let world = World::new(&receiver).await;
    let cookie = world.app.vote(None, "after-close", &["b"]).await.ok().cookie().expect("a cookie");
    world.app.clock.set(at(3_600));
    world.turn().await;
    assert_eq!(receiver.received().len(), 0, "votes that were in time may be on their way");
    world.app.clock.set(at(3_610));
    world.turn().await;
    world.turn().await;

    let received = receiver.received();
    assert_eq!(received.len(), 1, "{received:?}");
    assert_eq!(received[0].headers["webhook-timestamp"], at(3_610).unix().to_string());
    let told = received[0].verified();
    assert_eq!((&told["type"], &told["timestamp"]), (&"poll.closed".into(), &at(3_600).to_string().into()));
    let mut data = told["data"].as_object().expect("an object").clone();
    let take = |data: &mut serde_json::Map<String, Value>, name: &str| data.remove(name).expect("there");
    assert_eq!(take(&mut data, "closed_at"), at(3_600).to_string());
    assert_eq!(take(&mut data, "cause"), "schedule");
    assert_eq!(take(&mut data, "page"), "http://127.0.0.1:8080/en/polls/after-close");
    assert_eq!(take(&mut data, "passport"), "http://127.0.0.1:8080/en/polls/after-close/passport");
    let passport = world.app.get("/api/v1/polls/after-close/passport?lang=en").await.ok().json();
    assert_eq!(take(&mut data, "log"), passport["log"]);
    assert!(passport["log"]["hash"].is_string(), "{passport}");
    let results = world.app.get("/api/v1/polls/after-close/results.json").await.ok().json();
    assert_eq!(results["options"][1]["votes"], 1);
    assert_eq!(Value::Object(data), results, "and nothing else");
    assert!(!received[0].body.contains(&cookie[..20]));
    let metrics = world.app.get("/metrics").await.ok().body;
    assert!(metrics.contains("hustings_webhook_sent_total 1\n"), "{metrics}");
}

#[tokio::test]
async fn a_message_that_is_refused_is_sent_again_in_the_same_words_also_after_a_restart() {
    let receiver = Receiver::answering(&[500, 503]);
    let mut world = World::new(&receiver).await;
    world.keep_open("after-close").await;
    world.force("single", Some(Forced::Closed)).await;
    world.turn().await;
    let (state, attempts, mut due) = world.closing("single").await;
    assert_eq!((state, attempts), (ClosingState::Waiting, 1));
    assert!((at(8)..=at(12)).contains(&due), "{due}");

    for number in 2..=3 {
        world.app.clock.set(before(due));
        world.turn().await;
        assert_eq!(receiver.received().len(), number - 1, "not before its time");
        world = world.reopened(&receiver).await;
        world.app.clock.set(due);
        world.turn().await;
        assert_eq!(receiver.received().len(), number);
        due = world.closing("single").await.2;
    }
    assert_eq!(world.closing("single").await.0, ClosingState::Sent);
    world.app.clock.set(at(100_000));
    world.turn().await;

    let received = receiver.received();
    assert_eq!(received.len(), 3);
    let ids: BTreeSet<&str> = received.iter().map(Received::id).collect();
    let bodies: BTreeSet<&str> = received.iter().map(|message| message.body.as_str()).collect();
    let times: BTreeSet<&str> = received.iter().map(|m| m.headers["webhook-timestamp"].as_str()).collect();
    assert_eq!((ids.len(), bodies.len(), times.len()), (1, 1, 3));
    received.iter().for_each(|message| drop(message.verified()));
}

#[tokio::test]
async fn a_poll_that_is_opened_and_closed_again_is_told_of_again() {
    let receiver = Receiver::answering(&[]);
    let world = World::new(&receiver).await;
    for voters in [108, 109] {
        world.force("single", Some(Forced::Closed)).await;
        world.turn().await;
        let told = receiver.received().last().expect("told").verified();
        assert_eq!((&told["data"]["voters"], &told["data"]["cause"]), (&voters.into(), &"operator".into()));
        world.force("single", Some(Forced::Open)).await;
        world.app.vote(None, "single", &["a"]).await.ok();
        world.turn().await;
    }
    let received = receiver.received();
    assert_eq!(received.len(), 2);
    assert_ne!(received[0].id(), received[1].id());
}

#[tokio::test]
async fn nobody_is_told_of_what_had_closed_before_there_was_a_webhook() {
    let receiver = Receiver::answering(&[]);
    let app = TestApp::start().await;
    let world = World { app, secrets: tempfile::tempdir().expect("a folder") };
    assert!(world.app.state.webhook.is_none());
    world.force("single", Some(Forced::Closed)).await;
    world.app.clock.set(at(60));
    let world = world.reopened(&receiver).await;
    world.turn().await;
    world.app.clock.set(at(3_000));
    world.turn().await;
    assert_eq!(receiver.received().len(), 0, "nor of `closed`, whose time was over");
    world.force("multiple", Some(Forced::Closed)).await;
    world.turn().await;
    assert_eq!(receiver.received().len(), 1);
}

#[tokio::test]
async fn a_message_is_given_up_after_a_day_and_sent_again_when_the_operator_says_so() {
    let receiver = Receiver::answering(&[500; 12]);
    let world = World::new(&receiver).await;
    world.keep_open("after-close").await;
    world.force("single", Some(Forced::Closed)).await;
    for number in 1..=12 {
        let (state, attempts, due) = world.closing("single").await;
        assert_eq!((state, attempts), (ClosingState::Waiting, number - 1));
        world.app.clock.set(due);
        world.turn().await;
    }
    let (state, attempts, due) = world.closing("single").await;
    assert_eq!((state, attempts), (ClosingState::GivenUp, 12));
    assert!((at(17 * 3_600)..=at(28 * 3_600)).contains(&due), "{due}");
    world.app.clock.set(at(48 * 3_600));
    world.turn().await;
    assert_eq!(receiver.received().len(), 12);
    let metrics = world.app.get("/metrics").await.ok().body;
    for line in ["webhook_sent_total 0", "webhook_failed_total 12", "webhook_given_up_total 1"] {
        assert!(metrics.contains(&format!("hustings_{line}\n")), "{metrics}");
    }

    let folder = world.app.folder.path();
    let list = text(&hustings(folder, &["webhook", "list", "single"]).stdout);
    for words in ["poll single", "(operator)", "given up after 12 attempts", "it answers 500"] {
        assert!(list.contains(words), "{list}");
    }
    refused(&hustings(folder, &["webhook", "send", "multiple"]), &["\"multiple\"", "webhook list"]);
    let id = list.split(' ').next().expect("an id").to_owned();
    // The command's clock is the machine's, and the server's is not.
    let sent = hustings(folder, &["webhook", "send", &id]);
    assert!(sent.status.success() && text(&sent.stdout).contains("waiting, 0 of 12 attempts"), "{sent:?}");
    world.app.clock.set(world.closing("single").await.2);
    world.turn().await;
    let received = receiver.received();
    assert_eq!((received.len(), received[12].id()), (13, id.as_str()));
    assert_eq!(received[12].body, received[0].body);
    assert!(text(&hustings(folder, &["webhook", "list"]).stdout).contains("sent at attempt 1"));
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_asked_once() {
    let receiver = Receiver::answering(&[410]);
    let world = World::new(&receiver).await;
    world.force("single", Some(Forced::Closed)).await;
    world.turn().await;
    assert_eq!(world.closing("single").await.0, ClosingState::GivenUp);
}

#[tokio::test]
async fn votes_do_not_wait_for_a_receiver_that_does_not_answer() {
    let (release, gate) = channel();
    let receiver = Receiver::answering_after(gate, &[]);
    let world = World::new(&receiver).await;
    world.force("single", Some(Forced::Closed)).await;
    let webhook = world.app.state.webhook.clone().expect("a webhook");
    let turn = tokio::spawn(async move { webhook.turn().await });
    let has_arrived = async {
        while receiver.arrived.try_recv().is_err() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, has_arrived).await.expect("it arrives in time");
    world.app.vote(None, "multiple", &["a", "b"]).await.ok();
    assert!(!turn.is_finished());
    assert_eq!(world.closing("single").await.0, ClosingState::Waiting);
    drop(release);
    timeout(PATIENCE, turn).await.expect("it ends in time").expect("it ends").expect("the database answers");
    assert_eq!(world.closing("single").await.0, ClosingState::Sent);
}

/// The writer tries a database that takes no votes by itself, and voters wait for it; they are not to wait for the webhook, too.
#[tokio::test]
async fn a_database_that_takes_no_votes_is_left_alone_until_it_does() {
    let receiver = Receiver::answering(&[]);
    let world = World::new(&receiver).await;
    world.force("single", Some(Forced::Closed)).await;
    let options = SqliteConnectOptions::new().filename(world.app.folder.path().join("votes.db"));
    let mut other = SqliteConnection::connect_with(&options).await.expect("connected");
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.expect("held");
    assert_eq!(world.app.vote(None, "multiple", &["a", "b"]).await.status, 503);
    world.turn().await;
    assert_eq!(receiver.received().len(), 0);
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("let go");
    let recovered = async {
        while world.app.state.routes.store.health().has_failed {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, recovered).await.expect("it recovers in time");
    world.turn().await;
    assert_eq!(receiver.received().len(), 1);
}

/// An editor may move a poll's file away for a moment.
#[tokio::test]
async fn a_poll_whose_file_has_gone_is_told_of_when_it_is_back() {
    let receiver = Receiver::answering(&[]);
    let world = World::new(&receiver).await;
    world.force("single", Some(Forced::Closed)).await;
    let file = world.app.folder.path().join("content/polls/single.toml");
    let words = fs::read(&file).expect("a poll");
    fs::remove_file(&file).expect("gone");
    let world = world.reopened(&receiver).await;
    world.turn().await;
    let (state, attempts, due) = world.closing("single").await;
    assert_eq!((state, attempts, receiver.received().len()), (ClosingState::Waiting, 1, 0));
    fs::write(&file, words).expect("back");
    let world = world.reopened(&receiver).await;
    world.app.clock.set(due);
    world.turn().await;
    assert_eq!((receiver.received().len(), world.closing("single").await.0), (1, ClosingState::Sent));
}

#[tokio::test]
async fn two_servers_of_a_database_tell_of_a_closing_once() {
    let receiver = Receiver::answering(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let url = tokio::task::spawn_blocking(|| shared().database()).await.expect("made");
    let server = || {
        TestApp::start_with(|settings| {
            settings.sources.database.clone_from(&url);
            settings.sources.key_file = Some(folder.path().join("votes.key"));
            receiver.set(settings, folder.path());
        })
    };
    let (here, there) = tokio::join!(server(), server());
    let turn = async |app: &TestApp| app.state.webhook.as_ref().expect("a webhook").turn().await.expect("told");
    here.clock.set(at(3_610));
    there.clock.set(at(3_611));
    let close =
        Mutation::ForcePoll { poll: "single".to_owned(), forced: Some(Forced::Closed), schedule: Schedule::default() };
    here.state.routes.store.apply(close).await.expect("closed");
    for _ in 0..3 {
        tokio::join!(turn(&here), turn(&there));
    }
    let received = receiver.received();
    let polls: BTreeSet<String> =
        received.iter().map(|message| message.verified()["data"]["poll"].to_string()).collect();
    assert_eq!((received.len(), polls.len()), (2, 2), "{received:?}");
}

#[test]
fn a_webhook_that_is_none_is_refused_before_anything_is_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    let file = secret_file(folder.path());
    let (file, short) = (file.to_str().expect("UTF-8"), folder.path().join("short"));
    fs::write(&short, "whsec_c2hvcnQ=").expect("written");
    let short = short.to_str().expect("UTF-8");
    let good = "https://news.example/hooks/word-that-nobody-may-see";
    for (arguments, words) in [
        (
            vec!["--webhook-url", "http://news.example/", "--webhook-secret-file", file],
            ["https://", "this machine alone"],
        ),
        (vec!["--webhook-url", "https://10.0.0.7/", "--webhook-secret-file", file], ["own network", "--webhook-url"]),
        (vec!["--webhook-url", "https://[::1]/", "--webhook-secret-file", file], ["own network", "--webhook-url"]),
        (vec!["--webhook-url", "news.example", "--webhook-secret-file", file], ["is no URL", "--webhook-url"]),
        (vec!["--webhook-url", good], ["hustings webhook secret", "--webhook-secret-file"]),
        (
            vec!["--webhook-url", good, "--webhook-secret-file", "/nowhere/at/all"],
            ["/nowhere/at/all", "cannot be read"],
        ),
        (vec!["--webhook-url", good, "--webhook-secret-file", short], ["24 to 64 bytes", "hustings webhook secret"]),
    ] {
        let output = hustings(folder.path(), &[&["serve", "--listen", "127.0.0.1:0"], arguments.as_slice()].concat());
        refused(&output, &words);
        let said = text(&output.stderr);
        assert!(!said.contains("nobody-may-see") && !said.contains("c2hvcnQ"), "{said}");
    }
    assert!(!folder.path().join("votes.db").exists());
    let made = text(&hustings(folder.path(), &["webhook", "secret"]).stdout);
    assert!(made.starts_with("whsec_") && made.trim().len() == 50, "{made}");
}

#[test]
fn a_server_tells_when_the_command_closes_a_poll() {
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    let receiver = Receiver::answering(&[]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_hustings"));
    command.env("HUSTINGS_WEBHOOK_URL", receiver.url()).env("HUSTINGS_WEBHOOK_SECRET", SECRET);
    let _server = Process::start_by(command, folder.path(), Stdio::null());
    let noted = || text(&hustings(folder.path(), &["webhook", "list"]).stdout);
    assert!(noted().contains("No poll has closed"), "{}", noted());
    let closed = hustings(folder.path(), &["poll", "close", "single"]);
    assert!(closed.status.success(), "{closed:?}");
    receiver.arrived.recv_timeout(PATIENCE).expect("told in time");
    let told = receiver.received()[0].verified();
    assert_eq!((&told["data"]["poll"], &told["data"]["state"]), (&"single".into(), &"closed".into()));
}
