//! A site that `hustings export` has written, for this world's server as its backend.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{Nginx, Server, file_host, ports::free_port, server::path_in, serving::Serving, static_host::configure};

/// An exported site, and whoever serves it.
#[derive(Debug)]
pub struct ExportedSite {
    /// Scheme, host and port.
    origin: String,
    /// The path below which it lies: empty, or with a slash at its beginning.
    path: String,
    folder: PathBuf,
    host: Host,
}

/// Who serves the files. Ends when it is dropped.
#[derive(Debug)]
enum Host {
    Files(Serving),
    Nginx { _running: Nginx },
}

impl ExportedSite {
    /// Exports to `folder` and serves it as a host of files does, below `path` of `http://{name}:…`: one that reads
    /// `_headers`, or one that sends files and nothing else.
    pub(crate) async fn on_files(
        server: &Server,
        folder: &Path,
        name: &str,
        path: &str,
        reads_headers: bool,
    ) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let origin = format!("http://{name}:{}", listener.local_addr()?.port());
        export(server, folder, &format!("{origin}{path}"))?;
        let text = fs::read_to_string(folder.join("_headers")).context("the site's _headers")?;
        let rules = if reads_headers { file_host::rules(&text) } else { Vec::new() };
        let host = Host::Files(Serving::new(file_host::serve(listener, folder, path, rules)?));
        Ok(Self { origin, path: path.to_owned(), folder: folder.to_owned(), host })
    }

    /// The same on nginx, with the configuration that the export has written.
    pub(crate) async fn on_nginx(server: &Server, folder: &Path, path: &str) -> Result<Self> {
        let port = free_port()?;
        let origin = format!("http://127.0.0.1:{port}");
        export(server, folder, &format!("{origin}{path}"))?;
        let nginx = Nginx::start(&folder.with_extension("nginx"), port, &folder.join("_nginx.conf")).await?;
        Ok(Self { origin, path: path.to_owned(), folder: folder.to_owned(), host: Host::Nginx { _running: nginx } })
    }

    /// `scheme://host:port`, which the backend has to allow.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The full URL of a path within the site.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.path)
    }

    /// Where the files are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Sets a value of the exported `config.json`, as an operator does who does not export again.
    ///
    /// # Errors
    /// When there is no such file or it is no JSON object.
    pub fn configure(&self, key: &str, value: Value) -> Result<()> {
        configure(&self.folder, key, value)
    }

    /// Ends the host of files; the backend goes on.
    ///
    /// # Errors
    /// When it had ended before, or is nginx.
    pub async fn stop(&self) -> Result<()> {
        match &self.host {
            Host::Files(serving) => serving.stop().await,
            Host::Nginx { .. } => bail!("nginx serves until its site is dropped"),
        }
    }

    /// Exports again, as the publication and its votes are now. Returns what the command says.
    ///
    /// # Errors
    /// When the command fails.
    pub fn renew(&self, server: &Server) -> Result<String> {
        export(server, &self.folder, &self.url(""))
    }
}

fn export(server: &Server, folder: &Path, url: &str) -> Result<String> {
    fs::create_dir_all(folder)?;
    let (dist, out) = (path_in("HUSTINGS_DIST")?, folder.to_str().context("a path of plain letters")?.to_owned());
    let dist = dist.to_str().context("a path of plain letters")?;
    server.command(&["export", "--dist", dist, "--out", &out, "--url", url, "--api-base", &server.address()])
}
