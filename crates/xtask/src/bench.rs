//! `cargo xtask bench NAME`: builds and runs a benchmark. Prints figures, and never fails because of them.

mod lighthouse;

use std::{num::NonZeroUsize, path::PathBuf};

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
        Bench::Embed => harness(workspace, "bench_embed", &[]),
        Bench::Connect { clients, runs } => {
            harness(workspace, "bench_connect", &[clients.to_string(), runs.to_string()])
        }
        Bench::Kill { kills } => harness(workspace, "bench_kill", &[kills.to_string()]),
        Bench::Votes { votes, at_once } => {
            let example = ["run", "--release", "-p", "hustings-store", "--example", "votes", "--"];
            let numbers = [votes.to_string(), at_once.to_string()];
            process::announce_and_run(workspace.cargo().args(example).args(numbers))
        }
        Bench::Pages { seconds, runs, votes, against } => {
            let mut arguments = vec![seconds.to_string(), runs.to_string(), votes.to_string()];
            arguments.extend(against.iter().map(|file| file.display().to_string()));
            harness(workspace, "bench_pages", &arguments)
        }
        Bench::Recovery { seconds, runs } => {
            harness(workspace, "bench_recovery", &[seconds.to_string(), runs.to_string()])
        }
        Bench::Lighthouse(options) => lighthouse::measure(workspace, &build(workspace, Purpose::Lighthouse)?, options),
    }
}

/// Takes the pictures of the documents, of the release that readers get.
pub(crate) fn pictures(workspace: &Workspace) -> Result<()> {
    harness(workspace, "pictures", &[workspace.path("docs/pictures").display().to_string()])
}

/// Builds front-end and server, and returns the tools for this purpose.
fn build(workspace: &Workspace, purpose: Purpose) -> Result<Tools> {
    let tools = setup::ensure(workspace, purpose)?;
    front_end::build(workspace, &tools)?;
    let server = ["build", "--release", "-p", "hustings-server", "--bin", "hustings"];
    process::announce_and_run(workspace.cargo().args(server))?;
    Ok(tools)
}

/// Builds the release that readers get, and runs a program of the tests' harness on it.
fn harness(workspace: &Workspace, program: &str, arguments: &[String]) -> Result<()> {
    let tools = build(workspace, Purpose::Test)?;
    let sweep = Sweep::begin();
    let mut cargo = workspace.cargo();
    cargo.args(["run", "-p", "hustings-e2e", "--bin", program, "--"]).args(arguments);
    run::tell_harness(&mut cargo, workspace, &tools, "release")?;
    cargo.env("TMPDIR", sweep.folder()?);
    sweep.mark(&mut cargo);
    process::announce_and_run(&mut cargo)
}
