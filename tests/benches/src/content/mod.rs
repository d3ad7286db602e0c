//! `cargo xtask bench content`: how long a publication of many articles takes to start and to show what was saved, and the
//! memory that it takes. Not a test: it fails only when it cannot be measured.

mod publication;
mod search;
mod server;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use publication::Publication;

use crate::load::median;

/// Seconds for which the server is left alone.
const ALONE: u64 = 10;

/// How long a publication of many articles takes to start and to show what is saved, and its memory.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Articles, each in two languages.
    #[arg(long, default_value = "3000")]
    articles: usize,
    /// How often each kind of file is saved, which the medians are over.
    #[arg(long, default_value = "5")]
    saves: usize,
    /// Another server to measure in the same run, such as one of an earlier version.
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
}

pub(crate) fn run(options: Options) -> Result<()> {
    let own = PathBuf::from(env::var("HUSTINGS_BIN").context("run it by cargo xtask bench content")?);
    let demo = PathBuf::from(env::var("HUSTINGS_CONTENT").context("HUSTINGS_CONTENT is not set")?);
    println!("\n→ {} articles of some 600 words, each in two languages", options.articles);
    for binary in [own].iter().chain(&options.against) {
        let folder = tempfile::tempdir()?;
        let publication = Publication::write(&demo, folder.path(), options.articles)?;
        println!("\n{}\n\n| what | |\n| --- | --- |", binary.display());
        measure(binary, &publication, options.saves)?;
    }
    Ok(())
}

/// Measures one server, and prints a table's rows.
fn measure(binary: &Path, publication: &Publication, saves: usize) -> Result<()> {
    let (server, start) = server::start(binary, publication.folder(), &publication.page(0))?;
    println!("| from the start to the first page, ms | {start:.0} |");
    println!("| memory then, MB | {:.0} |", server.memory()? / 1e3);
    println!("| of a processor while nobody asks, % | {:.1} |", server::while_alone(&server, ALONE)?);
    for what in ["a saved article shows, ms", "a new article shows, ms", "a saved poll shows, ms"] {
        let mut times = Vec::new();
        for number in 0..saves {
            let word = format!("saved{}x{number}", what.len());
            let (file, text, path) = match what {
                "a saved article shows, ms" => publication.changed_article(number, &word),
                "a new article shows, ms" => publication.new_article(number, &word),
                _ => publication.changed_poll(&word),
            };
            save(&file, text)?;
            times.push(server::until_it_says(&server, &path, &word)?);
        }
        println!("| {what} | {} |", median(times));
    }
    println!("| memory after all that was saved, MB | {:.0} |", server.memory()? / 1e3);
    search::measure(&server, publication)?;
    let mut times = Vec::new();
    for number in 0..saves {
        let word = format!("found{number}");
        let (file, text, _) = publication.changed_article(number, &word);
        save(&file, text)?;
        times.push(search::until_it_is_found(&server, &word)?);
    }
    println!("| a saved article is found, ms | {} |", median(times));
    println!("| memory after all that was searched, MB | {:.0} |", server.memory()? / 1e3);
    Ok(())
}

/// Saves a file as text editors do: whole, under another name first.
fn save(file: &Path, text: String) -> Result<()> {
    let begun = file.with_extension("swp");
    fs::create_dir_all(file.parent().context("a file in a folder")?)?;
    fs::write(&begun, text)?;
    Ok(fs::rename(&begun, file)?)
}
