//! Requests that schemathesis makes up from the OpenAPI document, which the built server must answer as the document says:
//! the same ones in every run, and only as many as take half a minute. For more of them see CONTRIBUTING.md.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{process, served::Served, setup, sweep::Sweep, workspace::Workspace};

/// Requests for each operation and phase, where the phase has so many.
const EXAMPLES: &str = "5";

/// Tries the built server. Where schemathesis cannot be had, it says so and leaves it out.
pub(super) fn answer_as_documented(workspace: &Workspace, sweep: &Sweep) -> Result<()> {
    let Some(program) = setup::schemathesis(workspace)? else {
        println!("NOT TRIED with generated requests, for there is no schemathesis: see above.");
        return Ok(());
    };
    let served = Served::start(workspace, "debug", Some(sweep))?;
    process::announce_and_run(&mut command(workspace, &program, served.authority(), &sweep.folder()?))
}

/// What it leaves behind is in `folder`.
fn command(workspace: &Workspace, program: &Path, authority: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .args(["--no-color", "--config-file"])
        .arg(workspace.path("tests/schemathesis.toml"))
        .args(["run", &format!("http://{authority}/api/v1/openapi.json"), "--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", EXAMPLES, "--generation-deterministic", "--warnings", "off"])
        .env("HYPOTHESIS_STORAGE_DIRECTORY", folder.join("hypothesis"))
        .current_dir(folder);
    command
}
