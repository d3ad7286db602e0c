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
    environment(workspace).join("bin/schemathesis")
}

/// Installs schemathesis, which nothing but its own part of the tests needs.
pub(super) fn step<'a>(workspace: &'a Workspace, program: &'a Path) -> Step<'a> {
    let (packages, environment) = (workspace.path(PACKAGES), environment(workspace));
    let by_hand = format!(
        "python3 -m venv {0} && {0}/bin/pip install --require-hashes -r {1} && cp {1} {0}",
        environment.display(),
        packages.display()
    );
    Step {
        name: "schemathesis".to_owned(),
        look: Box::new(move || {
            let is_asked = fs::read(workspace.path(PACKAGES)).ok() == fs::read(installed(workspace)).ok();
            let is_there = is_asked && process::succeeds(Command::new(program).arg("--version"));
            is_there.then(|| program.to_owned())
        }),
        duration: "some seconds",
        compiles: false,
        install: Box::new(move || {
            process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
            let mut pip = Command::new(environment.join("bin/python"));
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]);
            process::run(pip.arg(&packages))?;
            // It comes last, so that an installation that breaks off is none.
            fs::copy(&packages, installed(workspace)).context("cannot note what was installed").map(drop)
        }),
        by_hand,
        without_it: Some("No requests will be generated from the OpenAPI document."),
    }
}

fn environment(workspace: &Workspace) -> PathBuf {
    workspace.tools().join("python")
}

/// A copy of the list by which everything was installed.
fn installed(workspace: &Workspace) -> PathBuf {
    environment(workspace).join("schemathesis.txt")
}
