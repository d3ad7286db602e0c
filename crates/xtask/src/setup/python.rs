//! The packages of `tests/schemathesis.txt`, in these versions with these hashes, in a virtual environment for this project
//! alone. Python itself is the system's.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context;

use super::step::Step;
use crate::{process, workspace::Workspace};

const PACKAGES: &str = "tests/schemathesis.txt";

/// Where schemathesis is once it is installed.
pub(super) fn schemathesis(workspace: &Workspace) -> PathBuf {
    workspace.tools().join("python/bin/schemathesis")
}

/// Installs schemathesis, which nothing but its own part of the tests needs.
pub(super) fn step<'a>(workspace: &'a Workspace, program: &'a Path) -> Step<'a> {
    let environment = workspace.tools().join("python");
    let by_hand = format!("python3 -m venv {0} && {0}/bin/pip install -r {PACKAGES}", environment.display());
    // The list by which everything was installed is copied last, so that an installation that breaks off is none.
    let [asked, installed] = [workspace.path(PACKAGES), environment.join("schemathesis.txt")];
    let lists = [asked.clone(), installed.clone()];
    Step {
        name: "schemathesis".to_owned(),
        look: Box::new(move || {
            let is_asked = fs::read(&lists[0]).ok() == fs::read(&lists[1]).ok();
            (is_asked && process::succeeds(Command::new(program).arg("--version"))).then(|| program.to_owned())
        }),
        duration: "some seconds",
        compiles: false,
        install: Box::new(move || {
            process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
            let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"];
            process::run(Command::new(environment.join("bin/python")).args(pip).arg(&asked))?;
            fs::copy(&asked, &installed).context("cannot note what was installed").map(drop)
        }),
        by_hand,
        without_it: Some("No requests will be generated from the OpenAPI document."),
    }
}
