//! `cargo xtask bench NAME`: builds what is measured and runs what measures it. Prints figures, and never fails on them.

use std::fmt;

use anyhow::Result;
use clap::ValueEnum;

use crate::{front_end, process, setup, sweep::Sweep, test, workspace::Workspace};

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Bench {
    /// What an embedded poll costs a partner's page: bytes, the main thread's time, layout shift.
    Embed,
}

impl fmt::Display for Bench {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Embed => "bench_embed",
        })
    }
}

/// Builds the release that readers get, and measures it.
pub(crate) fn bench(workspace: &Workspace, bench: Bench) -> Result<()> {
    let tools = setup::ensure(workspace, setup::Purpose::Test)?;
    front_end::build(workspace, &tools)?;
    process::announce_and_run(workspace.cargo().args([
        "build",
        "--release",
        "-p",
        "hustings-server",
        "--bin",
        "hustings",
    ]))?;
    let sweep = Sweep::begin();
    let mut cargo = workspace.cargo();
    cargo.args(["run", "-p", "hustings-e2e", "--bin", &bench.to_string()]);
    test::tell_harness(&mut cargo, workspace, &tools, "release")?;
    sweep.mark(&mut cargo);
    process::announce_and_run(&mut cargo)
}
