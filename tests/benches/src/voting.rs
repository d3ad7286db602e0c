//! `cargo xtask bench voting`: votes over HTTP, each of a new reader and answered once it is on the disk: how many a second, how long
//! they wait, and what they cost the server. Beside it Redis with `appendfsync always`, which has a script do what a vote needs of a
//! store that counts, and hyper alone, which answers the same requests without doing anything. Asked by `wrk` and `redis-benchmark`.
//! Not a test: it fails only when it cannot be measured, or when votes were not counted.

use std::{
    env,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use hustings_e2e::free_port;
use serde_json::Value;

use crate::{
    files::hyper_alone,
    load::{Answering, Load, median, spread, wrk},
};

/// The poll that is voted in.
const POLL: &str = "/api/v1/polls/night-trains";
/// How `wrk` votes. What a request consists of but for its reader's id is joined once.
const VOTE: &str = r#"
local body = '{"options":["fare"]}'
local last = "\r\nContent-Type: application/json\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
local first, sent = nil, 0
function init()
  first = "PUT " .. wrk.path .. "/vote HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\nhustings-reader: bench-"
end
function request()
  sent = sent + 1
  return first .. string.format("%024d", sent) .. last
end
function done(summary, latency)
  local errors, failed = summary.errors, 0
  for _, count in pairs(errors) do failed = failed + count end
  print("voted", summary.requests, failed, summary.duration, latency:percentile(50), latency:percentile(99))
end
"#;
/// What a vote needs of Redis: nobody votes twice, and the option is counted.
const SCRIPT: &str =
    "if redis.call('HSETNX', KEYS[1], ARGV[2], ARGV[1]) == 1 then redis.call('HINCRBY', KEYS[2], ARGV[1], 1) end";
/// How often the disk is tried.
const SYNCS: usize = 500;
/// Bytes that are written before each sync: about what the votes of 64 readers change of a database.
const SYNCED: usize = 64 << 10;

/// What durable votes over HTTP cost, and how long they wait. Needs `wrk`; Redis is left out where it is not there.
#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    load: Load,
    /// How many vote at once, each their next vote once the last is answered.
    #[arg(long, value_delimiter = ',', default_values_t = [64, 256])]
    clients: Vec<usize>,
}

/// Whoever answers.
enum Side {
    Server(PathBuf),
    Redis,
    /// With the answer that the server gave to a vote.
    HyperAlone,
}

/// What came of one load, and of all loads of a side.
#[derive(Default)]
struct Figures {
    a_second: Vec<f64>,
    /// Milliseconds below which so many of a hundred were answered.
    half: Vec<f64>,
    most: Vec<f64>,
    /// Of a processor, in hundredths.
    processor: Vec<f64>,
    for_each_second: Vec<f64>,
}

/// What whoever asks has found.
struct Asked {
    votes: f64,
    seconds: f64,
    /// Milliseconds.
    half: f64,
    most: f64,
}

pub(crate) fn run(options: Options) -> Result<()> {
    let Options { load: Load { seconds, runs, against }, clients } = options;
    let binary = PathBuf::from(env::var("HUSTINGS_BIN").context("run it by cargo xtask bench voting")?);
    let folder = tempfile::tempdir()?;
    let (script, answer) = (folder.path().join("vote.lua"), folder.path().join("answer.json"));
    fs::write(&script, VOTE)?;
    let mut sides = vec![("hustings".to_owned(), Side::Server(binary.clone()))];
    sides.extend(against.map(|file| (file.display().to_string(), Side::Server(file))));
    match Command::new("redis-server").arg("--version").output() {
        Ok(_) => sides.push(("Redis".to_owned(), Side::Redis)),
        Err(error) => println!("Redis is left out ({error}); Debian has it as redis-server"),
    }
    sides.push(("hyper alone".to_owned(), Side::HyperAlone));
    let mut figures: Vec<Vec<Figures>> =
        sides.iter().map(|_| clients.iter().map(|_| Figures::default()).collect()).collect();
    let mut disk = Vec::new();
    for round in 1..=runs {
        println!("round {round}");
        for (which, clients) in clients.iter().enumerate() {
            disk.extend(syncs(folder.path())?);
            // Redis is given as many as the server took, since what asks it takes a number and no time.
            let mut votes = 0.0;
            for ((name, side), figures) in sides.iter().zip(&mut figures) {
                let answering = match side {
                    Side::Server(binary) => Answering::server(binary)?,
                    Side::Redis => redis()?,
                    Side::HyperAlone => hyper_alone(&binary, &answer)?,
                };
                let (asked, took) = match side {
                    Side::Server(_) => vote_at_server(name, &answering, *clients, (seconds, &script), Some(&answer))?,
                    Side::Redis => vote_at_redis(&answering, *clients, votes)?,
                    Side::HyperAlone => vote_at_server(name, &answering, *clients, (seconds, &script), None)?,
                };
                if votes == 0.0 {
                    votes = asked.votes;
                }
                figures[which].add(name, *clients, &asked, took);
            }
        }
    }
    disk.sort_by(f64::total_cmp);
    println!(
        "\n{SYNCED} bytes appended to a file and synced: {:.2} ms, 99 of 100 within {:.2} ms.",
        disk[disk.len() / 2],
        disk[disk.len() * 99 / 100]
    );
    println!("Each figure is the median of {runs} (least to most).\n");
    println!(
        "| who | at once | votes/s | half within, ms | 99 of 100 within, ms | of a processor, % | votes for each second of its processor |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    for ((name, _), of_clients) in sides.iter().zip(figures) {
        for (clients, Figures { a_second, half, most, processor, for_each_second }) in clients.iter().zip(of_clients) {
            let [a_second, processor, for_each_second] = [a_second, processor, for_each_second].map(median);
            let [half, most] = [half, most].map(|times| spread(times, 1));
            println!("| {name} | {clients} | {a_second} | {half} | {most} | {processor} | {for_each_second} |");
        }
    }
    Ok(())
}

