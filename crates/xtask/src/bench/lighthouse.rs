//! `cargo xtask bench lighthouse`: how Lighthouse judges pages of the demo as `hustings serve` serves them.
//!
//! With its own settings, which are those of a phone on a slow line: it loads the page as fast as this machine can, and
//! reckons from what it saw how long a phone would have taken. Every load by a browser that was never here. It is no
//! test: it prints figures and what cost points, and fails only when Lighthouse could not run.

mod report;
mod table;

use std::{
    fs,
    io::{self, Write as _},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result};
use clap::Args;

use crate::{
    process,
    served::Served,
    setup::{self, Tools},
    sweep::Sweep,
    workspace::Workspace,
};
use report::Report;

/// What is measured, by the name that the table gives it.
const PAGES: [(&str, &str); 4] = [
    ("article", "/en/articles/night-trains"),
    ("list", "/en/"),
    ("poll", "/en/polls/night-trains"),
    ("article in Arabic", "/ar/articles/night-trains"),
];

/// What Chromium needs to run without a screen, in a container. That it calls nobody, Lighthouse sees to itself.
const ARGUMENTS: [&str; 3] = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage"];

/// How often, and what is kept.
#[derive(Args)]
pub(crate) struct Options {
    /// Loads of each page, which the medians are over.
    #[arg(long, default_value = "5")]
    runs: NonZeroUsize,
    /// Keeps every report, as JSON and as a page to look at, in this folder.
    #[arg(long, value_name = "FOLDER")]
    reports: Option<PathBuf>,
}

/// Measures what is built.
pub(crate) fn measure(workspace: &Workspace, tools: &Tools, options: &Options) -> Result<()> {
    let chromium = tools.chromium.as_deref().context("Chromium was there a moment ago")?;
    if let Some(folder) = &options.reports {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let sweep = Sweep::begin();
    let served = Served::start_release(workspace, &sweep)?;
    for (_, path) in PAGES {
        served.get(path).context("a page that is to be measured is not there")?;
    }
    let judge = Judge { script: &tools.lighthouse, chromium, sweep: &sweep, folder: sweep.folder()? };
    println!("\n→ lighthouse, {} loads of each of {} pages, after one that does not count", options.runs, PAGES.len());

    let mut reports: [Vec<Report>; PAGES.len()] = Default::default();
    let (rounds, mut done) = (options.runs.get() + 1, 0);
    for round in 0..rounds {
        for place in 0..PAGES.len() {
            // Each page is the first of a round as often as every other, as nearly as it goes.
            let which = (round + place) % PAGES.len();
            let (name, path) = PAGES[which];
            let kept = options.reports.as_ref().filter(|_| round > 0).map(|folder| folder.join(file_name(name, round)));
            let address = format!("http://{}{path}", served.authority());
            let report = judge.load(&address, kept.as_deref()).with_context(|| format!("GET {path}"))?;
            // The first round does not count: the browser reads itself from the disk, and the server packs its pages.
            if round > 0 {
                reports[which].push(report);
            }
            done += 1;
            print!("\r{done} of {} loads", rounds * PAGES.len());
            io::stdout().flush()?;
        }
    }
    let pages: Vec<_> = PAGES.iter().map(|(name, _)| *name).zip(reports).collect();
    println!("\n\n{}\n", version(chromium));
    print!("{}", table::table(&pages));
    Ok(())
}

/// The name of a kept report, without what says its kind.
fn file_name(page: &str, round: usize) -> String {
    format!("{}-{round}", page.to_lowercase().replace(' ', "-"))
}

/// What the browser calls itself. Windows opens a window instead of answering, and then nothing is said.
fn version(chromium: &Path) -> String {
    let told = process::output(Command::new(chromium).arg("--version").stderr(Stdio::null()));
    told.map_or_else(|_| "Chromium of an unknown version".to_owned(), |text| text.trim().to_owned())
}

/// Lighthouse, and what it needs.
struct Judge<'a> {
    script: &'a Path,
    chromium: &'a Path,
    sweep: &'a Sweep,
    /// Where it and the browser put what they write.
    folder: PathBuf,
}

impl Judge<'_> {
    /// Loads the page at this address once and says how it was. The reports stay at `kept`, with an ending each.
    fn load(&self, address: &str, kept: Option<&Path>) -> Result<Report> {
        let output = self.folder.join("lighthouse");
        // With two kinds of output it puts an ending of its own behind this.
        let json = self.folder.join("lighthouse.report.json");
        let mut command = Command::new("node");
        command.arg(self.script).arg(address).args(["--quiet", "--no-enable-error-reporting", "--locale=en-US"]);
        command.args(["--output=json", "--output=html"]).arg(format!("--output-path={}", output.display()));
        command.arg(format!("--chrome-flags={}", self.browser_arguments().join(" ")));
        // Neither the browser's profile nor Lighthouse's notes belong into the folders of whoever runs this.
        for variable in ["TMPDIR", "TEMP", "TMP", "XDG_CONFIG_HOME"] {
            command.env(variable, &self.folder);
        }
        command.env("CHROME_PATH", self.chromium).stdin(Stdio::null());
        self.sweep.mark(&mut command);
        let _ = fs::remove_file(&json);
        process::output(&mut command)?;
        let text = fs::read_to_string(&json).context("Lighthouse ended well, but there is no report")?;
        if let Some(kept) = kept {
            for ending in ["report.json", "report.html"] {
                let (from, to) = (output.with_extension(ending), kept.with_extension(ending));
                fs::copy(&from, &to).with_context(|| format!("cannot write {}", to.display()))?;
            }
        }
        Report::read(&text)
    }

    fn browser_arguments(&self) -> Vec<&'static str> {
        let mut arguments = ARGUMENTS.to_vec();
        // Chromium refuses to start its sandbox for the administrator.
        if setup::is_root() {
            arguments.push("--no-sandbox");
        }
        arguments
    }
}
