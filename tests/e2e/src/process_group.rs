//! A program whose descendants end with it.

use std::{
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// A running program that leads a process group of its own. Dropping it kills the whole group.
#[derive(Debug)]
pub(crate) struct ProcessGroup {
    child: Child,
    ended: bool,
}

impl ProcessGroup {
    /// Starts the program.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        Self::spawn(command.stdin(Stdio::null()))
    }

    fn spawn(command: &mut Command) -> Result<Self> {
        let child = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().to_string_lossy()))?;
        Ok(Self { child, ended: false })
    }

    /// Starts a program that serves until this process ends, however it ends: a shell stands between, and ends the whole
    /// group when nobody holds the other end of its input any more. What it prints and complains of goes where it is told.
    pub(crate) fn start_tied(program: &Command, stdout: Stdio, stderr: Stdio) -> Result<Self> {
        // Also when the program ends by itself, so that nobody waits for a line that never comes.
        const TIED: &str = "{ \"$@\"; kill -KILL 0; } & cat >/dev/null; kill -KILL 0";
        let mut shell = Command::new("sh");
        shell.args(["-c", TIED, "sh"]).arg(program.get_program()).args(program.get_args());
        shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        shell.stdin(Stdio::piped()).stdout(stdout).stderr(stderr);
        Self::spawn(&mut shell)
    }

    /// The first line of its output for which `find` answers something, where the output was piped.
    /// Goes on reading afterwards, so that the program never waits for a reader.
    pub(crate) fn wait_for_line<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> Result<T> {
        let stdout: ChildStdout = self.child.stdout.take().context("its output was not asked for")?;
        let mut lines = BufReader::new(stdout).lines();
        let mut said = String::new();
        while let Some(line) = lines.next() {
            let line = line?;
            if let Some(found) = find(&line) {
                thread::spawn(move || lines.for_each(drop));
                return Ok(found);
            }
            said.push_str(&line);
            said.push('\n');
        }
        bail!("it ended and only said:\n{said}")
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        let status = self.child.try_wait()?;
        self.ended |= status.is_some();
        Ok(status)
    }

    /// Asks it to end, as an operator would, and kills it when it has not within `patience`.
    pub(crate) fn terminate(&mut self, patience: Duration) -> Result<ExitStatus> {
        self.signal("-TERM");
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            thread::park_timeout(Duration::from_millis(10));
        }
        self.kill();
        bail!("it did not end within {} s of being asked to", patience.as_secs())
    }

    /// Ends it and all its descendants at once, as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.signal("-KILL");
        // The leader is ours to reap; there is nothing to do about an error on the way out.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.ended = true;
    }

    /// Sends a signal to the whole group.
    fn signal(&self, signal: &str) {
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args([signal, "--", &group]).stderr(Stdio::null()).status();
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        if self.ended {
            // Descendants may have outlived their leader.
            self.signal("-KILL");
        } else {
            self.kill();
        }
    }
}
