//! The live stream, over a real socket.

use std::{
    collections::VecDeque,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use axum::http::Method;
use hustings_domain::{Forced, Schedule};
use hustings_server::{serve, state::AppState};
use hustings_store::Mutation;
use hustings_wire::{ErrorCode, Heartbeat, PollSnapshot, PollState, RatingSnapshot, Timestamp};
use serde_json::{Value, json};
use sqlx::{Connection as _, SqliteConnection};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};
use tower::ServiceExt;

use crate::support::{PATIENCE, TestApp, noon, request, sources};

/// A server on a free port.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(state: AppState) -> Self {
        Self::start_on(IpAddr::from([127, 0, 0, 1]), state).await
    }

    /// At this address of the machine.
    pub(crate) async fn start_on(address: IpAddr, state: AppState) -> Self {
        let listener = TcpListener::bind((address, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(serve::serve(listener, state, async {
            let _ = stopped.await;
        }));
        Self { address, stop: Some(stop), task }
    }

    pub(crate) async fn stop(mut self) {
        self.stop.take().expect("stopped once").send(()).expect("the server runs");
        timeout(PATIENCE, self.task).await.expect("the server ends in time").expect("no panic");
    }
}

/// Readers who vote without a pause in a poll that nobody here follows, until this is dropped.
struct Voting(JoinHandle<()>);

impl Voting {
    /// Begins, and waits until the hub has met such votes.
    async fn begin(app: &TestApp, server: &Server) -> Self {
        let mut met = Stream::open(server.address, "poll=untouched", "").await;
        let router = app.router.clone();
        let voting = Self(tokio::spawn(async move {
            loop {
                let vote = Some("{\"options\":[\"a\"]}".to_owned());
                let vote = request(Method::PUT, "/api/v1/polls/untouched/vote", None, vote);
                router.clone().oneshot(vote).await.expect("the router never fails");
            }
        }));
        met.poll_until(|snapshot| snapshot.voters > 0).await;
        voting
    }
}

impl Drop for Voting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// One event of a stream.
#[derive(Debug)]
struct Event {
    name: String,
    id: String,
    data: Value,
}

/// An open stream.
pub(crate) struct Stream {
    head: String,
    lines: Lines<BufReader<TcpStream>>,
    retry: Option<u64>,
    waiting: VecDeque<Event>,
}

impl Stream {
    pub(crate) async fn open(address: SocketAddr, query: &str, cookie: &str) -> Self {
        let mut socket = TcpStream::connect(address).await.expect("connected");
        let request = format!("GET /api/v1/events?{query} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\r\n");
        socket.write_all(request.as_bytes()).await.expect("sent");
        let mut lines = BufReader::new(socket).lines();
        let mut head = String::new();
        loop {
            let line = timeout(PATIENCE, lines.next_line()).await.expect("in time").expect("read").expect("a head");
            if line.is_empty() {
                break;
            }
            head += &line;
            head.push('\n');
        }
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        Self { head, lines, retry: None, waiting: VecDeque::new() }
    }

    /// The next event that says something of a poll or an article, or `None` at the end of the stream. Heartbeats come at any
    /// moment.
    async fn next(&mut self) -> Option<Event> {
        if let Some(event) = self.waiting.pop_front() {
            return Some(event);
        }
        loop {
            let event = self.next_of_any().await?;
            if event.name != "heartbeat" {
                return Some(event);
            }
        }
    }

    /// The next event.
    async fn next_of_any(&mut self) -> Option<Event> {
        let (mut name, mut id) = (String::new(), String::new());
        loop {
            // Lines that only frame the chunks of HTTP/1.1 name no field and are passed over.
            let line = timeout(PATIENCE, self.lines.next_line()).await.expect("something comes in time").ok()??;
            let Some((field, value)) = line.split_once(": ") else { continue };
            match field {
                "retry" => self.retry = value.parse().ok(),
                "event" => name = value.to_owned(),
                "id" => id = value.to_owned(),
                "data" => return Some(Event { name, id, data: serde_json::from_str(value).expect("JSON") }),
                _ => {}
            }
        }
    }

    pub(crate) async fn poll(&mut self) -> PollSnapshot {
        let event = self.next().await.expect("an event");
        assert_eq!(event.name, "poll");
        assert_eq!(event.data["seq"], event.id.as_str());
        serde_json::from_value(event.data).expect("a frame")
    }

    /// The first poll frame, from the next on, of which `wanted` is true.
    pub(crate) async fn poll_until(&mut self, wanted: impl Fn(&PollSnapshot) -> bool) -> PollSnapshot {
        loop {
            let frame = self.poll().await;
            if wanted(&frame) {
                return frame;
            }
        }
    }
}

#[tokio::test]
async fn the_first_snapshots_come_at_once_and_changes_follow() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    let mut stream = Stream::open(server.address, "poll=single&article=trains&poll=single", "").await;
    for header in ["content-type: text/event-stream", "cache-control: no-store", "x-accel-buffering: no"] {
        assert!(stream.head.contains(header), "{}", stream.head);
    }
    let first = stream.poll().await;
    assert_eq!((first.voters, first.votes.expect("shown")["a"]), (108, 33));
    let event = stream.next().await.expect("an event");
    let rating: RatingSnapshot = serde_json::from_value(event.data).expect("a frame");
    assert_eq!((event.name.as_str(), rating.votes, rating.mean), ("rating", 4, Some(5.0)));
    assert!(stream.retry.is_some_and(|retry| (1_000..5_000).contains(&retry)));

    let voted = app.vote(None, "single", &["a"]).await.ok().json();
    let frame = stream.poll_until(|frame| frame.voters == 109).await;
    assert_eq!(
        (frame.seq.to_string().as_str(), frame.votes.expect("shown")["a"]),
        (voted["seq"].as_str().expect("text"), 34)
    );
    app.put(None, "/api/v1/articles/trains/rating", &json!({"stars": 1})).await.ok();
    let event = stream.next().await.expect("an event");
    assert_eq!((event.name.as_str(), &event.data["histogram"]), ("rating", &json!([1, 0, 0, 0, 4])));
    server.stop().await;
}

