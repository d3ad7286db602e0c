//! A plain static host, as cheap as they come: files, and the app's page for every other URL.
//!
//! It stands for whatever host a front-end team uses. It sets no headers but the content type.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};

use crate::{
    http::{answer, path_asked},
    server::{copy_folder, path_in},
    serving::Serving,
};

/// A running static host. It ends when it is dropped.
#[derive(Debug)]
pub struct StaticHost {
    address: String,
    folder: PathBuf,
    serving: Serving,
}

impl StaticHost {
    /// Copies the front-end to `folder`, points its configuration to `backend` and serves it.
    pub(crate) async fn start(folder: &Path, backend: &str) -> Result<Self> {
        copy_folder(&path_in("HUSTINGS_DIST")?, folder).context("cannot copy the front-end")?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
        let root = folder.to_owned();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let root = root.clone();
                tokio::spawn(async move { serve(stream, &root).await });
            }
        });
        let host = Self { address, folder: folder.to_owned(), serving: Serving::new(task) };
        host.configure("api_base", json!(backend))?;
        Ok(host)
    }

    /// Its URL, without a slash at the end.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The folder of its front-end, which a server may serve, too.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Sets a value of `config.json`, as an operator does at deploy time.
    ///
    /// # Errors
    /// When there is no such file or it is no JSON object.
    pub fn configure(&self, key: &str, value: Value) -> Result<()> {
        configure(&self.folder, key, value)
    }

    /// Publishes another build: the app's files under other names, and no longer under the old ones. Returns the
    /// part of the names that is new.
    ///
    /// # Errors
    /// When there is no app.
    pub fn publish_anew(&self) -> Result<&'static str> {
        const ANEW: &str = "feedfacefeedface";
        let index = self.folder.join("index.html");
        let html = fs::read_to_string(&index)?;
        let start = html.find("reader-").context("index.html names the app's files")? + "reader-".len();
        let old = html[start..].split(['.', '_']).next().context("names with a hash")?.to_owned();
        for end in [".js", "_bg.wasm"] {
            let name = |hash: &str| self.folder.join(format!("reader-{hash}{end}"));
            fs::rename(name(&old), name(ANEW))?;
        }
        fs::write(index, html.replace(&old, ANEW))?;
        Ok(ANEW)
    }

    /// Serves the front-end below a path, as a host does that has other things at its root.
    ///
    /// # Errors
    /// When the files cannot be moved.
    pub fn move_below(&self, path: &str) -> Result<()> {
        let aside = self.folder.with_extension("aside");
        fs::rename(&self.folder, &aside)?;
        fs::create_dir(&self.folder)?;
        fs::rename(&aside, self.folder.join(path))?;
        // As Trunk's `--public-url` does.
        let html = fs::read_to_string(self.folder.join(path).join("index.html"))?;
        let html = ["reader-", "boot.js"]
            .iter()
            .fold(html, |html, name| html.replace(&format!("/{name}"), &format!("/{path}/{name}")));
        fs::write(self.folder.join("index.html"), html).context("cannot write index.html")
    }

    /// Puts a file beside the app, as an operator does with a logo.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&self, path: &str, text: &str) -> Result<()> {
        let file = self.folder.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, text).with_context(|| format!("cannot write {path}"))
    }

    /// Ends it: nothing answers at its URL any more.
    ///
    /// # Errors
    /// When it had ended by itself or been stopped before.
    pub async fn stop(&self) -> Result<()> {
        self.serving.stop().await
    }

    /// Replaces `config.json`, by whatever text.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_config(&self, text: &str) -> Result<()> {
        fs::write(self.folder.join("config.json"), text).context("cannot write config.json")
    }
}

/// Sets a value of the `config.json` in a folder.
pub(crate) fn configure(folder: &Path, key: &str, value: Value) -> Result<()> {
    let path = folder.join("config.json");
    let mut config: Value = serde_json::from_str(&fs::read_to_string(&path).context("the front-end's config.json")?)?;
    config[key] = value;
    fs::write(path, config.to_string()).context("cannot write config.json")
}

/// Answers one request and closes, whatever happens.
async fn serve(mut stream: TcpStream, root: &Path) {
    let Some(path) = path_asked(&mut stream).await else { return };
    let path = path.trim_start_matches('/');
    let inside = !path.split('/').any(|part| part == "..");
    let file = root.join(path);
    // The usual fallback of a single-page app.
    let file = if inside && file.is_file() { file } else { root.join("index.html") };
    let (status, body) = match fs::read(&file) {
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", Vec::new()),
    };
    answer(stream, status, content_type(&file), "", &body).await;
}

pub(crate) fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|kind| kind.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
