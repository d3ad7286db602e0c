//! The real `hustings serve`, with a database of its own or one that several servers share.

use std::{
    cell::Cell,
    env,
    ffi::OsString,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{eventually, http, ports::free_port, process_group::ProcessGroup};

/// What a server serves, and where it keeps votes.
#[derive(Clone, Debug)]
pub(crate) struct Sources {
    pub(crate) content: PathBuf,
    /// The database's URL.
    pub(crate) database: String,
    /// The keys, where they are not beside the database.
    pub(crate) key_file: Option<PathBuf>,
}

/// A server that can be stopped and started again on the same port and database.
#[derive(Debug)]
pub struct Server {
    port: u16,
    folder: PathBuf,
    sources: Sources,
    arguments: Vec<String>,
    process: Option<ProcessGroup>,
    starts: u32,
    edited: Cell<bool>,
}

impl Server {
    /// Starts a server whose database and log are in `folder`, with further arguments of `hustings serve`.
    pub(crate) async fn start(folder: &Path, arguments: &[&str]) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        // A copy, so that a test may edit it while the server serves it.
        let content = folder.join("content");
        copy_folder(&path_in("HUSTINGS_CONTENT")?, &content)?;
        let database = format!("sqlite:{}", folder.join("hustings.db").display());
        Self::start_on(folder, Sources { content, database, key_file: None }, arguments).await
    }

    /// Starts one on these sources, whose log is in `folder`.
    pub(crate) async fn start_on(folder: &Path, sources: Sources, arguments: &[&str]) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let mut server = Self {
            port: free_port()?,
            folder: folder.to_owned(),
            sources,
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            process: None,
            starts: 0,
            edited: Cell::new(false),
        };
        server.resume().await?;
        Ok(server)
    }

    /// Its URL, without a slash at the end.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The port at which it listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Asks it to stop, as an operator would, and waits until it has.
    ///
    /// # Errors
    /// When it does not stop in time, or says that something went wrong.
    pub fn stop(&mut self) -> Result<()> {
        let mut process = self.process.take().context("the server is not running")?;
        let status = process.terminate(Duration::from_secs(30)).context("hustings serve")?;
        ensure!(status.success(), "hustings serve ended with {status}:\n{}", self.log());
        Ok(())
    }

    /// Cuts its power.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Starts it again where it was, and waits until it answers.
    ///
    /// # Errors
    /// When it ends, or does not become ready.
    pub async fn resume(&mut self) -> Result<()> {
        self.starts += 1;
        let log = File::create(self.log_path()).context("cannot write the server's log")?;
        let mut command = Command::new(path_in("HUSTINGS_BIN")?);
        command
            .arg("serve")
            .args(["--listen", &format!("127.0.0.1:{}", self.port)])
            .args(&self.arguments)
            .envs(self.sources.variables())
            .current_dir(&self.folder)
            .stdout(log.try_clone()?)
            .stderr(log);
        if !self.arguments.iter().any(|argument| argument == "--dist") {
            command.arg("--dist").arg(path_in("HUSTINGS_DIST")?);
        }
        let mut process = ProcessGroup::start(&mut command)?;
        let ready = format!("{}/readyz", self.address());
        let http = http::client()?;
        let outcome = eventually("the server is ready", async || {
            if let Some(status) = process.ended()? {
                // Not an error of this check, which would be asked again.
                return Ok(Some(Err(status)));
            }
            Ok(http.get(&ready).send().await?.status().is_success().then_some(Ok(())))
        })
        .await;
        match outcome {
            Ok(Ok(())) => {
                self.process = Some(process);
                Ok(())
            }
            Ok(Err(status)) => bail!("hustings serve ended with {status}:\n{}", self.log()),
            Err(error) => Err(error.context(self.log())),
        }
    }

    /// Stops it and starts it again.
    ///
    /// # Errors
    /// When it does not stop, or does not become ready.
    pub async fn restart(&mut self) -> Result<()> {
        self.stop()?;
        self.resume().await
    }

    /// Starts it again with one more option of `hustings serve`.
    ///
    /// # Errors
    /// When it does not stop, or does not become ready.
    pub async fn restart_with(&mut self, option: &str, value: &str) -> Result<()> {
        self.arguments.extend([option.to_owned(), value.to_owned()]);
        self.restart().await
    }

    /// Starts it again at another port, as the backend of a site at this origin.
    pub(crate) async fn restart_as_backend(&mut self, port: u16, origin: String) -> Result<()> {
        self.stop()?;
        self.port = port;
        self.arguments.extend(["--allow-origin".to_owned(), origin]);
        self.resume().await
    }

    /// Whether its publication is the demo's, with nothing added: what every other world's server began with.
    pub(crate) fn is_as_it_comes(&self) -> bool {
        !self.edited.get() && self.arguments.is_empty()
    }

    /// Changes a file of its publication, as an editor does while it runs (`polls/night-trains.toml`), and waits until the
    /// server has read it.
    ///
    /// # Errors
    /// When there is no such file, or it is not read.
    pub async fn edit(&self, file: &str, change: impl FnOnce(String) -> String) -> Result<()> {
        let readings = || self.log().matches("the content changed and was read again").count();
        let before = readings();
        self.save(file, change)?;
        eventually("the server has read the publication again", async || Ok((readings() > before).then_some(()))).await
    }

    /// Changes a file of its publication and waits for nothing: the server is stopped, or the file is no good.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn save(&self, file: &str, change: impl FnOnce(String) -> String) -> Result<()> {
        self.edited.set(true);
        let path = self.sources.content.join(file);
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {file}"))?;
        // Whole or not at all, as editors save: the server never reads half a file.
        let draft = path.with_extension("draft");
        fs::write(&draft, change(text))?;
        fs::rename(&draft, &path).with_context(|| format!("cannot write {file}"))
    }

    /// What the command line answers about its database and publication: `["results", "night-trains"]`.
    ///
    /// # Errors
    /// When the command fails.
    pub fn command(&self, arguments: &[&str]) -> Result<String> {
        let output = self.attempt(arguments)?;
        ensure!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    }

    /// The same for a command whose answer may be that something is wrong.
    ///
    /// # Errors
    /// When the command cannot be run.
    pub fn attempt(&self, arguments: &[&str]) -> Result<Output> {
        Command::new(path_in("HUSTINGS_BIN")?)
            .args(arguments)
            .envs(self.sources.variables())
            .output()
            .context("the command cannot be run")
    }

    /// What it has logged since it was last started.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.join(format!("server-{}.log", self.starts))
    }
}

impl Sources {
    /// What tells the server and the other commands of them.
    fn variables(&self) -> impl Iterator<Item = (&'static str, OsString)> {
        let places =
            [("HUSTINGS_DATABASE", self.database.clone().into()), ("HUSTINGS_CONTENT", (&self.content).into())];
        places.into_iter().chain(self.key_file.as_ref().map(|file| ("HUSTINGS_KEY_FILE", file.into())))
    }
}

/// Copies everything below `from` to `to`.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let path = entry?.path();
        let target = to.join(path.file_name().context("an entry has a name")?);
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

/// A path that `cargo xtask test` passes.
pub(crate) fn path_in(variable: &str) -> Result<PathBuf> {
    let value = env::var_os(variable)
        .with_context(|| format!("{variable} is not set: run `cargo xtask test --only e2e`, which sets it"))?;
    Ok(PathBuf::from(value))
}