#[tokio::test]
async fn a_heartbeat_comes_first_and_says_when_the_next_does() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    let mut stream = Stream::open(server.address, "", "").await;
    for _ in 0..2 {
        let event = stream.next_of_any().await.expect("an event");
        let beat: Heartbeat = serde_json::from_value(event.data).expect("a heartbeat");
        assert_eq!((event.name.as_str(), beat.interval), ("heartbeat", Some(3)));
    }
    let mut stream = Stream::open(server.address, "poll=single", "").await;
    assert_eq!(stream.next_of_any().await.expect("an event").name, "heartbeat", "before any snapshot");
    server.stop().await;
}

#[tokio::test]
async fn many_votes_make_few_frames_and_the_last_one_is_right() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    let mut stream = Stream::open(server.address, "poll=untouched", "").await;
    let began = std::time::Instant::now();
    assert_eq!(stream.poll().await.voters, 0);
    for _ in 0..100 {
        app.vote(None, "untouched", &["a"]).await.ok();
    }
    let mut frames = 1u128;
    while stream.poll().await.voters < 100 {
        frames += 1;
    }
    // A round at most every 200 ms, and the one that was on its way.
    let rounds = began.elapsed().as_millis() / 200 + 2;
    assert!(frames <= rounds, "{frames} frames in {rounds} rounds");
    server.stop().await;
}

