//! `cargo xtask bench pages`: what a page costs the server that is asked for by many, with and without votes coming in.
//! Loaded by `wrk`, measured by the processor time of the server alone, so that what asks costs nothing in the figures. Not
//! a test: it fails only when it cannot be measured.

use std::{
    env,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::load::{Answering, Load, median};

/// The poll that is voted in, and the article that asks it.
const POLL: &str = "night-trains";
const ARTICLE: &str = "/en/articles/night-trains";
/// Connections that vote.
const VOTING: u64 = 64;

/// Who asks for what.
struct Scene {
    name: &'static str,
    path: &'static str,
    coding: &'static str,
    /// What the reader has done before: nothing, come back, or voted.
    reader: Known,
}

#[derive(Clone, Copy, PartialEq)]
enum Known {
    No,
    /// By a cookie, without a vote in this poll.
    Yes,
    Voted,
}

const SCENES: [Scene; 8] = [
    Scene { name: "article, br", path: ARTICLE, coding: "br", reader: Known::No },
    Scene { name: "article, gzip", path: ARTICLE, coding: "gzip", reader: Known::No },
    Scene { name: "article, plain", path: ARTICLE, coding: "identity", reader: Known::No },
    Scene { name: "article, a reader without a vote", path: ARTICLE, coding: "br", reader: Known::Yes },
    Scene { name: "article, a reader who voted", path: ARTICLE, coding: "br", reader: Known::Voted },
    Scene { name: "list, br", path: "/en/", coding: "br", reader: Known::No },
    Scene { name: "frame of the poll, br", path: "/embed/polls/night-trains?lang=en", coding: "br", reader: Known::No },
    Scene {
        name: "picture of the poll",
        path: "/api/v1/polls/night-trains/results.svg?lang=en",
        coding: "br",
        reader: Known::No,
    },
];

/// What pages cost that many ask for, with and without votes coming in. Needs `wrk`.
#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    load: Load,
    /// Votes a second in the second half of each.
    #[arg(long, default_value = "1000")]
    votes: u64,
}

pub(crate) fn run(options: Options) -> Result<()> {
    let Options { load: Load { seconds, runs: rounds, against }, votes } = options;
    let mut servers = vec![PathBuf::from(env::var("HUSTINGS_BIN").context("run it by cargo xtask bench pages")?)];
    servers.extend(against);
    // Of each server: for each scene the figures of all rounds, quiet and while there are votes.
    let mut figures = vec![vec![[const { Vec::new() }; 2]; SCENES.len()]; servers.len()];
    for round in 1..=rounds {
        for (binary, figures) in servers.iter().zip(&mut figures) {
            println!("round {round}: {}", binary.display());
            let server = Answering::server(binary)?;
            let cookies = [Known::No, Known::Yes, Known::Voted].map(|known| cookie(&server, known));
            for (scene, [quiet, _]) in SCENES.iter().zip(&mut *figures) {
                quiet.push(load(&server, scene, &cookies, seconds, 0.0)?);
            }
            let voting = Voting::begin(&server.address, votes);
            let alone = while_waiting(&server, seconds)?;
            for (scene, [_, busy]) in SCENES.iter().zip(&mut *figures) {
                busy.push(load(&server, scene, &cookies, seconds, alone)?);
            }
            println!(
                "  {:.0} votes/s were counted, which took {:.0} % of a processor alone",
                voting.end()?,
                alone * 100.0
            );
        }
    }
    println!("\nAnswers for each second of the server's processor time: the median of {rounds} (least to most).");
    for (binary, figures) in servers.iter().zip(figures) {
        println!("\n{}\n\n| what | nobody votes | {votes} votes/s |\n| --- | --- | --- |", binary.display());
        for (scene, [quiet, busy]) in SCENES.iter().zip(figures) {
            println!("| {} | {} | {} |", scene.name, median(quiet), median(busy));
        }
    }
    Ok(())
}

