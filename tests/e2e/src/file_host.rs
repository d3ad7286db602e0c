//! A host of files as they come: `index.html` for a folder, `404.html` for what is not there, and, where it reads it,
//! the headers that `_headers` asks for. It knows nothing of what it serves.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Result;
use tokio::{net::TcpStream, task::JoinHandle};

use crate::{
    http::{answer, path_asked},
    static_host::content_type,
};

/// Paths, with a star at the end for all below, and the headers of what is there.
pub(crate) type Rules = Vec<(String, Vec<String>)>;

struct Host {
    folder: PathBuf,
    path: String,
    rules: Rules,
}

/// Serves `folder` below `path` until the task ends, with no other headers than those of `rules`, and its content type.
pub(crate) fn serve(listener: TcpListener, folder: &Path, path: &str, rules: Rules) -> Result<JoinHandle<()>> {
    let host = Arc::new(Host { folder: folder.to_owned(), path: path.to_owned(), rules });
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    Ok(tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let host = Arc::clone(&host);
            tokio::spawn(async move { host.answer(stream).await });
        }
    }))
}

/// What `_headers` asks for.
pub(crate) fn rules(text: &str) -> Rules {
    let mut rules = Rules::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match (line.strip_prefix("  "), rules.last_mut()) {
            (Some(header), Some((_, headers))) => headers.push(header.to_owned()),
            _ => rules.push((line.to_owned(), Vec::new())),
        }
    }
    rules
}

impl Host {
    /// Answers one request and closes, whatever happens.
    async fn answer(&self, mut stream: TcpStream) {
        let Some(path) = path_asked(&mut stream).await else { return };
        let path = &*path;
        let (status, file) = self.find(path);
        let body = file.as_ref().and_then(|file| fs::read(file).ok()).unwrap_or_default();
        let matching = self.rules.iter().filter(|(rule, _)| match rule.strip_suffix('*') {
            Some(below) => path.starts_with(below),
            None => path == rule,
        });
        let headers: String = matching.flat_map(|(_, headers)| headers).map(|header| format!("{header}\r\n")).collect();
        let kind = file.as_deref().map_or("text/plain", content_type);
        answer(stream, status, kind, &headers, &body).await;
    }

    /// The file at a URL. A folder without a slash at its end is not there.
    fn find(&self, path: &str) -> (&'static str, Option<PathBuf>) {
        let below = path.strip_prefix(&self.path).filter(|below| below.starts_with('/') && !below.contains("/."));
        let file = below.map(|below| self.folder.join(below.trim_start_matches('/')));
        let file = file.map(|file| if path.ends_with('/') { file.join("index.html") } else { file });
        match file.filter(|file| file.is_file()) {
            Some(file) => ("200 OK", Some(file)),
            // As `_redirects` has it.
            None if path.contains("/embed/polls/") => ("404 Not Found", Some(self.folder.join("embed/404.html"))),
            None => ("404 Not Found", Some(self.folder.join("404.html"))),
        }
    }
}
