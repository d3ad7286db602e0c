//! `cargo xtask check`: formatting, lints, documentation, style sheets, project rules, licences and advisories.
//!
//! What is native is checked at once and the rest apart, for the reason given in `test`.

use std::process::Command;

use anyhow::Result;

use crate::{
    faults::Faults,
    licences, process, setup,
    suite::{native, select},
    tidy,
    workspace::Workspace,
};

/// Runs everything, says all that is wrong, and fails when something is.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut faults = Faults::default();
    for (name, arguments) in commands(workspace) {
        let mut cargo = workspace.cargo();
        cargo.args(arguments.split(' ')).env("RUSTDOCFLAGS", "-Dwarnings");
        faults.note(format!("{name} (cargo {arguments})"), process::announce_and_run(&mut cargo));
    }
    faults.note("style sheets", sheets(workspace));
    faults.note("project rules", tidy::tidy(workspace));
    faults.note("licences and advisories", licences::check(workspace));
    faults.verdict()?;
    println!("check: all good");
    Ok(())
}

/// Raw colours and durations outside of `tokens.css`, ids, physical directions: by stylelint, as `.stylelintrc.json`
/// says.
fn sheets(workspace: &Workspace) -> Result<()> {
    let mut stylelint = Command::new(setup::stylelint(workspace)?);
    stylelint.current_dir(workspace.root()).args(["--formatter", "unix", "{style,public,crates,docs}/**/*.css"]);
    process::announce_and_run(&mut stylelint)
}

fn commands(workspace: &Workspace) -> [(&'static str, String); 7] {
    let native = select(&native(workspace)).join(" ");
    let wasm = "--target wasm32-unknown-unknown";
    [
        ("formatting", "fmt --all --check".to_owned()),
        ("lints", format!("clippy --all-targets {native} -- -D warnings")),
        ("lints", format!("clippy --all-targets -p hustings --features browser {wasm} -- -D warnings")),
        ("lints", format!("clippy --lib -p hustings-leptos --features csr {wasm} -- -D warnings")),
        // The same sources with Leptos as it is.
        ("stock Leptos", format!("check --lib --bins --tests -p hustings --features browser,stock {wasm}")),
        ("stock Leptos", "check --lib --tests -p hustings --features ssr,stock".to_owned()),
        // The program `hustings` bears the name of a library.
        ("documentation", format!("doc --no-deps --lib --bin xtask {native}")),
    ]
}