/// The cookie of a reader who has done that.
fn cookie(server: &Answering, known: Known) -> Option<String> {
    let poll = match known {
        Known::No => return None,
        Known::Yes => "meeting-length",
        Known::Voted => POLL,
    };
    let option = if known == Known::Voted { "cabin" } else { "fifteen" };
    let answer = vote(&mut TcpStream::connect(&server.address).ok()?, &server.address, poll, option, None).ok()?;
    let set = answer.lines().find_map(|line| value(line, "set-cookie"))?;
    Some(set.split(';').next()?.to_owned())
}

/// Answers for each second of processor time, of which `spent` a second goes to something else.
fn load(server: &Answering, scene: &Scene, cookies: &[Option<String>; 3], seconds: u64, spent: f64) -> Result<f64> {
    let mut headers = vec![format!("Accept-Encoding: {}", scene.coding)];
    match &cookies[scene.reader as usize] {
        Some(cookie) => headers.push(format!("Cookie: {cookie}")),
        None => ensure!(scene.reader == Known::No, "{}: the reader has no cookie", scene.name),
    }
    server.answers(scene.name, scene.path, &headers, seconds, spent)
}

/// The processor time that it takes a second with nobody asking for a page.
fn while_waiting(server: &Answering, seconds: u64) -> Result<f64> {
    let before = server.processor_time()?;
    thread::sleep(Duration::from_secs(seconds));
    Ok((server.processor_time()? - before) / seconds as f64)
}

/// First votes that come in at a steady rate.
struct Voting {
    stop: Arc<AtomicBool>,
    counted: Arc<AtomicU64>,
    began: Instant,
    threads: Vec<thread::JoinHandle<Result<()>>>,
}

impl Voting {
    fn begin(address: &str, a_second: u64) -> Self {
        let (stop, counted, began) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default(), Instant::now());
        let start = |number: u64| {
            let (stop, counted, address) = (Arc::clone(&stop), Arc::clone(&counted), address.to_owned());
            thread::spawn(move || {
                let mut socket = TcpStream::connect(&address)?;
                let mut sent = 0;
                while !stop.load(Ordering::Relaxed) {
                    let due = Duration::from_secs_f64((sent * VOTING + number) as f64 / a_second.max(1) as f64);
                    thread::sleep(due.saturating_sub(began.elapsed()));
                    let id = format!("bench-{number:02}-{sent:014}-aaaa");
                    vote(&mut socket, &address, POLL, "fare", Some(&id))?;
                    counted.fetch_add(1, Ordering::Relaxed);
                    sent += 1;
                }
                Ok(())
            })
        };
        let threads = (0..VOTING).map(start).collect();
        Self { stop, counted, began, threads }
    }

    /// Ends it, and says how many a second were counted.
    fn end(self) -> Result<f64> {
        let rate = self.counted.load(Ordering::Relaxed) as f64 / self.began.elapsed().as_secs_f64();
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads {
            thread.join().map_err(|_| anyhow::anyhow!("a voter panicked"))??;
        }
        Ok(rate)
    }
}

/// Votes over an open connection, and returns the head of the answer.
fn vote(socket: &mut TcpStream, host: &str, poll: &str, option: &str, id: Option<&str>) -> Result<String> {
    let body = format!("{{\"options\":[\"{option}\"]}}");
    let reader = id.map(|id| format!("hustings-reader: {id}\r\n")).unwrap_or_default();
    write!(
        socket,
        "PUT /api/v1/polls/{poll}/vote HTTP/1.1\r\nHost: {host}\r\n{reader}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n\
         {body}",
        body.len()
    )?;
    let (mut answer, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let read = socket.read(&mut buffer)?;
        ensure!(read > 0, "the server closed the connection of a voter");
        answer.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&answer);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| value(line, "content-length")?.parse::<usize>().ok());
        if body.len() >= length.context("an answer without a length")? {
            ensure!(head.starts_with("HTTP/1.1 200"), "a vote was answered with {head}");
            return Ok(head.to_owned());
        }
    }
}

/// The value of the header `name`, if the line is of it.
fn value<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (found, value) = line.split_once(": ")?;
    found.eq_ignore_ascii_case(name).then_some(value)
}
