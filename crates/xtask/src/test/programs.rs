//! The programs of the native tests, built by one call of cargo and run one by one.
//!
//! One call for all packages compiles what they have in common once. Called package by package, cargo compiles it again for
//! every set of features that a package's own tests happen to ask for.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use cargo_metadata::Message;

use crate::{process, suite::select, workspace::Workspace};

/// The programs of tests, each with its package, and how cargo would run it.
pub(crate) type Programs = Vec<(String, Command)>;

/// Builds the tests of these packages, and what they start.
///
/// # Errors
/// When something does not compile; cargo has said what.
pub(crate) fn build(workspace: &Workspace, packages: &[&str]) -> Result<Programs> {
    if packages.is_empty() {
        return Ok(Vec::new());
    }
    let mut cargo = workspace.cargo();
    // Without examples, which `cargo xtask check` compiles.
    cargo.args(["test", "--no-run", "--lib", "--bins", "--tests", "--message-format", "json-render-diagnostics"]);
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
            let mut command = Command::new(path);
            command.current_dir(folder).env("CARGO_MANIFEST_DIR", folder);
            programs.push((package.name.to_string(), command));
        }
    }
    programs.sort_by_key(|(_, command)| command.get_program().to_owned());
    Ok(programs)
}
