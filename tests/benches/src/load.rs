//! What an answer costs whoever gives it: a process that is asked by `wrk`, and its own processor time, so that what asks costs
//! nothing in the figures. For benchmarks; no journey is measured.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Instant,
};

use anyhow::{Context, Result, ensure};

use hustings_e2e::{free_port, temporary_paths};

/// Connections that ask at once.
const ASKING: usize = 32;
/// Of the processor time that Linux tells: ticks a second.
const TICKS: f64 = 100.0;

/// How an answer is measured.
#[derive(clap::Args)]
pub(crate) struct Load {
    /// Seconds of each load.
    #[arg(long, default_value = "4")]
    pub(crate) seconds: u64,
    /// How often all is measured, which the medians are over.
    #[arg(long, default_value = "3")]
    pub(crate) runs: usize,
    /// Another server to measure in the same run, such as one of an earlier version.
    #[arg(long, value_name = "FILE")]
    pub(crate) against: Option<PathBuf>,
}

/// A process that answers at an address. It ends when it is dropped.
pub(crate) struct Answering {
    process: Child,
    /// Its host and port.
    pub(crate) address: String,
    _folder: tempfile::TempDir,
}

impl Answering {
    /// A server of the demo with a database of its own and without limits for one network.
    ///
    /// # Errors
    /// When it does not start, or nothing says where content and front-end are, which `cargo xtask bench` does.
    pub(crate) fn server(binary: &Path) -> Result<Self> {
        Self::server_for(binary, 0)
    }

    /// The same, told that there will be so many live streams, for which it keeps back less; 0 where nobody knows.
    ///
    /// # Errors
    /// As [`Self::server`].
    pub(crate) fn server_for(binary: &Path, streams: usize) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let place = |name: &str| env::var(name).with_context(|| format!("{name} is not set"));
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", "127.0.0.1:0", "--rate-limit", "0", "--network-connections", "0"]);
        command.args(["--max-connections", "0", "--max-streams", &streams.to_string(), "--network-streams", "0"]);
        command.arg("--database").arg(format!("sqlite:{}/bench.db", folder.path().display()));
        command.args(["--content", &place("HUSTINGS_CONTENT")?, "--dist", &place("HUSTINGS_DIST")?]);
        Self::start(&mut command, folder)
    }

    /// A process that says where it is in a line of its output with a URL, and needs `folder`.
    ///
    /// # Errors
    /// When it does not start or does not say so.
    pub(crate) fn start(command: &mut Command, folder: tempfile::TempDir) -> Result<Self> {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("the server")?;
        let output = process.stdout.take().context("the server's output")?;
        let mut answering = Self { process, address: String::new(), _folder: folder };
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let address = lines.find_map(|line| Some(line.split_once("http://")?.1.trim().to_owned()));
        answering.address = address.context("the server did not say where it is")?;
        // Whatever else it says must find somebody who reads it.
        thread::spawn(move || lines.for_each(drop));
        Ok(answering)
    }

    /// A process that says nothing of where it is, and was told this port of this machine. `command` has nothing but arguments.
    ///
    /// # Errors
    /// When it does not start, or ends before it answers.
    pub(crate) fn silent(command: &Command, port: u16, folder: tempfile::TempDir) -> Result<Self> {
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo http://127.0.0.1:$0; exec \"$@\" > /dev/null", &port.to_string()]);
        let mut answering = Self::start(shell.arg(command.get_program()).args(command.get_args()), folder)?;
        while TcpStream::connect(&answering.address).is_err() {
            let ended = answering.process.try_wait()?;
            ensure!(ended.is_none(), "{} ended with {ended:?}", command.get_program().display());
            thread::yield_now();
        }
        Ok(answering)
    }

    /// Answers for each second of processor time, of which `spent` a second goes to something else. All of them must be
    /// successes.
    ///
    /// # Errors
    /// When an answer is none, or `wrk` says something that is not understood.
    pub(crate) fn answers(&self, name: &str, path: &str, headers: &[String], seconds: u64, spent: f64) -> Result<f64> {
        let mut wrk = wrk(ASKING, seconds);
        headers.iter().for_each(|header| {
            wrk.arg("-H").arg(header);
        });
        let (said, took) = self.loaded(name, wrk.arg(format!("http://{}{path}", self.address)), spent)?;
        ensure!(!said.contains("Non-2xx"), "{name}: {said}");
        let asked = said.lines().find_map(|line| line.trim().split_once(" requests in")?.0.parse::<f64>().ok());
        let asked = asked.with_context(|| format!("{name}: wrk said {said}"))?;
        println!("  {name:<34} {asked:>8} answers, {took:.2} s of a processor");
        Ok(asked / took)
    }

    /// What a program says that asks this process, and the processor time that answering took, without what goes to something
    /// else.
    ///
    /// # Errors
    /// When the program is not there or fails.
    pub(crate) fn loaded(&self, name: &str, asking: &mut Command, spent: f64) -> Result<(String, f64)> {
        let (began, before) = (Instant::now(), self.processor_time()?);
        let missing =
            "wrk is a package of the same name in Debian, Fedora and Homebrew, redis-benchmark is in redis-tools";
        let output = asking.output().with_context(|| format!("{name}: {asking:?} does not start; {missing}"))?;
        let took = self.processor_time()? - before - spent * began.elapsed().as_secs_f64();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(output.status.success(), "{name}: {said}{}", String::from_utf8_lossy(&output.stderr));
        Ok((said, took.max(1.0 / TICKS)))
    }

    /// The head and the body of its answer to a GET, as they were sent, over a connection of its own. `coding` is `identity`, `br` or
    /// another that HTTP knows.
    ///
    /// # Errors
    /// When it does not answer, or with something that has no head.
    pub(crate) fn ask(&self, path: &str, coding: &str) -> Result<(String, Vec<u8>)> {
        let (mut socket, host) = (TcpStream::connect(&self.address)?, &self.address);
        write!(
            socket,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {coding}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer)?;
        let end = answer.windows(4).position(|part| part == b"\r\n\r\n");
        let body = answer.split_off(end.with_context(|| format!("{path}: the answer has no head"))? + 4);
        Ok((String::from_utf8_lossy(&answer).into_owned(), body))
    }

    /// The kilobytes of memory that it has now (proc_pid_status(5), `VmRSS`).
    ///
    /// # Errors
    /// Where there is no `/proc`.
    pub(crate) fn memory(&self) -> Result<f64> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.process.id())).context("this needs Linux")?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("a process' memory")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    }

    /// The seconds of processor time that it has taken so far (proc_pid_stat(5), utime and stime).
    ///
    /// # Errors
    /// Where there is no `/proc`.
    pub(crate) fn processor_time(&self) -> Result<f64> {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.process.id())).context("this needs Linux")?;
        let fields = text.rsplit_once(')').context("a process' state")?.1;
        let ticks: Vec<f64> =
            fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse().ok()).collect();
        Ok(ticks.iter().sum::<f64>() / TICKS)
    }
}

