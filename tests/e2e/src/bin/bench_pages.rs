//! `cargo xtask bench pages`: what a page costs the server that is asked for by many, with and without votes coming in.
//! Loaded by `wrk`, measured by the processor time of the server alone, so that what asks costs nothing in the figures. Its
//! arguments are the seconds of one load, the rounds, the votes a second, and perhaps a second server to compare with, round by
//! round. Not a test: it fails only when it cannot be measured.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

/// The poll that is voted in, and the article that asks it.
const POLL: &str = "night-trains";
const ARTICLE: &str = "/en/articles/night-trains";
/// Connections that ask at once.
const ASKING: &str = "32";
/// Connections that vote.
const VOTING: u64 = 64;
/// Of the processor time that Linux tells: ticks a second.
const TICKS: f64 = 100.0;

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

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [seconds, rounds, votes, others @ ..] = &arguments[..] else {
        bail!("usage: bench_pages SECONDS ROUNDS VOTES [SERVER]")
    };
    let (seconds, rounds, votes): (u64, usize, u64) = (seconds.parse()?, rounds.parse()?, votes.parse()?);
    ensure!(
        Command::new("wrk").arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok(),
        "wrk is not there; it is a package of the same name in Debian, Fedora and Homebrew"
    );
    let mut servers = vec![PathBuf::from(env::var("HUSTINGS_BIN").context("run it by cargo xtask bench pages")?)];
    servers.extend(others.iter().map(PathBuf::from));
    // Of each server: for each scene the figures of all rounds, quiet and while there are votes.
    let mut figures = vec![vec![[const { Vec::new() }; 2]; SCENES.len()]; servers.len()];
    for round in 1..=rounds {
        for (binary, figures) in servers.iter().zip(&mut figures) {
            println!("round {round}: {}", binary.display());
            let server = Server::start(binary)?;
            let cookies = [Known::No, Known::Yes, Known::Voted].map(|known| server.cookie(known));
            for (scene, [quiet, _]) in SCENES.iter().zip(&mut *figures) {
                quiet.push(server.load(scene, &cookies, seconds, 0.0)?);
            }
            let voting = Voting::begin(&server.address, votes);
            let alone = server.while_waiting(seconds);
            for (scene, [_, busy]) in SCENES.iter().zip(&mut *figures) {
                busy.push(server.load(scene, &cookies, seconds, alone)?);
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

fn median(mut figures: Vec<f64>) -> String {
    figures.sort_by(f64::total_cmp);
    format!("{:.0} ({:.0} to {:.0})", figures[figures.len() / 2], figures[0], figures[figures.len() - 1])
}

/// A server of the demo with a database of its own. It ends when it is dropped.
struct Server {
    process: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Server {
    fn start(binary: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let place = |name: &str| env::var(name).with_context(|| format!("{name} is not set"));
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", "127.0.0.1:0", "--rate-limit", "0", "--network-connections", "0"]);
        command.arg("--database").arg(format!("sqlite:{}/bench.db", folder.path().display()));
        command.args(["--content", &place("HUSTINGS_CONTENT")?, "--dist", &place("HUSTINGS_DIST")?]);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("the server")?;
        let output = process.stdout.take().context("the server's output")?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let address = lines.find_map(|line| Some(line.split_once("http://")?.1.trim().to_owned()));
        let address = address.context("the server did not say where it is")?;
        // Whatever else it says must find somebody who reads it.
        thread::spawn(move || lines.for_each(drop));
        Ok(Self { process, address, _folder: folder })
    }

    /// The cookie of a reader who has done that.
    fn cookie(&self, known: Known) -> Option<String> {
        let poll = match known {
            Known::No => return None,
            Known::Yes => "meeting-length",
            Known::Voted => POLL,
        };
        let option = if known == Known::Voted { "cabin" } else { "fifteen" };
        let answer = vote(&mut TcpStream::connect(&self.address).ok()?, &self.address, poll, option, None).ok()?;
        let set = answer.lines().find_map(|line| value(line, "set-cookie"))?;
        Some(set.split(';').next()?.to_owned())
    }

    /// Answers for each second of processor time, of which `spent` a second goes to something else.
    fn load(&self, scene: &Scene, cookies: &[Option<String>; 3], seconds: u64, spent: f64) -> Result<f64> {
        let mut wrk = Command::new("wrk");
        wrk.args([
            "-t1",
            "-c",
            ASKING,
            "-d",
            &format!("{seconds}s"),
            "-H",
            &format!("Accept-Encoding: {}", scene.coding),
        ]);
        if let Some(cookie) = &cookies[scene.reader as usize] {
            wrk.arg("-H").arg(format!("Cookie: {cookie}"));
        } else {
            ensure!(scene.reader == Known::No, "{}: the reader has no cookie", scene.name);
        }
        let (began, before) = (Instant::now(), self.processor_time()?);
        let output = wrk.arg(format!("http://{}{}", self.address, scene.path)).output().context("wrk")?;
        let took = self.processor_time()? - before - spent * began.elapsed().as_secs_f64();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(!said.contains("Non-2xx"), "{}: {said}", scene.name);
        let asked = said.lines().find_map(|line| line.trim().split_once(" requests in")?.0.parse::<f64>().ok());
        let asked = asked.with_context(|| format!("{}: wrk said {said}", scene.name))?;
        println!("  {:<34} {asked:>8} answers, {took:.2} s of a processor", scene.name);
        Ok(asked / took.max(1.0 / TICKS))
    }

    /// The processor time that it takes a second with nobody asking for a page.
    fn while_waiting(&self, seconds: u64) -> f64 {
        let before = self.processor_time().unwrap_or_default();
        thread::sleep(Duration::from_secs(seconds));
        (self.processor_time().unwrap_or_default() - before) / seconds as f64
    }

    /// The seconds of processor time that it has taken so far (proc_pid_stat(5), utime and stime).
    fn processor_time(&self) -> Result<f64> {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.process.id())).context("this needs Linux")?;
        let fields = text.rsplit_once(')').context("a process' state")?.1;
        let ticks: Vec<f64> =
            fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse().ok()).collect();
        Ok(ticks.iter().sum::<f64>() / TICKS)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
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
