//! `cargo xtask bench static`: what a static file costs the server, beside nginx with the same file, and beside hyper alone with
//! the same answer, below which nothing that stands on it can get. Loaded by `wrk`, measured by the processor time of whoever
//! answers. Not a test: it fails only when it cannot be measured.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use clap::Parser;
use hustings_e2e::{Answering, median};

/// What is asked for: some 4 KB of a script, in the coding that the build has packed it in, and as it is.
const FILES: [(&str, &str, &str); 3] = [
    ("a script, gzip", "/sw.js", "gzip"),
    ("a script, plain", "/sw.js", "identity"),
    ("a small script, gzip", "/boot.js", "gzip"),
];

/// What a static file costs, beside nginx and beside hyper alone. Needs `wrk` and nginx.
#[derive(Parser)]
struct Options {
    /// Seconds of each load.
    #[arg(long, default_value = "4")]
    seconds: u64,
    /// How often all is measured, which the medians are over.
    #[arg(long, default_value = "3")]
    runs: usize,
    /// Another server to measure in the same run, such as one of an earlier version.
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
}

fn main() -> Result<()> {
    let Options { seconds, runs, against } = Options::parse();
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
                    "nginx" => nginx(&dist)?,
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

/// nginx as its documentation says for static files, in one process.
fn nginx(dist: &Path) -> Result<Answering> {
    let folder = tempfile::tempdir()?;
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let place = |name: &str| folder.path().join(name).display().to_string();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {};\n", place(kind)))
        .concat();
    let configuration = format!(
        "daemon off;\nmaster_process off;\npid {};\nerror_log stderr warn;\nevents {{}}\nhttp {{\naccess_log off;\n\
         sendfile on;\ntcp_nopush on;\nkeepalive_requests 1000000;\nopen_file_cache max=1000;\ngzip_static on;\n\
         {temporary}server {{\nlisten 127.0.0.1:{port};\nroot {};\n}}\n}}\n",
        place("pid"),
        dist.display()
    );
    fs::write(folder.path().join("nginx.conf"), configuration)?;
    let mut command = Command::new("sh");
    // It says nothing by itself.
    let script = "echo http://127.0.0.1:$1; exec \"$2\" -p \"$3\" -c \"$3/nginx.conf\"";
    command.args(["-c", script, "nginx", &port.to_string()]).arg(env::var("NGINX").context("NGINX is not set")?);
    command.arg(folder.path());
    let answering = Answering::start(&mut command, folder)?;
    while std::net::TcpStream::connect(&answering.address).is_err() {
        std::thread::yield_now();
    }
    Ok(answering)
}

/// The program beside `server` that answers with the bytes of `file`.
fn hyper_alone(server: &Path, file: &Path) -> Result<Answering> {
    let mut command = Command::new(server.with_file_name("examples/hyper_alone"));
    Answering::start(command.arg(file), tempfile::tempdir()?)
}
