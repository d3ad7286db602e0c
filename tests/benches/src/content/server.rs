//! The server that is measured, asked from here over one connection for each answer.

use std::{
    env,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::load::Answering;

/// Nobody waits longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Starts the server in this file with this publication, and says how many milliseconds it took until `page` was there.
pub(crate) fn start(binary: &Path, content: &Path, page: &str) -> Result<(Answering, f64)> {
    let folder = tempfile::tempdir()?;
    let dist = env::var("HUSTINGS_DIST").context("HUSTINGS_DIST is not set")?;
    let mut command = Command::new(binary);
    command.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--rate-limit",
        "0",
        "--search-limit",
        "0",
        "--network-connections",
        "0",
    ]);
    command.arg("--database").arg(format!("sqlite:{}/bench.db", folder.path().display()));
    command.arg("--content").arg(content).arg("--dist").arg(dist);
    let began = Instant::now();
    let server = Answering::start(&mut command, folder)?;
    let (head, _) = server.ask(page, "identity")?;
    ensure!(head.starts_with("HTTP/1.1 200"), "{page} was answered with {head}");
    Ok((server, milliseconds(began)))
}

/// Asks until an answer has `word` in it, and says how many milliseconds that took.
pub(crate) fn until_it_says(server: &Answering, path: &str, word: &str) -> Result<f64> {
    let began = Instant::now();
    while !String::from_utf8_lossy(&server.ask(path, "identity")?.1).contains(word) {
        ensure!(began.elapsed() < PATIENCE, "{path} does not say {word}");
        thread::sleep(Duration::from_millis(5));
    }
    Ok(milliseconds(began))
}

/// The part of a processor that it takes for so many seconds in which nobody asks, in hundredths.
pub(crate) fn while_alone(server: &Answering, seconds: u64) -> Result<f64> {
    let before = server.processor_time()?;
    thread::sleep(Duration::from_secs(seconds));
    Ok((server.processor_time()? - before) / seconds as f64 * 100.0)
}

/// The body of the answer, as it was sent; `packed` by brotli.
pub(crate) fn body(server: &Answering, path: &str, packed: bool) -> Result<Vec<u8>> {
    Ok(server.ask(path, if packed { "br" } else { "identity" })?.1)
}

pub(crate) fn milliseconds(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e3
}
