//! `cargo xtask bench content`: how long a publication of many articles takes to start and to show what was saved, and the
//! memory that it takes. Its arguments are how many articles there are, and perhaps a second server to compare with. Not a test: it fails only when it cannot be measured.

mod publication;
mod server;

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use publication::Publication;
use server::Server;

/// How often each is saved.
const SAVES: usize = 5;
/// Seconds for which the server is left alone.
const ALONE: u64 = 10;

/// What was measured of one server.
struct Figures {
    start: Duration,
    /// Bytes in memory once it has answered.
    memory: u64,
    /// The same after everything that was saved.
    later: u64,
    /// The most that it ever was.
    most: u64,
    /// The part of a processor that it takes while nobody asks.
    alone: f64,
    /// For each kind of change, how long each took to be served.
    shown: Vec<(&'static str, Vec<Duration>)>,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [articles, others @ ..] = &arguments[..] else { bail!("usage: bench_content ARTICLES [SERVER]") };
    let articles: usize = articles.parse()?;
    let mut servers = vec![PathBuf::from(env::var("HUSTINGS_BIN").context("run it by cargo xtask bench content")?)];
    servers.extend(others.iter().map(PathBuf::from));
    let demo = env::var("HUSTINGS_CONTENT").context("HUSTINGS_CONTENT is not set")?;
    println!("\n→ {articles} articles of some 600 words, each in two languages");
    for binary in servers {
        let folder = tempfile::tempdir()?;
        let publication = Publication::write(Path::new(&demo), folder.path(), articles)?;
        let figures = measure(&binary, &publication)?;
        println!("\n{}\n\n| what | median | least | most |\n| --- | --- | --- | --- |", binary.display());
        println!("| start to the first page, s | {:.2} | | |", figures.start.as_secs_f64());
        for (what, mut times) in figures.shown {
            times.sort();
            let [median, least, most] = [times.len() / 2, 0, times.len() - 1].map(|at| times[at].as_secs_f64());
            println!("| {what}, s | {median:.2} | {least:.2} | {most:.2} |");
        }
        let [memory, later, most] = [figures.memory, figures.later, figures.most].map(|bytes| bytes as f64 / 1e6);
        println!("| memory after the start, MB | {memory:.0} | | |");
        println!("| memory after all that was saved, MB | {later:.0} | | {most:.0} |");
        println!("| processor while nobody asks, % | {:.1} | | |", figures.alone * 100.0);
    }
    Ok(())
}

fn measure(binary: &Path, publication: &Publication) -> Result<Figures> {
    let (server, start) = Server::start(binary, publication.folder(), &publication.page(0))?;
    let memory = server.memory("VmRSS")?;
    let alone = server.while_alone(ALONE)?;
    let mut shown = Vec::new();
    for what in ["a saved article shows", "a new article shows", "a saved poll shows"] {
        let mut times = Vec::new();
        for number in 0..SAVES {
            let word = format!("saved{}{number}", what.len());
            let (file, text, path) = match what {
                "a saved article shows" => publication.changed_article(number, &word)?,
                "a new article shows" => publication.new_article(number, &word)?,
                _ => publication.changed_poll(&word)?,
            };
            // As text editors save: whole, under another name first.
            let begun = file.with_extension("swp");
            fs::create_dir_all(file.parent().context("a file in a folder")?)?;
            fs::write(&begun, text)?;
            fs::rename(&begun, &file)?;
            times.push(server.until_it_says(&path, &word)?);
        }
        shown.push((what, times));
    }
    let (later, most) = (server.memory("VmRSS")?, server.memory("VmHWM")?);
    Ok(Figures { start, memory, later, most, alone, shown })
}
