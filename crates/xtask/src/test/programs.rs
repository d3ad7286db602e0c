//! The programs of the native tests, built by one call of cargo and run one by one, and the examples in documentation.
//!
//! One call for all packages compiles what they have in common once. Called package by package, cargo compiles it again for
//! every set of features that a package's own tests happen to ask for.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use cargo_metadata::Message;

use crate::{process, suite::select, workspace::Workspace};

/// One program of tests.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Program {
    package: String,
    path: PathBuf,
    /// Where the package is, which is where cargo would run it.
    folder: PathBuf,
}

impl Program {
    /// Whether it tests this package.
    pub(crate) fn is_of(&self, package: &str) -> bool {
        self.package == package
    }

    /// What runs it, as cargo would.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.current_dir(&self.folder).env("CARGO_MANIFEST_DIR", &self.folder);
        command
    }
}

/// Builds the tests of these packages, and what they start.
///
/// # Errors
/// When something does not compile; cargo has said what.
pub(crate) fn build(workspace: &Workspace, packages: &[&'static str]) -> Result<Vec<Program>> {
    if packages.is_empty() {
        return Ok(Vec::new());
    }
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--no-run", "--message-format", "json-render-diagnostics"]);
    cargo.args(select(packages));
    println!("\n→ {}", process::describe(&cargo));
    let output = cargo.stderr(Stdio::inherit()).output().context("cannot start cargo")?;
    if !output.status.success() {
        bail!("the tests do not compile; what is wrong stands above");
    }
    let mut programs = Vec::new();
    for message in Message::parse_stream(&output.stdout[..]) {
        let Message::CompilerArtifact(artifact) = message? else { continue };
        let package = workspace.packages().iter().find(|package| package.id == artifact.package_id);
        if let (Some(path), Some(package), true) = (artifact.executable, package, artifact.profile.test) {
            let folder = package.manifest_path.parent().context("a manifest lies in a folder")?;
            programs.push(Program { package: package.name.to_string(), path: path.into(), folder: folder.into() });
        }
    }
    programs.sort();
    Ok(programs)
}

/// What runs the examples in these packages' documentation; cargo does, for they are no programs until then.
pub(crate) fn examples(workspace: &Workspace, packages: &[&'static str]) -> Command {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--doc"]).args(select(packages)).arg("--");
    cargo
}
