//! Starts the built server with a temporary database on a free port, to fetch responses from it.
//!
//! For what is not a file of `dist/`, such as the page of a poll's frame. Responses are uncompressed, so that callers
//! compress them as they do files. Neither a general client nor a test of the server.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{self, Child, Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{http, sweep::Sweep, workspace::Workspace};

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
        Self::begin(workspace, "debug", folder, None)
    }

    /// Starts the server's release build in a run that ends it, and removes its database, however the run ends.
    pub(crate) fn start_release(workspace: &Workspace, sweep: &Sweep) -> Result<Self> {
        Self::begin(workspace, "release", sweep.folder()?.join("served"), Some(sweep))
    }

    fn begin(workspace: &Workspace, profile: &str, folder: PathBuf, sweep: Option<&Sweep>) -> Result<Self> {
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let mut command = Command::new(workspace.binary(profile, "hustings"));
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
        if let Some(sweep) = sweep {
            sweep.mark(&mut command);
        }
        let process = command.spawn().context("cannot start hustings serve")?;
        let mut served = Self { address: String::new(), process, folder };
        served.address = served.announced()?;
        Ok(served)
    }

    /// The body of what it answers to a GET, which must be a 200.
    pub(crate) fn get(&self, path: &str) -> Result<Vec<u8>> {
        let answer = http::get(&self.address, path)?;
        ensure!(answer.status == 200, "GET {path} is answered with {}", answer.status);
        Ok(answer.body)
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
        let _ = fs::remove_dir_all(&self.folder);
    }
}