/// nginx in one process, with these directives before, in `events` and in its one `server`. `NGINX` says where it is.
///
/// # Errors
/// When it is not there or does not start.
pub(crate) fn nginx_alone(before: &str, events: &str, server: &str) -> Result<Answering> {
    let folder = tempfile::tempdir()?;
    let port = free_port()?;
    let place = |name: &str| folder.path().join(name).display().to_string();
    let temporary = temporary_paths(folder.path());
    let configuration = format!(
        "{before}\ndaemon off;\nmaster_process off;\npid {};\nerror_log stderr warn;\nevents {{ {events} }}\nhttp {{\n\
         access_log off;\nsendfile on;\ntcp_nopush on;\nkeepalive_requests 1000000;\nopen_file_cache max=1000;\n\
         {temporary}server {{\nlisten 127.0.0.1:{port} backlog=4096;\n{server}\n}}\n}}\n",
        place("pid")
    );
    fs::write(folder.path().join("nginx.conf"), configuration)?;
    let mut command = Command::new(env::var("NGINX").context("NGINX is not set")?);
    command.arg("-p").arg(folder.path()).arg("-c").arg(folder.path().join("nginx.conf"));
    Answering::silent(&command, port, folder)
}

/// wrk with one thread and so many connections, for so many seconds.
pub(crate) fn wrk(connections: usize, seconds: u64) -> Command {
    let mut wrk = Command::new("wrk");
    wrk.args(["-t1", "-c", &connections.to_string(), "-d", &format!("{seconds}s")]);
    wrk
}

/// Each connection of a crowd needs a descriptor. Where the limit cannot be raised, connecting says so.
pub(crate) fn raise_descriptors() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let maximum = getrlimit(Resource::Nofile).maximum;
        if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
            eprintln!("The limit of file descriptors stays: {error}");
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The middle of some figures, and the least and the most.
pub(crate) fn median(figures: Vec<f64>) -> String {
    spread(figures, 0)
}

/// The same with so many digits behind the point. Of an even number of figures, the median is the mean of the two in the middle;
/// where all are the same, it stands alone.
pub(crate) fn spread(mut figures: Vec<f64>, digits: usize) -> String {
    figures.sort_by(f64::total_cmp);
    let at = |index: usize| figures.get(index).copied().unwrap_or_default();
    let (count, last) = (figures.len(), figures.len().saturating_sub(1));
    let middle = (at(last / 2) + at(count / 2)) / 2.0;
    let [middle, least, most] = [middle, at(0), at(last)].map(|figure| format!("{figure:.digits$}"));
    if least == most { middle } else { format!("{middle} ({least} to {most})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_come_with_the_least_and_the_most() {
        assert_eq!(spread(vec![2500.0, 900.0, 1000.4], 0), "1000 (900 to 2500)");
        assert_eq!(spread(vec![4.0, 1.0], 1), "2.5 (1.0 to 4.0)");
        assert_eq!(spread(vec![100.0, 100.0], 0), "100");
        assert_eq!(median(Vec::new()), "0");
    }
}
