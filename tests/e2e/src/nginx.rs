//! nginx as the current user, on this machine, with a configuration that somebody else has written.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{eventually, process_group::ProcessGroup, server::path_in};

/// A running nginx. It ends when it is dropped.
#[derive(Debug)]
pub struct Nginx {
    _process: ProcessGroup,
    log: PathBuf,
}

impl Nginx {
    /// Starts it in `folder`, with `part` within its one `server` block, and waits until it answers.
    ///
    /// # Errors
    /// When it is not there, or refuses its configuration; then with what it says.
    pub(crate) async fn start(folder: &Path, port: u16, part: &Path) -> Result<Self> {
        let server = format!("server {{\nlisten 127.0.0.1:{port};\ninclude {};\n}}", part.display());
        Self::start_with(folder, port, &server).await
    }

    /// The same with this text within its `http` block, which listens on `port`; files that it includes are looked for in
    /// `folder`.
    ///
    /// # Errors
    /// As of [`Self::start`].
    pub(crate) async fn start_with(folder: &Path, port: u16, http: &str) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let place = |name: &str| folder.join(name).display().to_string();
        // Started by the administrator, its workers would be somebody who may not read here.
        let user = if Path::new("/proc/self").metadata().is_ok_and(|own| is_root(&own)) { "user root;" } else { "" };
        let temporary = temporary_paths(folder);
        let configuration = format!(
            "{user}\nworker_processes 1;\npid {};\nerror_log stderr warn;\nevents {{}}\nhttp {{\naccess_log \
             off;\n{temporary}{http}\n}}\n",
            place("pid")
        );
        let path = folder.join("nginx.conf");
        fs::write(&path, configuration)?;
        let log = folder.join("nginx.log");
        let output = File::create(&log)?;
        let mut command = Command::new(path_in("NGINX")?);
        // In which nginx itself looks for sockets to take over.
        command.env_remove("NGINX");
        command.arg("-p").arg(folder).arg("-c").arg(&path).args(["-g", "daemon off;"]);
        let mut process = ProcessGroup::start(command.stdout(output.try_clone()?).stderr(output)).context("nginx")?;
        let said = || fs::read_to_string(&log).unwrap_or_default();
        let ready = eventually("nginx answers", async || {
            if let Some(status) = process.ended()? {
                return Ok(Some(Err(status)));
            }
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok().map(|_| Ok(())))
        });
        match ready.await.with_context(said)? {
            Ok(()) => Ok(Self { _process: process, log }),
            Err(status) => bail!("nginx ended with {status}:\n{}", said()),
        }
    }

    /// What it has complained of.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

/// Keeps nginx's temporary files in `folder`, in the place of the system's.
#[must_use]
pub fn temporary_paths(folder: &Path) -> String {
    let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    kinds.map(|kind| format!("{kind}_temp_path {};\n", folder.join(kind).display())).concat()
}

fn is_root(own: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(own) == 0
}
