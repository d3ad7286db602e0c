//! The server that is measured.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

/// Nobody waits longer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Of the processor time that Linux tells: ticks a second.
const TICKS: f64 = 100.0;

/// A server with a database of its own. It ends when it is dropped.
pub(crate) struct Server {
    process: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Server {
    /// Starts it with this publication, and says how long it took until `page` was there.
    pub(crate) fn start(binary: &Path, content: &Path, page: &str) -> Result<(Self, Duration)> {
        let folder = tempfile::tempdir()?;
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", "127.0.0.1:0", "--rate-limit", "0", "--network-connections", "0"]);
        command.arg("--database").arg(format!("sqlite:{}/bench.db", folder.path().display()));
        command
            .arg("--content")
            .arg(content)
            .arg("--dist")
            .arg(env::var("HUSTINGS_DIST").context("HUSTINGS_DIST is not set")?);
        let began = Instant::now();
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("the server")?;
        let output = process.stdout.take().context("the server's output")?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let address = lines.find_map(|line| Some(line.split_once("http://")?.1.trim().to_owned()));
        let address = address.context("the server did not say where it is")?;
        // Whatever else it says must find somebody who reads it.
        thread::spawn(move || lines.for_each(drop));
        let server = Self { process, address, _folder: folder };
        let answer = server.get(page)?;
        ensure!(answer.starts_with("HTTP/1.1 200"), "{page} was answered with {answer}");
        Ok((server, began.elapsed()))
    }

    /// Asks until an answer has `word` in it, and says how long that took.
    pub(crate) fn until_it_says(&self, path: &str, word: &str) -> Result<Duration> {
        let began = Instant::now();
        while !self.get(path)?.contains(word) {
            ensure!(began.elapsed() < PATIENCE, "{path} does not say {word}");
            thread::sleep(Duration::from_millis(5));
        }
        Ok(began.elapsed())
    }

    fn get(&self, path: &str) -> Result<String> {
        let mut socket = TcpStream::connect(&self.address)?;
        write!(socket, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)?;
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// Bytes of its memory, by this name in proc_pid_status(5).
    pub(crate) fn memory(&self, name: &str) -> Result<u64> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.process.id())).context("this needs Linux")?;
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let kilobytes: u64 = line.and_then(|line| line.trim().strip_suffix(" kB")).context("no such line")?.parse()?;
        Ok(kilobytes * 1024)
    }

    /// The part of a processor that it takes for so many seconds in which nobody asks.
    pub(crate) fn while_alone(&self, seconds: u64) -> Result<f64> {
        let before = self.processor_time()?;
        thread::sleep(Duration::from_secs(seconds));
        Ok((self.processor_time()? - before) / seconds as f64)
    }

    /// The seconds of processor time that it has taken so far (proc_pid_stat(5), utime and stime).
    fn processor_time(&self) -> Result<f64> {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
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
