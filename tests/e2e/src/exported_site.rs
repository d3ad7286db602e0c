//! A site that `hustings export` has written, for this world's server as its backend.

use std::{fs, net::TcpListener, path::Path};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::{
    Nginx, Server, eventually,
    exports::{Export, Lent},
    file_host,
    server::path_in,
    serving::Serving,
    static_host::configure,
};

/// Where the site of a host of files is: for browsers, at another site than the server.
const ON_FILES: &str = "http://localhost";
/// Where nginx is: at the server's own site.
const ON_NGINX: &str = "http://127.0.0.1";

/// An exported site, and whoever serves it.
#[derive(Debug)]
pub struct ExportedSite {
    /// Ends before its files are given back.
    host: Host,
    export: Lent,
}

/// Who serves the files. Ends when it is dropped.
#[derive(Debug)]
enum Host {
    Files(Serving),
    Nginx { _running: Nginx },
}

impl ExportedSite {
    /// The publication as it comes, served as a host of files does, below `path` of `http://localhost:…`: by one that
    /// reads `_headers`, or one that sends files and nothing else. The server goes on as its backend.
    pub(crate) async fn on_files(server: &mut Server, path: &str, reads_headers: bool) -> Result<Self> {
        let export = lend(server, ON_FILES, path)?;
        // Whoever served it last may be about to go.
        let listener = eventually("the port of the site is free", async || {
            Ok(Some(TcpListener::bind(("127.0.0.1", export.site_port()))?))
        });
        let listener = listener.await?;
        let text = fs::read_to_string(export.folder().join("_headers")).context("the site's _headers")?;
        let rules = if reads_headers { file_host::rules(&text) } else { Vec::new() };
        let host = Host::Files(Serving::new(file_host::serve(listener, export.folder(), path, rules)?));
        Self { host, export }.with_backend(server).await
    }

    /// The same on nginx at an origin of the server's own site, with the configuration that the export has written.
    pub(crate) async fn on_nginx(server: &mut Server, folder: &Path, path: &str) -> Result<Self> {
        let export = lend(server, ON_NGINX, path)?;
        let nginx = Nginx::start(folder, export.site_port(), &export.folder().join("_nginx.conf")).await?;
        Self { host: Host::Nginx { _running: nginx }, export }.with_backend(server).await
    }

    /// Makes the server the backend that the site was made for.
    async fn with_backend(self, server: &mut Server) -> Result<Self> {
        server.restart_as_backend(self.export.backend_port(), self.origin()).await?;
        Ok(self)
    }

    /// `scheme://host:port`, which the backend has to allow.
    pub fn origin(&self) -> String {
        self.export.origin()
    }

    /// The full URL of a path within the site.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}{path}", self.export.origin(), self.export.path())
    }

    /// Where the files are.
    pub fn folder(&self) -> &Path {
        self.export.folder()
    }

    /// Sets a value of the exported `config.json`, as an operator does who does not export again.
    ///
    /// # Errors
    /// When there is no such file or it is no JSON object.
    pub fn configure(&self, key: &str, value: Value) -> Result<()> {
        configure(self.folder(), key, value)
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
        export(server, &self.export, &[])
    }

    /// Exports another publication in its place, as far as it has to do with files: the backend stays what it was.
    ///
    /// # Errors
    /// When the command fails.
    pub fn renew_from(&self, server: &Server, content: &Path) -> Result<String> {
        export(server, &self.export, &["--content", content.to_str().context("a path of plain letters")?])
    }
}

/// The export for this place, made from the server's publication if nobody has made it yet.
fn lend(server: &Server, host: &'static str, path: &str) -> Result<Lent> {
    ensure!(server.is_as_it_comes(), "an export is shared by journeys: take it before anything is edited");
    Export::borrow(host, path, |new| export(server, new, &[]).map(drop))
}

fn export(server: &Server, export: &Export, more: &[&str]) -> Result<String> {
    // The host of files sends no compressed siblings, and they take most of the time of an export.
    let compress = if export.host() == ON_NGINX { "best" } else { "none" };
    fs::create_dir_all(export.folder())?;
    let plain = |path: &Path| path.to_str().map(str::to_owned).context("a path of plain letters");
    let (dist, out) = (plain(&path_in("HUSTINGS_DIST")?)?, plain(export.folder())?);
    let url = format!("{}{}", export.origin(), export.path());
    let backend = format!("http://127.0.0.1:{}", export.backend_port());
    let (places, addresses) = (["--dist", &dist, "--out", &out], ["--url", &url, "--api-base", &backend]);
    server.command(&[&["export", "--compress", compress][..], &places, &addresses, more].concat())
}
