//! `cargo xtask bench NAME`: builds and runs a benchmark. Prints figures, and never fails because of them.

mod lighthouse;

use std::num::NonZeroUsize;

use anyhow::{Result, ensure};
use clap::Subcommand;

use crate::{
    front_end, process,
    setup::{self, Purpose, Tools},
    sweep::Sweep,
    test::run,
    workspace::Workspace,
};

/// What `tests/benches` measures.
const HARNESS: [&str; 9] = ["connect", "content", "embed", "kill", "live", "pages", "recovery", "static", "takeover"];

/// What can be measured.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// How many votes a second a database takes on this disk, without HTTP.
    Votes {
        /// Votes, each of another reader.
        #[arg(long, default_value = "100000")]
        votes: NonZeroUsize,
        /// Votes that wait at once.
        #[arg(long, default_value = "256")]
        at_once: NonZeroUsize,
    },
    /// How many votes a second PostgreSQL takes, beside a counter in one row, which `pgbench` counts up.
    Postgres {
        /// Votes of a run, each of another reader; an eighth of it for `pgbench`.
        #[arg(long, default_value = "20000")]
        votes: NonZeroUsize,
        /// Runs of each side, which the medians are over.
        #[arg(long, default_value = "3")]
        runs: NonZeroUsize,
    },
    /// How long the count of a ranking takes, from the database's rows to the last round.
    Ranking {
        /// Ballots, each with all options in an order of its own.
        #[arg(long, default_value = "100000")]
        ballots: NonZeroUsize,
        /// Options.
        #[arg(long, default_value = "12")]
        options: NonZeroUsize,
    },
    /// What the hub costs by itself when a crowd follows one poll, without sockets.
    Crowd {
        /// Viewers.
        #[arg(long, default_value = "100000")]
        viewers: NonZeroUsize,
        /// Changes that all of them are sent.
        #[arg(long, default_value = "20")]
        changes: NonZeroUsize,
    },
    /// How Lighthouse judges pages of the demo, with its mobile preset, and what costs them points.
    Lighthouse(lighthouse::Options),
    /// `embed`, `connect`, `content`, `pages`, `static`, `live`, `kill`, `recovery`, `takeover`: of the tests' harness, each with `--help`.
    #[command(external_subcommand)]
    Harness(Vec<String>),
}

/// Builds the release that readers get, and measures it.
pub(crate) fn bench(workspace: &Workspace, bench: &Bench) -> Result<()> {
    match bench {
        Bench::Votes { votes, at_once } => example(workspace, ["hustings-store", "votes"], [votes, at_once]),
        Bench::Postgres { votes, runs } => {
            setup::postgres(workspace)?;
            example(workspace, ["hustings-store", "postgres"], [votes, runs])
        }
        Bench::Ranking { ballots, options } => example(workspace, ["hustings-store", "ranking"], [ballots, options]),
        Bench::Crowd { viewers, changes } => example(workspace, ["hustings-live", "crowd"], [viewers, changes]),
        Bench::Lighthouse(options) => lighthouse::measure(workspace, &build(workspace, Purpose::Lighthouse)?, options),
        Bench::Harness(words) => {
            let name = words.first().map(String::as_str).unwrap_or_default();
            let is_there = HARNESS.contains(&name);
            ensure!(is_there, "there is no benchmark \"{name}\"; `cargo xtask bench --help` says which there are");
            harness(workspace, words)
        }
    }
}

/// Takes the pictures of the documents, of the release that readers get.
pub(crate) fn pictures(workspace: &Workspace) -> Result<()> {
    harness(workspace, &["pictures".to_owned(), workspace.path("docs/pictures").display().to_string()])
}

/// Runs an example of a crate with these numbers.
fn example(workspace: &Workspace, [of, name]: [&str; 2], numbers: [&NonZeroUsize; 2]) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--release", "-p", of, "--example", name, "--"]);
    process::announce_and_run(cargo.args(numbers.map(ToString::to_string)))
}

/// Builds front-end and server, and returns the tools for this purpose.
fn build(workspace: &Workspace, purpose: Purpose) -> Result<Tools> {
    let tools = setup::ensure(workspace, purpose)?;
    front_end::build(workspace, &tools)?;
    let server = ["build", "--release", "-p", "hustings-server", "--bin", "hustings", "--examples"];
    process::announce_and_run(workspace.cargo().args(server))?;
    Ok(tools)
}

/// Builds the release that readers get, and measures or pictures it with the tests' harness.
fn harness(workspace: &Workspace, words: &[String]) -> Result<()> {
    let tools = build(workspace, Purpose::Test)?;
    let sweep = Sweep::begin();
    let mut cargo = workspace.cargo();
    cargo.args(["run", "-p", "hustings-benches", "--"]).args(words);
    run::tell_harness(&mut cargo, workspace, &tools, "release")?;
    cargo.env("TMPDIR", sweep.folder()?);
    sweep.mark(&mut cargo);
    process::announce_and_run(&mut cargo)
}
