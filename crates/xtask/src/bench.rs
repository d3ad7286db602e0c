//! `cargo xtask bench NAME`: builds and runs a benchmark. Prints figures, and never fails because of them.

mod connect;
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
    /// How long a crowd takes that opens its live streams at once.
    Connect(connect::Options),
    /// How Lighthouse judges pages of the demo, with its mobile preset, and what costs them points.
    Lighthouse(lighthouse::Options),
}

/// Builds the release that readers get, and measures it.
pub(crate) fn bench(workspace: &Workspace, bench: &Bench) -> Result<()> {
    match bench {
        Bench::Embed => embed(workspace, &build(workspace, Purpose::Test)?),
        Bench::Lighthouse(options) => lighthouse::measure(workspace, &build(workspace, Purpose::Lighthouse)?, options),
        Bench::Connect(options) => {
            build_server(workspace, options.profile())?;
            connect::measure(workspace, options)
        }
    }
}

/// Builds front-end and server, and returns the tools for this purpose.
fn build(workspace: &Workspace, purpose: Purpose) -> Result<Tools> {
    let tools = setup::ensure(workspace, purpose)?;
    front_end::build(workspace, &tools)?;
    build_server(workspace, "release")?;
    Ok(tools)
}

fn build_server(workspace: &Workspace, profile: &str) -> Result<()> {
    let server = ["build", "--profile", profile, "-p", "hustings-server", "--bin", "hustings"];
    process::announce_and_run(workspace.cargo().args(server))
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
