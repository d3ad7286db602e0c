//! What the built server answers: started for a moment on a port and with a database of its own.
//!
//! For what is no file of `dist/`, such as the page of a poll's frame. Plain and uncompressed, so that whoever
//! asks compresses as they measure everything else; no general client and no test of the server.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{self, Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

use crate::workspace::Workspace;

/// An answer takes milliseconds; a server that takes so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server with the workspace's content and front-end. It ends when it is dropped.
pub(crate) struct Served {
    address: String,
    process: Child,
    folder: PathBuf,
}

impl Served {
    /// Starts the server's debug build, which the tests take too.
    pub(crate) fn start(workspace: &Workspace) -> Result<Self> {
        let folder = env::temp_dir().join(format!("hustings-served-{}", process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let mut command = Command::new(workspace.binary("debug", "hustings"));
        // Neither a public address nor anything else that is set for a server of this machine.
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("HUSTINGS_")) {
            command.env_remove(name);
        }
        let database = format!("sqlite:{}", folder.join("hustings.db").display());
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--database", &database])
            .arg("--content")
            .arg(workspace.path("content"))
            .arg("--dist")
            .arg(workspace.dist())
            .env("HUSTINGS_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let process = command.spawn().context("cannot start hustings serve")?;
        let mut served = Self { address: String::new(), process, folder };
        served.address = served.announced()?;
        Ok(served)
    }

    /// The body of what it answers to a GET.
    pub(crate) fn get(&self, path: &str) -> Result<Vec<u8>> {
        let failed = || format!("GET {path}");
        let mut stream = TcpStream::connect(&self.address).with_context(failed)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.address)
            .with_context(failed)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).with_context(failed)?;
        body(&answer).with_context(failed)
    }

    /// Where it says that it is, once it listens.
    fn announced(&mut self) -> Result<String> {
        let output = self.process.stdout.take().context("its output was asked for")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        match line.trim_end().rsplit_once("http://") {
            Some((_, address)) => Ok(address.to_owned()),
            None => bail!("hustings serve does not say where it is; what it says instead stands above"),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Nobody has voted: there is nothing that it would have to end in good order.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The body of a whole answer with status 200 and a length.
fn body(answer: &[u8]) -> Result<Vec<u8>> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").context("the answer has no head")?;
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    ensure!(head.starts_with("http/1.1 200 "), "the answer is {}", head.lines().next().unwrap_or_default());
    let length: usize = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .context("the answer does not say its length")?
        .trim()
        .parse()?;
    let body = &answer[end + 4..];
    ensure!(body.len() == length, "the answer has {} bytes of {length}", body.len());
    Ok(body.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_follows_the_empty_line() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nx: y\r\n\r\n<p>\r\n\n";
        assert_eq!(body(answer).expect("whole"), b"<p>\r\n\n");
    }

    #[test]
    fn half_an_answer_and_an_error_are_errors_that_say_so() {
        for (answer, word) in [
            ("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<p>", "3 bytes of 6"),
            ("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", "404 not found"),
            ("HTTP/1.1 200 OK\r\n\r\n<p>", "length"),
            ("HTTP/1.1 200 OK\r\n", "head"),
        ] {
            let error = body(answer.as_bytes()).expect_err(answer);
            assert!(error.to_string().contains(word), "{error}");
        }
    }
}