#[tokio::test]
async fn hidden_results_are_streamed_to_voters_only() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    let mut own = Stream::open(server.address, "poll=after-vote", "").await;
    let mut other = Stream::open(server.address, "poll=after-vote&framed=1", "").await;
    assert_eq!(own.poll().await.votes, None);
    assert_eq!(other.poll().await.votes, None);
    // A stream without a cookie stays nobody's: a cookie from here could take the place of the one by which the reader
    // has just voted.
    assert!(![&own, &other].iter().any(|stream| stream.head.contains("set-cookie")), "{}", own.head);
    let voter = app.vote(None, "after-vote", &["b"]).await.ok().cookie().expect("a cookie");
    assert_eq!(own.poll_until(|frame| frame.voters == 1).await.votes, None);
    assert_eq!(other.poll_until(|frame| frame.voters == 1).await.votes, None);

    let mut voted = Stream::open(server.address, "poll=after-vote", &voter).await;
    assert_eq!(voted.poll().await.votes.expect("shown to voters")["b"], 1);
    app.vote(Some(&voter), "after-vote", &["c"]).await.ok();
    let frame = voted.poll_until(|frame| frame.votes.as_ref().is_some_and(|votes| votes["c"] == 1)).await;
    assert_eq!(frame.voters, 1);
    app.delete(Some(&voter), "/api/v1/polls/after-vote/vote").await.ok();
    assert_eq!(voted.poll_until(|frame| frame.voters == 0).await.votes, None);
    app.vote(Some(&voter), "after-vote", &["a"]).await.ok();
    voted.poll_until(|frame| frame.votes.as_ref().is_some_and(|votes| votes["a"] == 1)).await;
    assert_eq!(other.poll_until(|frame| frame.voters == 1).await.votes, None);
    server.stop().await;
}

#[tokio::test]
async fn a_poll_that_closes_is_streamed_with_results() {
    let app = TestApp::start().await;
    app.vote(None, "after-close", &["a"]).await.ok();
    let server = Server::start(app.state.clone()).await;
    let mut stream = Stream::open(server.address, "poll=after-close", "").await;
    let first = stream.poll().await;
    assert_eq!((first.state, first.votes), (PollState::Open, None));
    app.clock.set(Timestamp::from_unix(noon().unix() + 3_600));
    let closed = stream.poll_until(|frame| frame.state == PollState::Closed).await;
    assert_eq!((closed.votes.expect("shown")["a"], closed.seq), (1, first.seq));
    server.stop().await;
}

#[tokio::test]
async fn a_poll_closes_in_open_pages_while_another_is_voted_on() {
    let app = TestApp::start().await;
    app.vote(None, "after-close", &["a"]).await.ok();
    let server = Server::start(app.state.clone()).await;
    let mut stream = Stream::open(server.address, "poll=after-close", "").await;
    assert_eq!(stream.poll().await.state, PollState::Open);
    let voting = Voting::begin(&app, &server).await;
    app.clock.set(Timestamp::from_unix(noon().unix() + 3_600));
    let closed = stream.poll_until(|snapshot| snapshot.state == PollState::Closed).await;
    assert_eq!(closed.votes.expect("shown once it is closed")["a"], 1);
    drop(voting);
    server.stop().await;
}

#[tokio::test]
async fn a_poll_that_the_operator_closes_closes_in_open_pages_while_another_is_voted_on() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    let mut stream = Stream::open(server.address, "poll=single", "").await;
    assert_eq!(stream.poll().await.state, PollState::Open);
    let voting = Voting::begin(&app, &server).await;
    // Another process on the same database, as `hustings poll close` is one.
    let database = sources(app.folder.path()).database;
    let other = hustings_store::open(&database, app.clock.clone()).await.expect("opened").store;
    let close =
        Mutation::ForcePoll { poll: "single".to_owned(), forced: Some(Forced::Closed), schedule: Schedule::default() };
    other.apply(close).await.expect("closed");
    stream.poll_until(|snapshot| snapshot.state == PollState::Closed).await;
    drop(voting);
    server.stop().await;
}

#[tokio::test]
async fn what_nobody_follows_is_forgotten_while_votes_come_in() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    // Each stream is another reader's, for whose vote the hub waits.
    let mut streams = Vec::new();
    for _ in 0..10 {
        let cookie = app.vote(None, "after-vote", &["a"]).await.ok().cookie().expect("a cookie");
        let mut stream = Stream::open(server.address, "poll=after-vote", &cookie).await;
        stream.poll().await;
        streams.push(stream);
    }
    assert_eq!(app.state.metrics.live.followed.get(), 11);
    let voting = Voting::begin(&app, &server).await;
    drop(streams);
    let forgotten = async {
        while app.state.metrics.live.followed.get() > 0 {
            app.vote(None, "after-vote", &["a"]).await.ok();
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, forgotten).await.expect("nobody is left in time");
    drop(voting);
    server.stop().await;
}

