//! Runs a suite: its programs, after whatever else has to be built for them.

use std::{process::Command, thread};

use anyhow::Result;

use super::programs::Programs;
use crate::{
    process,
    setup::{self, Tools},
    suite::{Suite, select, server},
    sweep::Sweep,
    workspace::Workspace,
};

/// What the suites of a run have in common.
pub(crate) struct Run<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) tools: &'a Tools,
    pub(crate) sweep: &'a Sweep,
    /// The native packages of all its suites.
    pub(crate) packages: &'a [&'a str],
    pub(crate) filter: Option<&'a str>,
}

impl Run<'_> {
    /// The commands of a suite, after whatever else has to be built for them. One that runs `alone` finds no server that
    /// another suite's tests have brought along.
    pub(crate) fn prepare(&self, suite: Suite, built: &mut Programs, alone: bool) -> Result<Vec<Command>> {
        let of_suite = built.extract_if(.., |(package, _)| suite.packages(self.workspace).contains(&&**package));
        let mut commands: Vec<Command> = of_suite.map(|(_, command)| command).collect();
        match suite {
            Suite::Server if !alone => {}
            Suite::Rules | Suite::Server => {
                // Examples are no programs until cargo runs them; all at once, since the packages decide with which features.
                let mut cargo = self.workspace.cargo();
                cargo.args(["test", "--doc"]).args(select(self.packages)).arg("--");
                commands.push(cargo);
            }
            Suite::Components => commands.push(self.components()?),
            Suite::E2e => {
                if alone {
                    process::timed("server, built", || process::announce_and_run(&mut server(self.workspace)))?;
                }
                commands.iter_mut().try_for_each(|command| self.sets_out(command))?;
            }
        }
        // Browsers, servers and databases wait for each other and for the disk: two tests for each core.
        let cores = thread::available_parallelism().map_or(1, usize::from);
        for command in &mut commands {
            command.args(self.filter).env("RUST_TEST_THREADS", (2 * cores).to_string());
            self.sweep.mark(command);
        }
        Ok(commands)
    }

    /// What runs the components' tests: cargo does, for they are no program of this machine.
    fn components(&self) -> Result<Command> {
        let mut cargo = self.workspace.cargo();
        cargo
            .args(["test", "-p", "hustings", "--features", "browser", "--test", "components"])
            .args(["--target=wasm32-unknown-unknown", "--"])
            // To optimise our own code for WASM takes longer than all tests of it.
            .envs([("CARGO_PROFILE_DEV_OPT_LEVEL", "0"), ("CARGO_PROFILE_DEV_DEBUG", "false")])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &self.tools.test_runner)
            .env("CHROMEDRIVER", self.tools.program(&setup::CHROMEDRIVER)?)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
        Ok(cargo)
    }

    /// Tells a program of journeys what it needs.
    fn sets_out(&self, command: &mut Command) -> Result<()> {
        tell_harness(command, self.workspace, self.tools, "debug")?;
        // Benchmarks and pictures are of Chromium itself.
        let shell = self.tools.program(&setup::HEADLESS_SHELL).ok();
        command.envs(shell.map(|shell| (setup::HEADLESS_SHELL.variable, shell)));
        // Whatever a browser leaves goes with the run.
        command.env("TMPDIR", self.sweep.folder()?);
        Ok(())
    }
}

/// Tells a program that uses the harness where everything is; the server is that of this profile's folder.
pub(crate) fn tell_harness(cargo: &mut Command, workspace: &Workspace, tools: &Tools, profile: &str) -> Result<()> {
    cargo
        .env("HUSTINGS_BIN", workspace.binary(profile, "hustings"))
        .env("HUSTINGS_DIST", workspace.dist())
        .env("HUSTINGS_CONTENT", workspace.path("content"))
        .env("HUSTINGS_DEPLOY", workspace.path("deploy"))
        .env("HUSTINGS_TEST_OUTPUT", workspace.path("tests/output"))
        .env("HUSTINGS_AXE", &tools.axe)
        .env("HUSTINGS_LIGHTHOUSE", &tools.lighthouse)
        // A journey's error names what was waited for; where the harness stood says nothing more.
        .env("RUST_BACKTRACE", "0");
    let drivers = [&setup::CHROMEDRIVER, &setup::GECKODRIVER, &setup::WEBKIT_DRIVER];
    for program in
        drivers.into_iter().chain([&setup::CHROMIUM, &setup::FIREFOX, &setup::WEBKIT, &setup::XVFB, &setup::NGINX])
    {
        cargo.env(program.variable, tools.program(program)?);
    }
    Ok(())
}
