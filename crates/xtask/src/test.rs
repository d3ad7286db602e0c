//! `cargo xtask test`: every suite, beside the slow ones the checks and the pages as validators see them, then generated requests and
//! the sizes.
//!
//! All that is native is built at once, the components apart: one workspace-wide build would unify the features `ssr` and
//! `browser`, which exclude each other. The end-to-end tests take the server that its own tests have started, and the
//! front-end's release build, which is the one that readers get.

mod beside;
mod generated_requests;
mod programs;
pub(crate) mod run;

use std::{mem, thread, time::Instant};

use anyhow::Result;

use crate::{
    faults::Faults,
    front_end, process,
    setup::{self, Purpose},
    size,
    suite::{SUITES, Suite},
    sweep::Sweep,
    tally::{Outcome, run_tests},
    workspace::Workspace,
};
use run::Run;

/// Runs one suite, or everything. Goes on after a failure, so that one run tells all.
pub(crate) fn test(workspace: &Workspace, only: Option<Suite>, filter: Option<&str>) -> Result<()> {
    let started = Instant::now();
    let tools = process::timed("tools", || setup::ensure(workspace, only.map_or(Purpose::Test, Suite::purpose)))?;
    let sweep = Sweep::begin();
    let suites = only.map_or_else(|| SUITES.to_vec(), |suite| vec![suite]);
    let native: Vec<&str> = suites.iter().flat_map(|suite| suite.packages(workspace)).collect();
    let run = Run { workspace, tools: &tools, sweep: &sweep, packages: &native, filter };
    let mut total = Outcome::default();
    let mut faults = Faults::default();
    let mut lines = Vec::new();
    // The front-end has a target folder of its own, so that neither waits for the other, and much of each is for one core.
    let (programs, mut front_end) = thread::scope(|scope| {
        let build = || process::timed("front-end, built", || front_end::build(workspace, &tools));
        let front_end = suites.contains(&Suite::E2e).then(|| scope.spawn(build));
        let programs = process::timed("native tests, built", || programs::build(workspace, &native));
        (programs, front_end.map_or(Ok(()), |build| build.join().expect("the build does not panic")))
    });
    let mut programs = programs.unwrap_or_else(|error| {
        faults.note("the native tests", Err(error));
        Vec::new()
    });
    let mut commands_beside = Vec::new();
    for suite in suites {
        if only.is_none() && suite == Suite::Server {
            commands_beside.extend(["check", "validate"].map(|name| (name, beside::start(name, workspace, &sweep))));
        }
        println!("\n══ {suite} ══");
        let front_end = if suite == Suite::E2e { mem::replace(&mut front_end, Ok(())) } else { Ok(()) };
        let commands = front_end.and_then(|()| run.prepare(suite, &mut programs, only.is_some()));
        let outcome =
            commands.and_then(|mut commands| process::timed(&format!("{suite}, run"), || run_tests(&mut commands)));
        let verdict = outcome.and_then(|outcome| {
            let verdict = outcome.verdict();
            lines.push(format!("{suite}: {} passed, {} failed", outcome.passed, outcome.failed));
            total += outcome;
            verdict
        });
        faults.note(format!("the suite `{suite}`"), verdict);
    }
    if only.is_none() {
        let generated = || generated_requests::answer_as_documented(workspace, &sweep);
        faults.note("generated requests", process::timed("generated requests", generated));
        for (name, started) in commands_beside {
            println!("\n══ {name} ══");
            faults.note(name, process::timed(&format!("{name}, waited for"), || started.and_then(|end| end())));
        }
        faults.note("size", process::timed("size", || size::size(workspace)));
    }

    drop(sweep);
    if only.is_none() && !total.failures.is_empty() {
        println!("\n══ what failed, again ══\n{}", total.failures.trim_end());
    }
    println!("\n{}", lines.join("\n"));
    println!("{} passed, {} failed, in {:.0} s", total.passed, total.failed, started.elapsed().as_secs_f32());
    faults.verdict()
}
