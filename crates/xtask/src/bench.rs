//! `cargo xtask bench NAME`: builds and runs a benchmark. Prints figures, and never fails because of them.

mod lighthouse;

use anyhow::{Result, ensure};
use clap::Subcommand;

use crate::{
    front_end, process,
    setup::{self, Purpose, Tools},
    sweep::Sweep,
    test::run,
    workspace::Workspace,
};

/// Examples of crates that measure, each with its crate.
const EXAMPLES: [(&str, &str); 4] = [
    ("votes", "hustings-store"),
    ("postgres", "hustings-store"),
    ("ranking", "hustings-store"),
    ("crowd", "hustings-live"),
];

/// What `tests/benches` measures.
const HARNESS: [&str; 9] = ["connect", "content", "embed", "kill", "live", "pages", "recovery", "static", "takeover"];

/// What can be measured.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// How Lighthouse judges pages of the demo, with its mobile preset, and what costs them points.
    Lighthouse(lighthouse::Options),
    /// `votes [VOTES] [AT_ONCE]`, `postgres [VOTES] [RUNS]`, `ranking [BALLOTS] [OPTIONS]`, `crowd [VIEWERS] [CHANGES]`: examples of
    /// crates; `embed`, `connect`, `content`, `pages`, `static`, `live`, `kill`, `recovery`, `takeover`: of the tests' harness, each
    /// with `--help`.
    #[command(external_subcommand)]
    Other(Vec<String>),
}

/// Builds the release that readers get, and measures it.
pub(crate) fn bench(workspace: &Workspace, bench: &Bench) -> Result<()> {
    let words = match bench {
        Bench::Lighthouse(options) => {
            return lighthouse::measure(workspace, &build(workspace, Purpose::Lighthouse)?, options);
        }
        Bench::Other(words) => words,
    };
    let name = words.first().map(String::as_str).unwrap_or_default();
    if let Some((name, of)) = EXAMPLES.into_iter().find(|(known, _)| *known == name) {
        if name == "postgres" {
            setup::postgres(workspace)?;
        }
        let mut cargo = workspace.cargo();
        cargo.args(["run", "--release", "-p", of, "--example", name, "--"]).args(&words[1..]);
        return process::announce_and_run(&mut cargo);
    }
    let is_there = HARNESS.contains(&name);
    ensure!(is_there, "there is no benchmark \"{name}\"; `cargo xtask bench --help` says which there are");
    harness(workspace, words)
}

/// Takes the pictures of the documents, of the release that readers get.
pub(crate) fn pictures(workspace: &Workspace) -> Result<()> {
    harness(workspace, &["pictures".to_owned(), workspace.path("docs/pictures").display().to_string()])
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
