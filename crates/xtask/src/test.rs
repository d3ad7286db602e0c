//! `cargo xtask test`: every suite, then the pages as validators see them, the checks, and the sizes.
//!
//! All that is native is built at once, the components apart: one workspace-wide build would unify the features `ssr` and
//! `browser`, which exclude each other. The end-to-end tests take the server that its own tests have started, and the
//! front-end's release build, which is the one that readers get.

mod generated_requests;
mod programs;
pub(crate) mod run;

use std::{mem, thread, time::Instant};

use anyhow::{Result, bail};

use crate::{
    check, front_end, process,
    setup::{self, Purpose},
    size,
    suite::{SUITES, Suite},
    sweep::Sweep,
    tally::{Outcome, run_tests},
    validate,
    workspace::Workspace,
};
use run::Run;

/// Runs one suite, or everything. Goes on after a failure, so that one run tells all.
pub(crate) fn test(workspace: &Workspace, only: Option<Suite>, filter: Option<&str>) -> Result<()> {
    let started = Instant::now();
    let tools = process::timed("tools", || setup::ensure(workspace, only.map_or(Purpose::Test, Suite::purpose)))?;
    let sweep = Sweep::begin();
    let suites = only.map_or_else(|| SUITES.to_vec(), |suite| vec![suite]);
    let native: Vec<&'static str> = suites.iter().flat_map(|suite| suite.packages()).copied().collect();
    let run = Run { workspace, tools: &tools, sweep: &sweep, packages: &native, filter };
    let mut total = Outcome::default();
    let mut faults = Vec::new();
    let mut lines = Vec::new();
    // The front-end has a target folder of its own, so that neither waits for the other, and much of each is for one core.
    let (programs, mut front_end) = thread::scope(|scope| {
        let build = || process::timed("front-end, built", || front_end::build(workspace, &tools));
        let front_end = suites.contains(&Suite::E2e).then(|| scope.spawn(build));
        let programs = process::timed("native tests, built", || programs::build(workspace, &native));
        (programs, front_end.map_or(Ok(()), |build| build.join().expect("the build does not panic")))
    });
    let mut programs = programs.unwrap_or_else(|error| {
        eprintln!("{error:#}");
        faults.push(format!("the native tests ({error})"));
        Vec::new()
    });
    for suite in suites {
        println!("\n══ {suite} ══");
        let front_end = if suite == Suite::E2e { mem::replace(&mut front_end, Ok(())) } else { Ok(()) };
        let outcome = front_end.and_then(|()| run.prepare(suite, &mut programs, only.is_some()));
        match outcome.and_then(|mut commands| process::timed(&format!("{suite}, run"), || run_tests(&mut commands))) {
            Ok(outcome) => {
                lines.push(format!("{suite}: {} passed, {} failed", outcome.passed, outcome.failed));
                if outcome.is_broken || outcome.failed > 0 {
                    faults.push(format!("the suite `{suite}`"));
                } else if outcome.passed == 0 {
                    faults.push(format!("the suite `{suite}` (it ran no test)"));
                }
                total += outcome;
            }
            Err(error) => {
                eprintln!("{error:#}");
                faults.push(format!("the suite `{suite}` ({error})"));
            }
        }
    }
    if only.is_none() {
        let checks: [(&str, &dyn Fn() -> Result<()>); 4] = [
            ("generated requests", &|| generated_requests::answer_as_documented(workspace, &sweep)),
            ("validate", &|| validate::served_and_exported(workspace, &tools)),
            ("check", &|| check::check(workspace)),
            ("size", &|| size::size(workspace)),
        ];
        for (name, check) in checks {
            if let Err(error) = process::timed(name, check) {
                eprintln!("{error:#}");
                faults.push(name.to_owned());
            }
        }
    }

    drop(sweep);
    if only.is_none() && !total.failures.is_empty() {
        println!("\n══ what failed, again ══\n{}", total.failures.trim_end());
    }
    println!("\n{}", lines.join("\n"));
    println!("{} passed, {} failed, in {:.0} s", total.passed, total.failed, started.elapsed().as_secs_f32());
    if !faults.is_empty() {
        bail!("failed: {}", faults.join(", "));
    }
    Ok(())
}
