//! `cargo xtask bench static`: what a static file costs the server, beside nginx with the same file, and beside hyper alone with
//! the same answer, below which nothing that stands on it can get. Loaded by `wrk`, measured by the processor time of whoever
//! answers. Not a test: it fails only when it cannot be measured.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::load::{Answering, Load, median, nginx_alone};

/// What is asked for: some 4 KB of a script, in the coding that the build has packed it in, and as it is.
const FILES: [(&str, &str, &str); 3] = [
    ("a script, gzip", "/sw.js", "gzip"),
    ("a script, plain", "/sw.js", "identity"),
    ("a small script, gzip", "/boot.js", "gzip"),
];

/// What a static file costs, beside nginx and beside hyper alone. Needs `wrk` and nginx.
#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    load: Load,
}

pub(crate) fn run(options: Options) -> Result<()> {
    let Options { load: Load { seconds, runs, against } } = options;
    let dist = PathBuf::from(env::var("HUSTINGS_DIST").context("run it by cargo xtask bench static")?);
    let server = PathBuf::from(env::var("HUSTINGS_BIN").context("run it by cargo xtask bench static")?);
    let mut rows = Vec::new();
    for (name, path, coding) in FILES {
        let ending = if coding == "gzip" { ".gz" } else { "" };
        let file = dist.join(format!("{}{ending}", path.trim_start_matches('/')));
        let mut who: Vec<(String, Vec<f64>)> = vec![("hustings".to_owned(), Vec::new())];
        who.extend(against.iter().map(|file| (file.display().to_string(), Vec::new())));
        who.extend(["nginx", "hyper alone"].map(|name| (name.to_owned(), Vec::new())));
        for _ in 0..runs {
            for (who, figures) in &mut who {
                let answering = match who.as_str() {
                    "hustings" => Answering::server(&server)?,
                    "nginx" => nginx_alone("", "", &format!("root {};\ngzip_static on;", dist.display()))?,
                    "hyper alone" => hyper_alone(&server, &file)?,
                    _ => Answering::server(Path::new(who.as_str()))?,
                };
                let headers = [format!("Accept-Encoding: {coding}")];
                figures.push(answering.answers(&format!("{name}: {who}"), path, &headers, seconds, 0.0)?);
            }
        }
        rows.extend(who.into_iter().map(|(who, figures)| format!("| {name} | {who} | {} |", median(figures))));
    }
    println!(
        "\n| file | who | answers for each second of its processor time, the median of {runs} (least to most) |\n| --- | --- | --- |"
    );
    rows.iter().for_each(|row| println!("{row}"));
    Ok(())
}

/// The program beside `server` that answers with the bytes of `file`.
pub(crate) fn hyper_alone(server: &Path, file: &Path) -> Result<Answering> {
    let mut command = Command::new(server.with_file_name("examples/hyper_alone"));
    Answering::start(command.arg(file), tempfile::tempdir()?)
}
