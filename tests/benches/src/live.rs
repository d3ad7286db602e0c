//! `cargo xtask bench live`: what it costs the server that many follow a poll, and how long the last of them waits, beside nginx with
//! nchan, which sends messages of the same length to as many, and a process that only writes to as many sockets. Viewers are sockets of this program, on one thread. Not a test: it
//! fails only when it cannot be measured.

use std::{
    cell::RefCell,
    env,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::Command,
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    sync::Notify,
    task::LocalSet,
    time::{sleep_until, timeout},
};

use crate::load::{Answering, median, nginx_alone, raise_descriptors};

/// The poll that everybody follows.
const POLL: &str = "night-trains";
/// The longest that anything takes.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two changes, so that each is a round of its own: no poll is sent more often than five times a second.
const PAUSE: Duration = Duration::from_millis(300);

/// What it costs that many follow a poll, and how long the last of them waits.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Viewers, each with a stream of their own.
    #[arg(long, default_value = "4000")]
    viewers: usize,
    /// Changes that all of them are sent.
    #[arg(long, default_value = "20")]
    changes: usize,
    /// How often all is measured, which the medians are over.
    #[arg(long, default_value = "3")]
    runs: usize,
    /// Another server to measure in the same run, such as one of an earlier version.
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Is the process that only writes such events, of so many bytes, to everybody.
    #[arg(long, hide = true, value_name = "BYTES")]
    bare: Option<usize>,
    /// The module `ngx_nchan_module.so` of nginx, which Debian has as `libnginx-mod-nchan`; without it nothing is compared.
    #[arg(long, value_name = "FILE")]
    nchan: Option<PathBuf>,
}

/// What is below all others: each event is written to one socket after the other, and nothing else is done.
const BARE: &str = "bare sockets";

/// Somebody who sends to all viewers what one has said.
struct Side {
    answering: Answering,
    /// How a viewer asks.
    follow: String,
    /// How something is said, for each change.
    say: Box<dyn Fn(usize) -> String>,
    /// Events that come at once, before anything changes.
    at_once: usize,
}

/// What came of one run.
#[derive(Default)]
struct Figures {
    connected: Vec<f64>,
    kilobytes: Vec<f64>,
    deliveries: Vec<f64>,
    /// Milliseconds from the first viewer to the last.
    spread: Vec<f64>,
    /// Milliseconds from the answer to whoever said it to the last viewer.
    last: Vec<f64>,
}

/// An event that comes to everybody.
#[derive(Clone, Copy)]
struct Event {
    have: usize,
    first: Instant,
    last: Instant,
}

