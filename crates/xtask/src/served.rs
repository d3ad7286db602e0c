//! Starts the built server with a temporary database on a free port, to fetch responses from it.
//!
//! For what is not a file of `dist/`, such as the page of a poll's frame. Responses are uncompressed, so that callers
//! compress them as they do files. Neither a general client nor a test of the server.

use std::{
    env,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;
use ureq::Agent;

use crate::{sweep::Sweep, workspace::Workspace};

/// An answer takes milliseconds; a server that takes so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);
/// Most bytes of an answer.
const MOST: u64 = 64 << 20;

/// A running server with the workspace's content and front-end. It ends when it is dropped.
pub(crate) struct Served {
    address: String,
    process: Child,
    _folder: TempDir,
}

impl Served {
    /// Starts the server of this profile's folder; in a `sweep` it ends, and its database goes, however the run ends.
    pub(crate) fn start(workspace: &Workspace, profile: &str, sweep: Option<&Sweep>) -> Result<Self> {
        let parent = sweep.map_or_else(|| Ok(env::temp_dir()), Sweep::folder)?;
        let folder = tempfile::Builder::new().prefix("hustings-served-").tempdir_in(parent)?;
        let mut command = Command::new(workspace.binary(profile, "hustings"));
        // Neither a public address nor anything else that is set for a server of this machine.
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("HUSTINGS_")) {
            command.env_remove(name);
        }
        let database = format!("sqlite:{}", folder.path().join("hustings.db").display());
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--database", &database])
            .arg("--content")
            .arg(workspace.path("content"))
            .arg("--dist")
            .arg(workspace.dist())
            .env("HUSTINGS_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        if let Some(sweep) = sweep {
            sweep.mark(&mut command);
        }
        let process = command.spawn().context("cannot start hustings serve")?;
        let mut served = Self { address: String::new(), process, _folder: folder };
        served.address = served.announced()?;
        Ok(served)
    }

    /// The body of what it answers to a GET, which must be a 200.
    pub(crate) fn get(&self, path: &str) -> Result<Vec<u8>> {
        let (status, body) = get(&self.address, path)?;
        ensure!(status == 200, "GET {path} is answered with {status}");
        Ok(body)
    }

    /// Host and port.
    pub(crate) fn authority(&self) -> &str {
        &self.address
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
    }
}

/// Asks `authority`, a host and a port, for `path`; gives the status and the body, plain and uncompressed. No TLS, no
/// redirects, no proxy.
pub(crate) fn get(authority: &str, path: &str) -> Result<(u16, Vec<u8>)> {
    let config = Agent::config_builder().timeout_global(Some(PATIENCE)).proxy(None);
    let agent = Agent::new_with_config(config.max_redirects(0).http_status_as_error(false).build());
    let failed = || format!("GET {path}");
    let mut answer = agent.get(format!("http://{authority}{path}")).call().with_context(failed)?;
    let body = answer.body_mut().with_config().limit(MOST).read_to_vec().with_context(failed)?;
    Ok((answer.status().as_u16(), body))
}
