//! `cargo xtask bench NAME`: builds and runs a benchmark. Prints figures, and never fails because of them.

mod lighthouse;

use std::{fmt::Display, num::NonZeroUsize, path::PathBuf};

use anyhow::Result;
use clap::Subcommand;

use crate::{
    front_end, process,
    setup::{self, Purpose, Tools},
    sweep::Sweep,
    test::run,
    workspace::Workspace,
};

/// What can be measured.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// What an embedded poll costs a partner's page: bytes, the main thread's time, layout shift.
    Embed,
    /// How long a crowd takes that opens its live streams at once.
    Connect {
        /// Clients that connect at once.
        #[arg(long, default_value = "2000")]
        clients: NonZeroUsize,
        /// Crowds for each queue, which the medians are over.
        #[arg(long, default_value = "3")]
        runs: NonZeroUsize,
    },
    /// How long a publication of many articles takes to start and to show what is saved, and its memory.
    Content {
        /// Articles, each in two languages.
        #[arg(long, default_value = "3000")]
        articles: NonZeroUsize,
        /// Another server to measure in the same run.
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
    },
    /// How many votes a second a database takes on this disk, without HTTP.
    Votes {
        /// Votes, each of another reader.
        #[arg(long, default_value = "100000")]
        votes: NonZeroUsize,
        /// Votes that wait at once.
        #[arg(long, default_value = "256")]
        at_once: NonZeroUsize,
    },
    /// What pages cost that many ask for, with and without votes coming in. Needs `wrk`.
    Pages {
        /// Seconds of each load.
        #[arg(long, default_value = "4")]
        seconds: NonZeroUsize,
        /// How often all is measured, which the medians are over.
        #[arg(long, default_value = "3")]
        runs: NonZeroUsize,
        /// Votes a second in the second half of each.
        #[arg(long, default_value = "1000")]
        votes: NonZeroUsize,
        /// Another server to measure in the same run, such as one of an earlier version.
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
    },
    /// Whether every vote is there once when the server is killed again and again.
    Kill {
        /// How often it is killed.
        #[arg(long, default_value = "200")]
        kills: NonZeroUsize,
    },
    /// How long after the end of an outage bars are right again, and a vote that waited is counted.
    Recovery {
        /// Seconds that an outage lasts.
        #[arg(long, default_value = "3")]
        seconds: NonZeroUsize,
        /// Outages of each kind.
        #[arg(long, default_value = "5")]
        runs: NonZeroUsize,
    },
    /// How Lighthouse judges pages of the demo, with its mobile preset, and what costs them points.
    Lighthouse(lighthouse::Options),
}

/// Builds the release that readers get, and measures it.
pub(crate) fn bench(workspace: &Workspace, bench: &Bench) -> Result<()> {
    match bench {
        Bench::Embed => harness(workspace, "bench_embed", &[], None),
        Bench::Connect { clients, runs } => harness(workspace, "bench_connect", &[clients, runs], None),
        Bench::Content { articles, against } => harness(workspace, "bench_content", &[articles], against.as_ref()),
        Bench::Kill { kills } => harness(workspace, "bench_kill", &[kills], None),
        Bench::Votes { votes, at_once } => {
            let example = ["run", "--release", "-p", "hustings-store", "--example", "votes", "--"];
            process::announce_and_run(workspace.cargo().args(example).args([votes, at_once].map(ToString::to_string)))
        }
        Bench::Pages { seconds, runs, votes, against } => {
            harness(workspace, "bench_pages", &[seconds, runs, votes], against.as_ref())
        }
        Bench::Recovery { seconds, runs } => harness(workspace, "bench_recovery", &[seconds, runs], None),
        Bench::Lighthouse(options) => lighthouse::measure(workspace, &build(workspace, Purpose::Lighthouse)?, options),
    }
}

/// Takes the pictures of the documents, of the release that readers get.
pub(crate) fn pictures(workspace: &Workspace) -> Result<()> {
    harness(workspace, "pictures", &[], Some(&workspace.path("docs/pictures")))
}

/// Builds front-end and server, and returns the tools for this purpose.
fn build(workspace: &Workspace, purpose: Purpose) -> Result<Tools> {
    let tools = setup::ensure(workspace, purpose)?;
    front_end::build(workspace, &tools)?;
    let server = ["build", "--release", "-p", "hustings-server", "--bin", "hustings"];
    process::announce_and_run(workspace.cargo().args(server))?;
    Ok(tools)
}

/// Builds the release that readers get, and runs a program of the tests' harness on it, with these numbers and this path.
fn harness(workspace: &Workspace, program: &str, numbers: &[&dyn Display], path: Option<&PathBuf>) -> Result<()> {
    let tools = build(workspace, Purpose::Test)?;
    let sweep = Sweep::begin();
    let mut cargo = workspace.cargo();
    cargo.args(["run", "-p", "hustings-e2e", "--bin", program, "--"]);
    cargo.args(numbers.iter().map(ToString::to_string)).args(path);
    run::tell_harness(&mut cargo, workspace, &tools, "release")?;
    cargo.env("TMPDIR", sweep.folder()?);
    sweep.mark(&mut cargo);
    process::announce_and_run(&mut cargo)
}