/// What viewers have seen.
#[derive(Default)]
struct Seen {
    events: RefCell<Vec<Event>>,
    news: Notify,
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(options: Options) -> Result<()> {
    raise_descriptors();
    if let Some(bytes) = options.bare {
        return write_to_all(bytes);
    }
    let binary = PathBuf::from(env::var("HUSTINGS_BIN").context("run it by cargo xtask bench live")?);
    let mut sides: Vec<(String, Figures)> = vec![("hustings".to_owned(), Figures::default())];
    sides.extend(options.against.iter().map(|file| (file.display().to_string(), Figures::default())));
    sides.extend(options.nchan.iter().map(|_| ("nginx with nchan".to_owned(), Figures::default())));
    sides.push((BARE.to_owned(), Figures::default()));
    let mut length = 0;
    for run in 1..=options.runs {
        for (name, figures) in &mut sides {
            let side = match (name.as_str(), &options.nchan) {
                ("hustings", _) => ours(&binary, options.viewers)?,
                ("nginx with nchan", Some(module)) => nchan(module, length)?,
                (BARE, _) => bare(length)?,
                (file, _) => ours(Path::new(file), options.viewers)?,
            };
            let bytes = LocalSet::new().run_until(measure(&side, &options, figures)).await?;
            length = if name == "hustings" { bytes } else { length };
            println!("run {run}: {name}");
        }
    }
    let (viewers, changes) = (options.viewers, options.changes);
    println!(
        "\n{viewers} viewers, {changes} changes, events of {length} bytes; medians of {} runs (least to most).\n",
        options.runs
    );
    println!(
        "| who | all connected, ms | kB for each viewer | deliveries for each second of its processor | last viewer after the \
         first, ms | after the answer, ms |\n| --- | --- | --- | --- | --- | --- |"
    );
    for (name, figures) in sides {
        let Figures { connected, kilobytes, deliveries, spread, last } = figures;
        let [connected, kilobytes, deliveries, spread, last] =
            [connected, kilobytes, deliveries, spread, last].map(median);
        println!("| {name} | {connected} | {kilobytes} | {deliveries} | {spread} | {last} |");
    }
    Ok(())
}

fn ours(binary: &Path, viewers: usize) -> Result<Side> {
    let answering = Answering::server_for(binary, viewers)?;
    let address = answering.address.clone();
    let follow =
        format!("GET /api/v1/events?poll={POLL} HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\r\n");
    let say = move |change| {
        let body = "{\"options\":[\"fare\"]}";
        format!(
            "PUT /api/v1/polls/{POLL}/vote HTTP/1.1\r\nHost: {address}\r\nhustings-reader: bench-{change:020}-aaaa\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    Ok(Side { answering, follow, say: Box::new(say), at_once: 1 })
}

/// nchan as its documentation says, with events of `length` bytes.
fn nchan(module: &Path, length: usize) -> Result<Side> {
    let before = format!("load_module {};\nworker_rlimit_nofile 100000;", module.display());
    let locations = "location = /pub { nchan_publisher; nchan_channel_id a; nchan_message_buffer_length 1; }\n\
                     location = /sub { nchan_subscriber eventsource; nchan_channel_id a; \
                     nchan_subscriber_first_message newest; }";
    let answering = nginx_alone(&before, "worker_connections 50000;", locations)?;
    let address = answering.address.clone();
    let follow = format!("GET /sub HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\r\n");
    // What stands around the data in an event of nchan.
    let data = "x".repeat(length.saturating_sub(30));
    let say = move |_| format!("POST /pub HTTP/1.1\r\nHost: {address}\r\nContent-Length: {}\r\n\r\n{data}", data.len());
    Ok(Side { answering, follow, say: Box::new(say), at_once: 0 })
}

/// This program as [`BARE`], with events of `length` bytes.
fn bare(length: usize) -> Result<Side> {
    let mut command = Command::new(env::current_exe()?);
    let answering = Answering::start(command.args(["live", "--bare", &length.to_string()]), tempfile::tempdir()?)?;
    let say = |_| "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n".to_owned();
    Ok(Side { answering, follow: "GET / HTTP/1.1\r\n\r\n".to_owned(), say: Box::new(say), at_once: 0 })
}

/// Writes an event of `bytes` to all who have asked, whenever somebody has it said, until this process is ended.
fn write_to_all(bytes: usize) -> Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.bind("127.0.0.1:0".parse()?)?;
    let listener = socket.listen(4096)?.into_std()?;
    listener.set_nonblocking(false)?;
    println!("http://{}", listener.local_addr()?);
    let event = format!("id: 1\ndata: {}\n\n", "x".repeat(bytes.saturating_sub(14)));
    let (mut viewers, mut asked) = (Vec::new(), [0; 4096]);
    loop {
        let (mut socket, _) = listener.accept()?;
        socket.set_nodelay(true)?;
        let mut read = socket.read(&mut asked)?;
        if asked[..read].starts_with(b"GET") {
            socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")?;
            viewers.push(socket);
            continue;
        }
        while read > 0 {
            for viewer in &mut viewers {
                viewer.write_all(event.as_bytes())?;
            }
            socket.write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?;
            read = socket.read(&mut asked)?;
        }
    }
}

/// Measures one side, and returns the bytes of its last event.
async fn measure(side: &Side, options: &Options, figures: &mut Figures) -> Result<usize> {
    let memory = side.answering.memory()?;
    let (seen, began) = (Rc::new(Seen::default()), Instant::now());
    let connected = Rc::new(RefCell::new(0));
    let lengths = Rc::new(RefCell::new(0));
    for _ in 0..options.viewers {
        let (address, follow) = (side.answering.address.clone(), side.follow.clone());
        let (seen, connected, lengths) = (Rc::clone(&seen), Rc::clone(&connected), Rc::clone(&lengths));
        tokio::task::spawn_local(async move {
            if let Err(error) = view(&address, &follow, &seen, &connected, &lengths).await {
                eprintln!("a viewer has gone: {error:#}");
            }
        });
    }
    seen.wait(|| *connected.borrow() == options.viewers && seen.have(side.at_once, options.viewers)).await?;
    figures.connected.push(began.elapsed().as_secs_f64() * 1_000.0);
    figures.kilobytes.push((side.answering.memory()? - memory) / options.viewers as f64);

    let mut socket = TcpStream::connect(&side.answering.address).await?;
    let before = side.answering.processor_time()?;
    for change in 0..options.changes {
        socket.write_all((side.say)(change).as_bytes()).await?;
        let mut answer = [0; 4096];
        let read = timeout(PATIENCE, socket.read(&mut answer)).await??;
        let head = String::from_utf8_lossy(&answer[..read]);
        ensure!(head.starts_with("HTTP/1.1 20"), "what was said was answered with {head}");
        let answered = Instant::now();
        let event = side.at_once + change;
        seen.wait(|| seen.have(event + 1, options.viewers)).await?;
        if let Some(Event { first, last, .. }) = seen.events.borrow().get(event) {
            figures.spread.push((*last - *first).as_secs_f64() * 1_000.0);
            figures.last.push(last.saturating_duration_since(answered).as_secs_f64() * 1_000.0);
        }
        sleep_until((answered + PAUSE).into()).await;
    }
    let took = side.answering.processor_time()? - before;
    figures.deliveries.push((options.viewers * options.changes) as f64 / took.max(0.01));
    let bytes = *lengths.borrow();
    Ok(bytes)
}

/// Follows, and says of every event that it has come.
async fn view(
    address: &str,
    follow: &str,
    seen: &Seen,
    connected: &RefCell<usize>,
    length: &RefCell<usize>,
) -> Result<()> {
    let mut socket = TcpStream::connect(address).await?;
    socket.write_all(follow.as_bytes()).await?;
    let (mut buffer, mut text, mut events) = ([0; 4096], Vec::new(), 0);
    let mut is_open = false;
    loop {
        let read = socket.read(&mut buffer).await?;
        ensure!(read > 0, "the stream was closed");
        text.extend_from_slice(&buffer[..read]);
        if !is_open && text.windows(4).any(|end| end == b"\r\n\r\n") {
            is_open = true;
            *connected.borrow_mut() += 1;
            seen.news.notify_one();
        }
        // Each event has an id of its own and ends with an empty line; what else comes are comments.
        while let Some(end) = text.windows(2).position(|end| end == b"\n\n") {
            let event: Vec<u8> = text.drain(..end + 2).collect();
            if event.windows(4).any(|line| line == b"\nid:") || event.starts_with(b"id:") {
                *length.borrow_mut() = event.len();
                seen.event(events);
                events += 1;
            }
        }
    }
}

impl Seen {
    fn event(&self, number: usize) {
        let now = Instant::now();
        let mut events = self.events.borrow_mut();
        if events.len() <= number {
            events.resize(number + 1, Event { have: 0, first: now, last: now });
        }
        events[number].have += 1;
        events[number].last = now;
        self.news.notify_one();
    }

    /// Whether so many have had so many events.
    fn have(&self, events: usize, viewers: usize) -> bool {
        events == 0 || self.events.borrow().get(events - 1).is_some_and(|event| event.have >= viewers)
    }

    async fn wait(&self, is_so: impl Fn() -> bool) -> Result<()> {
        let waiting = async {
            while !is_so() {
                self.news.notified().await;
            }
        };
        timeout(PATIENCE, waiting).await.context("not all viewers had what all are sent")
    }
}
