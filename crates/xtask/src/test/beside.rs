//! Commands beside the tests: these wait for browsers, servers and databases, and leave part of the processors idle.

use std::{
    io::{self, Seek},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use crate::{process, sweep::Sweep, workspace::Workspace};

/// Starts `cargo xtask NAME`, which takes what the tests leave of the processors. What comes back waits for its end, and shows
/// what it has said.
pub(super) fn start(name: &str, workspace: &Workspace, sweep: &Sweep) -> Result<impl FnOnce() -> Result<()> + use<>> {
    let mut said = tempfile::tempfile()?;
    let mut command = Command::new("nice");
    command.args(["-n", "19", "cargo", "xtask", name]).current_dir(workspace.root()).stdin(Stdio::null());
    command.stdout(said.try_clone()?).stderr(said.try_clone()?);
    sweep.mark(&mut command);
    let mut process = command.spawn().with_context(|| format!("cannot start {}", process::describe(&command)))?;
    Ok(move || {
        let status = process.wait()?;
        said.rewind()?;
        io::copy(&mut said, &mut io::stdout())?;
        ensure!(status.success(), "what is wrong stands above");
        Ok(())
    })
}
