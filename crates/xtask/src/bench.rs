//! `cargo xtask bench NAME`: builds and runs a benchmark. Prints figures, and never fails because of them.

mod lighthouse;

use anyhow::Result;
use clap::Subcommand;

use crate::{
    front_end, process,
    setup::{self, Purpose, Tools},
    sweep::Sweep,
    test,
    workspace::Workspace,
};

/// What can be measured.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// What an embedded poll costs a partner's page: bytes, the main thread's time, layout shift.
    Embed,
    /// How Lighthouse judges pages of the demo, with its mobile preset, and what costs them points.
    Lighthouse(lighthouse::Options),
}

/// Builds the release that readers get, and measures it.
pub(crate) fn bench(workspace: &Workspace, bench: &Bench) -> Result<()> {
    let purpose = match bench {
        Bench::Embed => Purpose::Test,
        Bench::Lighthouse(_) => Purpose::Lighthouse,
    };
    let tools = setup::ensure(workspace, purpose)?;
    front_end::build(workspace, &tools)?;
    let server = ["build", "--release", "-p", "hustings-server", "--bin", "hustings"];
    process::announce_and_run(workspace.cargo().args(server))?;
    match bench {
        Bench::Embed => embed(workspace, &tools),
        Bench::Lighthouse(options) => lighthouse::measure(workspace, &tools, options),
    }
}

/// Runs the benchmark that is a program of the tests' harness.
fn embed(workspace: &Workspace, tools: &Tools) -> Result<()> {
    let sweep = Sweep::begin();
    let mut cargo = workspace.cargo();
    cargo.args(["run", "-p", "hustings-e2e", "--bin", "bench_embed"]);
    test::tell_harness(&mut cargo, workspace, tools, "release")?;
    cargo.env("TMPDIR", sweep.folder()?);
    sweep.mark(&mut cargo);
    process::announce_and_run(&mut cargo)
}
