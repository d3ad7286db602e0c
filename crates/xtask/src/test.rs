//! `cargo xtask test`: every suite, then the pages as validators see them, the checks, and the sizes.
//!
//! Packages are tested one by one: one workspace-wide run would unify the features `ssr` and
//! `browser`, which exclude each other. The end-to-end tests take the server's debug build, which
//! the server's own tests have compiled already, and the front-end's release build, which is the one
//! that readers get.

use std::{
    fmt,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::{
    check, front_end, process,
    setup::{self, Purpose, Tools},
    size,
    sweep::Sweep,
    tally::{Outcome, Tally, run_tests},
    validate,
    workspace::Workspace,
};

/// What can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// The contract's types, the front-end's rules, the partner's site and these commands themselves; native.
    Rules,
    /// The backend, on its store, its routes and its streams.
    Server,
    /// The components, in a browser.
    Components,
    /// The whole system, as readers use it.
    E2e,
}

const SUITES: [Suite; 4] = [Suite::Rules, Suite::Server, Suite::Components, Suite::E2e];

impl Suite {
    fn purpose(self) -> Purpose {
        match self {
            Self::Rules | Self::Server => Purpose::Run,
            Self::Components | Self::E2e => Purpose::Test,
        }
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Rules => "rules",
            Self::Server => "server",
            Self::Components => "components",
            Self::E2e => "end to end",
        })
    }
}

/// Runs one suite, or everything. Goes on after a failure, so that one run tells all.
pub(crate) fn test(workspace: &Workspace, only: Option<Suite>, filter: Option<&str>) -> Result<()> {
    let started = Instant::now();
    let tools = setup::ensure(workspace, only.map_or(Purpose::Test, Suite::purpose))?;
    let sweep = Sweep::begin();
    let suites = only.map_or_else(|| SUITES.to_vec(), |suite| vec![suite]);
    let mut total = Tally::default();
    let mut faults = Vec::new();
    let mut lines = Vec::new();
    let mut failures = String::new();

    for suite in suites {
        match run_suite(workspace, &tools, &sweep, suite, filter) {
            Ok(Outcome { tally, ended_well, failures: said }) => {
                total += tally;
                failures.push_str(&said);
                lines.push(format!("{suite}: {} passed, {} failed", tally.passed, tally.failed));
                if !ended_well || tally.failed > 0 {
                    faults.push(format!("the suite `{suite}`"));
                } else if tally.passed == 0 {
                    faults.push(format!("the suite `{suite}` (it ran no test)"));
                }
            }
            Err(error) => {
                eprintln!("{error:#}");
                faults.push(format!("the suite `{suite}` ({error})"));
            }
        }
    }
    if only.is_none() {
        for (name, outcome) in [
            // What the end-to-end tests have built, as it is served and as it is exported.
            ("validate", validate::validate(workspace, &tools, &validate::Site::Built)),
            ("validate the export", validate::exported(workspace, &tools)),
            ("check", check::check(workspace)),
            ("size", size::size(workspace)),
        ] {
            if let Err(error) = outcome {
                eprintln!("{error:#}");
                faults.push(name.to_owned());
            }
        }
    }

    drop(sweep);
    if only.is_none() && !failures.is_empty() {
        println!("\n══ what failed, again ══\n{}", failures.trim_end());
    }
    println!("\n{}", lines.join("\n"));
    let seconds = started.elapsed().as_secs();
    println!("{} min {} s", seconds / 60, seconds % 60);
    println!("{} passed, {} failed", total.passed, total.failed);
    if !faults.is_empty() {
        bail!("failed: {}", faults.join(", "));
    }
    Ok(())
}

fn run_suite(
    workspace: &Workspace,
    tools: &Tools,
    sweep: &Sweep,
    suite: Suite,
    filter: Option<&str>,
) -> Result<Outcome> {
    println!("\n══ {suite} ══");
    let mut whole = Outcome { ended_well: true, ..Outcome::default() };
    for mut command in commands(workspace, tools, suite)? {
        if let Some(filter) = filter {
            command.args(["--", filter]);
        }
        sweep.mark(&mut command);
        let outcome = run_tests(&mut command)?;
        whole.tally += outcome.tally;
        whole.ended_well &= outcome.ended_well;
        whole.failures.push_str(&outcome.failures);
    }
    Ok(whole)
}

/// The commands of a suite, after whatever has to be built for them.
fn commands(workspace: &Workspace, tools: &Tools, suite: Suite) -> Result<Vec<Command>> {
    let cargo_test = |arguments: &[&str]| {
        let mut cargo = workspace.cargo();
        cargo.arg("test").args(arguments);
        cargo
    };
    Ok(match suite {
        Suite::Rules => vec![
            cargo_test(&[
                "-p",
                "hustings-wire",
                "-p",
                "hustings-core",
                "-p",
                "hustings-leptos",
                "-p",
                "hustings-catalogues",
                "-p",
                "hustings-partner",
                "-p",
                "xtask",
            ]),
            cargo_test(&["-p", "hustings", "--features", "ssr", "--lib"]),
        ],
        Suite::Server => vec![cargo_test(&[
            "-p",
            "hustings-domain",
            "-p",
            "hustings-content",
            "-p",
            "hustings-store",
            "-p",
            "hustings-partner-check",
            "-p",
            "hustings-render",
            "-p",
            "hustings-server",
        ])],
        Suite::Components => {
            let mut cargo = cargo_test(&["-p", "hustings", "--features", "browser", "--test", "components"]);
            cargo
                .args(["--target", "wasm32-unknown-unknown"])
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &tools.test_runner)
                .env("CHROMEDRIVER", there(&tools.chromedriver, "chromedriver")?)
                .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
            vec![cargo]
        }
        Suite::E2e => {
            front_end::build(workspace, tools)?;
            process::announce_and_run(workspace.cargo().args(["build", "-p", "hustings-server", "--bin", "hustings"]))?;
            let mut cargo = cargo_test(&["-p", "hustings-e2e"]);
            tell_harness(&mut cargo, workspace, tools, "debug")?;
            vec![cargo]
        }
    })
}

/// Tells a program that uses the harness where everything is; the server is that of this profile's folder.
pub(crate) fn tell_harness(cargo: &mut Command, workspace: &Workspace, tools: &Tools, profile: &str) -> Result<()> {
    cargo
        .env("HUSTINGS_BIN", workspace.binary(profile, "hustings"))
        .env("HUSTINGS_DIST", workspace.dist())
        .env("HUSTINGS_CONTENT", workspace.path("content"))
        .env("HUSTINGS_TEST_OUTPUT", workspace.path("tests/output"))
        .env("HUSTINGS_AXE", &tools.axe)
        .env("CHROMEDRIVER", there(&tools.chromedriver, "chromedriver")?)
        .env("FIREFOX", there(&tools.firefox, "Firefox")?)
        .env("GECKODRIVER", there(&tools.geckodriver, "geckodriver")?)
        .env("NGINX", there(&tools.nginx, "nginx")?)
        // A journey's error names what was waited for; where the harness stood says nothing more.
        .env("RUST_BACKTRACE", "0");
    Ok(())
}

fn there<'a>(program: &'a Option<PathBuf>, name: &str) -> Result<&'a Path> {
    program.as_deref().with_context(|| format!("{name} was there a moment ago"))
}