#[tokio::test]
async fn what_cannot_be_followed_is_refused_before_the_stream_begins() {
    let app = TestApp::start().await;
    app.get("/api/v1/events?poll=none").await.problem(404, ErrorCode::NotFound);
    app.get("/api/v1/events?poll=single&article=none").await.problem(404, ErrorCode::NotFound);
    let thousand: Vec<String> = (0..1_000).map(|number| format!("poll=p{number}")).collect();
    let problem =
        app.get(&format!("/api/v1/events?{}", thousand.join("&"))).await.problem(400, ErrorCode::InvalidRequest);
    assert!(problem.detail.contains("32"), "{}", problem.detail);
}

#[tokio::test]
async fn a_stream_of_nothing_is_open_until_the_server_ends() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    let mut streams = Vec::new();
    for query in ["", "framed=true", "framed=false"] {
        streams.push(Stream::open(server.address, query, "").await);
    }
    server.stop().await;
    for mut stream in streams {
        assert!(stream.next().await.is_none());
    }
}

#[tokio::test]
async fn a_shutdown_ends_open_streams_and_keeps_what_was_answered() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    let mut streams = Vec::new();
    for _ in 0..5 {
        let mut stream = Stream::open(server.address, "poll=single", "").await;
        stream.poll().await;
        streams.push(stream);
    }
    app.vote(None, "single", &["a"]).await.ok();
    server.stop().await;
    for mut stream in streams {
        while stream.next().await.is_some() {}
    }
    assert!(app.get("/readyz").await.body.contains("The server is shutting down."));
    app.vote(None, "single", &["a"]).await.problem(503, ErrorCode::Unavailable);
}

#[tokio::test]
async fn a_viewer_who_leaves_is_forgotten() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    let mut stream = Stream::open(server.address, "poll=single", "").await;
    stream.poll().await;
    assert_eq!(app.state.metrics.live.viewers.get(), 1);
    drop(stream);
    // The next snapshot finds nobody at the other end.
    let gone = async {
        while app.state.metrics.live.viewers.get() > 0 {
            app.vote(None, "single", &["a"]).await.ok();
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, gone).await.expect("the viewer is forgotten in time");
    server.stop().await;
}

#[tokio::test]
async fn a_request_over_the_socket_is_counted_against_its_network() {
    let app = TestApp::start_with(|settings| {
        settings.rate_limit = 1;
        settings.rate_burst = 2;
    })
    .await;
    let server = Server::start(app.state.clone()).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let mut socket = TcpStream::connect(server.address).await.expect("connected");
        let body = "{\"stars\": 5}";
        let request = format!(
            "PUT /api/v1/articles/trains/rating HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        socket.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        timeout(PATIENCE, socket.read_to_string(&mut answer)).await.expect("in time").expect("read");
        statuses.push(answer[9..12].to_owned());
        if answer.starts_with("HTTP/1.1 429") {
            assert!(answer.to_lowercase().contains("retry-after: "), "{answer}");
            assert!(answer.contains("rate_limited"), "{answer}");
        }
    }
    assert_eq!(statuses, ["200", "200", "429"]);
    server.stop().await;
}

#[tokio::test]
async fn changes_elsewhere_do_not_hide_that_what_is_followed_cannot_be_read() {
    let app = TestApp::start().await;
    let server = Server::start(app.state.clone()).await;
    let _follower = Stream::open(server.address, "article=trains", "").await;
    let mut database = SqliteConnection::connect(&sources(app.folder.path()).database).await.expect("opened");
    for table in ["rating", "rating_tally"] {
        let rename = sqlx::AssertSqlSafe(format!("ALTER TABLE {table} RENAME TO gone_{table}"));
        sqlx::query(rename).execute(&mut database).await.expect("renamed");
    }
    // Votes change something in every round, of which there are five a second.
    let stands_still = async {
        while app.state.routes.hub.health().since_round < Duration::from_secs(2) {
            app.vote(None, "untouched", &["a"]).await.ok();
        }
    };
    timeout(PATIENCE, stands_still).await.expect("it is known that ratings stand still");
    server.stop().await;
}
