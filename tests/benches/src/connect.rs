//! `cargo xtask bench connect`: how long a crowd takes that opens its live streams at once, as after a restart of the
//! server. The same server is measured with the queue of connections that the standard library sets, and with its own,
//! in turn. Not a test: it fails only when it cannot be measured.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    sync::{Arc, Barrier},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use hustings_e2e::World;

use crate::load::raise_descriptors;

/// The queues that are compared: what the standard library asks the system for, and what the server does.
const QUEUES: [(&str, &str); 2] = [("128, the standard library's", "128"), ("4096, the server's own", "4096")];
/// The poll that everybody follows.
const POLL: &str = "night-trains";
/// The longest that a client waits.
const PATIENCE: Duration = Duration::from_secs(120);
/// A client's thread only waits.
const STACK: usize = 64 << 10;

/// How long a crowd takes that opens its live streams at once.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Clients that connect at once.
    #[arg(long, default_value = "2000")]
    clients: usize,
    /// Crowds for each queue, which the medians are over.
    #[arg(long, default_value = "3")]
    runs: usize,
}

#[tokio::main]
pub(crate) async fn run(options: Options) -> Result<()> {
    raise_descriptors();
    let Options { clients, runs } = options;
    println!("\n→ {clients} clients open their live streams at once, {runs} times for each queue");
    let mut figures: [Vec<Crowd>; QUEUES.len()] = Default::default();
    for run in 1..=runs {
        for ((name, queue), crowds) in QUEUES.iter().zip(&mut figures) {
            let limits = ["--listen-queue", queue, "--max-connections", "0", "--network-connections", "0"];
            let streams = ["--max-streams", "0", "--network-streams", "0"];
            let world = World::begin(&[&limits[..], &streams].concat()).await?;
            let address = world.server.address();
            let authority = address.strip_prefix("http://").context("the server's address is http")?;
            let crowd = connect(authority, clients).with_context(|| format!("a queue of {name}"))?;
            println!("run {run}, queue of {name}: the last after {}", seconds(crowd.last));
            crowds.push(crowd);
        }
    }
    println!("\n| queue | half of them | 99 of 100 | the last | opened again |\n| --- | --- | --- | --- | --- |");
    for ((name, _), crowds) in QUEUES.iter().zip(figures) {
        let median = |of: fn(&Crowd) -> Duration| {
            let mut all: Vec<Duration> = crowds.iter().map(of).collect();
            all.sort();
            seconds(all[all.len() / 2])
        };
        let mut resets: Vec<usize> = crowds.iter().map(|crowd| crowd.resets).collect();
        resets.sort_unstable();
        let resets = resets[resets.len() / 2];
        println!("| {name} | {} | {} | {} | {resets} |", median(|c| c.half), median(|c| c.most), median(|c| c.last));
    }
    Ok(())
}

/// When so many of the clients had their first event.
struct Crowd {
    half: Duration,
    most: Duration,
    last: Duration,
    /// How many connections had to be opened again.
    resets: usize,
}

/// Connects all clients at once. Each counts once it has the first event of its stream, and stays until all have.
fn connect(authority: &str, clients: usize) -> Result<Crowd> {
    let (start, end) = (Arc::new(Barrier::new(clients + 1)), Arc::new(Barrier::new(clients + 1)));
    let mut threads = Vec::with_capacity(clients);
    for _ in 0..clients {
        let (start, end, authority) = (Arc::clone(&start), Arc::clone(&end), authority.to_owned());
        let client = move || {
            start.wait();
            let began = Instant::now();
            let stream = follow_in_the_end(&authority, began);
            let took = began.elapsed();
            end.wait();
            stream.map(|(_, resets)| (took, resets))
        };
        threads.push(thread::Builder::new().stack_size(STACK).spawn(client).context("a client has no thread")?);
    }
    start.wait();
    end.wait();
    let (mut times, mut resets) = (Vec::with_capacity(clients), 0);
    for thread in threads {
        let (took, again) = thread.join().map_err(|_| anyhow::anyhow!("a client panicked"))??;
        times.push(took);
        resets += again;
    }
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    Ok(Crowd { half: at(50), most: at(99), last: at(100), resets })
}

/// Opens a stream, again where the kernel resets the connection, as it does when the queue stays full: a browser would
/// wait some seconds before. Returns how often that was.
fn follow_in_the_end(authority: &str, began: Instant) -> Result<(BufReader<TcpStream>, usize)> {
    let mut resets = 0;
    loop {
        match follow(authority) {
            Ok(stream) => return Ok((stream, resets)),
            Err(error) if began.elapsed() > PATIENCE => return Err(error),
            Err(_) => resets += 1,
        }
    }
}

/// Opens a stream, and returns it after its first event.
fn follow(authority: &str) -> Result<BufReader<TcpStream>> {
    let mut socket = TcpStream::connect(authority)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    write!(socket, "GET /api/v1/events?poll={POLL} HTTP/1.1\r\nHost: {authority}\r\n\r\n")?;
    let mut lines = BufReader::new(socket);
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            bail!("the server closed a stream before its first event");
        }
        if line.starts_with("event: ") {
            return Ok(lines);
        }
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:.2} s", duration.as_secs_f64())
}
