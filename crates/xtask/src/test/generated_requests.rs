//! Requests that schemathesis makes up from the OpenAPI document, which the built server must answer as the document says:
//! the same ones in every run, and only as many as take half a minute. For more of them see CONTRIBUTING.md.

use std::process::Command;

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
    let (document, folder) = (format!("http://{}/api/v1/openapi.json", served.authority()), sweep.folder()?);
    let mut schemathesis = Command::new(program);
    schemathesis.args(["--no-color", "--config-file"]).arg(workspace.path("tests/schemathesis.toml"));
    schemathesis.args(["run", &document, "--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES]);
    schemathesis.args(["--generation-deterministic", "--warnings", "off"]);
    schemathesis.env("HYPOTHESIS_STORAGE_DIRECTORY", folder.join("hypothesis")).current_dir(folder);
    process::announce_and_run(&mut schemathesis)
}