impl Figures {
    fn add(&mut self, name: &str, clients: usize, asked: &Asked, took: f64) {
        let Asked { votes, seconds, half, most } = *asked;
        println!(
            "  {name}, {clients} at once: {votes} in {seconds:.2} s, half within {half:.2} ms, 99 of 100 within {most:.2} ms, \
             {took:.2} s of a processor"
        );
        self.a_second.push(votes / seconds);
        self.half.push(half);
        self.most.push(most);
        self.processor.push(took / seconds * 100.0);
        self.for_each_second.push(votes / took);
    }
}

/// Has new readers vote; a server must count them all, and its answer to one more is written to `answer`.
fn vote_at_server(
    name: &str,
    answering: &Answering,
    clients: usize,
    (seconds, script): (u64, &Path),
    answer: Option<&Path>,
) -> Result<(Asked, f64)> {
    let before = if answer.is_some() { voters(answering)? } else { 0 };
    let mut wrk = wrk(clients, seconds);
    let wrk = wrk.arg("-s").arg(script).arg(format!("http://{}{POLL}", answering.address));
    let (said, took) = answering.loaded(name, wrk, 0.0)?;
    let line = said.lines().find_map(|line| line.strip_prefix("voted")).with_context(|| format!("wrk said {said}"))?;
    let numbers: Vec<f64> = line.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    let &[votes, failed, microseconds, half, most] = numbers.as_slice() else { anyhow::bail!("wrk said {said}") };
    ensure!(failed == 0.0, "{name}: {failed} of {votes} votes failed");
    if let Some(answer) = answer {
        let counted = voters(answering)? - before;
        ensure!(counted as f64 >= votes, "{name}: {votes} votes were answered, {counted} are counted");
        fs::write(answer, answering.ask(POLL, "identity")?.1)?;
    }
    let (seconds, half, most) = (microseconds / 1e6, half / 1e3, most / 1e3);
    Ok((Asked { votes, seconds, half, most }, took))
}

/// The voters of the poll.
fn voters(answering: &Answering) -> Result<u64> {
    let poll: Value = serde_json::from_slice(&answering.ask(POLL, "identity")?.1)?;
    poll["voters"].as_u64().with_context(|| format!("no number of voters: {poll}"))
}

/// Redis, which syncs before it answers, in a folder of its own.
fn redis() -> Result<Answering> {
    let (folder, port) = (tempfile::tempdir()?, free_port()?);
    let mut command = Command::new("redis-server");
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""]);
    command.args(["--appendonly", "yes", "--appendfsync", "always", "--dir"]).arg(folder.path());
    Answering::silent(&command, port, folder)
}

fn vote_at_redis(answering: &Answering, clients: usize, votes: f64) -> Result<(Asked, f64)> {
    let port = answering.address.rsplit_once(':').context("the address of Redis")?.1;
    let loaded = Command::new("redis-cli").args(["-p", port, "SCRIPT", "LOAD", SCRIPT]).output();
    let loaded = loaded.context("redis-cli does not start; Debian has it in redis-tools")?.stdout;
    let script = String::from_utf8(loaded)?;
    let mut benchmark = Command::new("redis-benchmark");
    benchmark.args(["-p", port, "-c", &clients.to_string(), "-n", &votes.to_string(), "-r", "2000000000", "--csv"]);
    benchmark.args(["--precision", "3", "EVALSHA", script.trim(), "2", "voters", "tally", "fare", "__rand_int__"]);
    let began = Instant::now();
    let (said, took) = answering.loaded("Redis", &mut benchmark, 0.0)?;
    let seconds = began.elapsed().as_secs_f64();
    // Requests a second, then in milliseconds mean, least, 50, 95 and 99 of a hundred, and most.
    let line = said.lines().last().unwrap_or_default();
    let numbers: Vec<f64> = line.split(',').filter_map(|number| number.trim_matches('"').parse().ok()).collect();
    let &[_, _, _, half, _, most, _] = numbers.as_slice() else { anyhow::bail!("redis-benchmark said {said}") };
    let counted = Command::new("redis-cli").args(["-p", port, "HLEN", "voters"]).output()?.stdout;
    let counted: f64 = String::from_utf8(counted)?.trim().parse()?;
    // Of random numbers a few meet.
    ensure!(counted >= votes * 0.99, "Redis: {counted} of {votes} votes are counted");
    Ok((Asked { votes, seconds, half, most }, took))
}

/// How many milliseconds it takes to append to a file and sync it.
fn syncs(folder: &Path) -> Result<Vec<f64>> {
    let path = folder.join("synced");
    let (mut file, bytes) = (File::create(&path)?, vec![0x55; SYNCED]);
    let mut times = Vec::with_capacity(SYNCS);
    for _ in 0..SYNCS {
        let began = Instant::now();
        file.write_all(&bytes)?;
        file.sync_data()?;
        times.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    fs::remove_file(path)?;
    Ok(times)
}
