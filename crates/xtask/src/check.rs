//! `cargo xtask check`: formatting, lints, documentation, style sheets, house rules, licences and advisories.
//!
//! Each package is checked apart, for the reason given in `test`.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{licences, process, setup, tidy, workspace::Workspace};

/// Runs everything, says all that is wrong, and fails when something is.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut faults = Vec::new();
    for (name, arguments) in commands() {
        let mut cargo = workspace.cargo();
        cargo.args(arguments.split(' '));
        if name == "documentation" {
            cargo.env("RUSTDOCFLAGS", "-Dwarnings");
        }
        if process::announce_and_run(&mut cargo).is_err() {
            faults.push(format!("{name} (cargo {arguments})"));
        }
    }
    println!("\n→ style sheets");
    let sheets = ("style sheets", sheets(workspace));
    println!("\n→ house rules");
    let house_rules = ("house rules", tidy::tidy(workspace));
    println!("\n→ licences and advisories");
    let licences = ("licences and advisories", licences::check(workspace));
    for (name, outcome) in [sheets, house_rules, licences] {
        if let Err(error) = outcome {
            println!("{error:#}");
            faults.push(name.to_owned());
        }
    }
    if !faults.is_empty() {
        bail!("check failed: {}", faults.join(", "));
    }
    println!("check: all good");
    Ok(())
}

/// Raw colours and durations outside of `tokens.css`, ids, physical directions: by stylelint, as `.stylelintrc.json` says.
fn sheets(workspace: &Workspace) -> Result<()> {
    let mut stylelint = Command::new(setup::stylelint(workspace)?);
    stylelint.current_dir(workspace.root()).args(["--formatter", "unix", "{style,public,crates,docs}/**/*.css"]);
    process::run(&mut stylelint)
}

fn commands() -> [(&'static str, &'static str); 12] {
    [
        ("formatting", "fmt --all --check"),
        (
            "lints",
            "clippy --all-targets -p hustings-wire -p hustings-core -p hustings-leptos -p hustings-catalogues -p hustings-partner -p xtask -p hustings-e2e -- -D warnings",
        ),
        (
            "lints",
            "clippy --all-targets -p hustings-domain -p hustings-content -p hustings-store -p hustings-partner-check -p hustings-render -p hustings-server -- -D warnings",
        ),
        ("lints", "clippy --lib --tests -p hustings --features ssr -- -D warnings"),
        ("lints", "clippy --all-targets -p hustings --features browser --target wasm32-unknown-unknown -- -D warnings"),
        ("lints", "clippy --lib -p hustings-leptos --features csr --target wasm32-unknown-unknown -- -D warnings"),
        // The same sources with Leptos as it is.
        (
            "stock Leptos",
            "check --lib --bins --tests -p hustings --features browser,stock --target wasm32-unknown-unknown",
        ),
        ("stock Leptos", "check --lib --tests -p hustings --features ssr,stock"),
        (
            "documentation",
            "doc --no-deps --lib -p hustings-wire -p hustings-core -p hustings-leptos -p hustings-catalogues -p hustings-partner -p hustings-e2e",
        ),
        ("documentation", "doc --no-deps -p xtask"),
        ("documentation", "doc --no-deps --lib -p hustings --features ssr"),
        (
            "documentation",
            "doc --no-deps --lib -p hustings-domain -p hustings-content -p hustings-store -p hustings-partner-check -p hustings-render -p hustings-server",
        ),
    ]
}
