//! The programs of the native tests, built by one call of cargo and run one by one, and the examples in documentation.
//!
//! One call for all packages compiles what they have in common once. Called package by package, cargo compiles it again for
//! every set of features that a package's own tests happen to ask for.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use cargo_metadata::{Message, camino::Utf8Path};

use crate::{packages::select, process, workspace::Workspace};

/// One program of tests.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    let mut programs = programs(&output.stdout)?;
    programs.sort();
    Ok(programs)
}

/// What runs the examples in these packages' documentation; cargo does, for they are no programs until then.
pub(crate) fn examples(workspace: &Workspace, packages: &[&'static str]) -> Command {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--doc"]).args(select(packages)).arg("--");
    cargo
}

/// The programs of tests that cargo's messages name.
fn programs(messages: &[u8]) -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    for message in Message::parse_stream(messages) {
        let Message::CompilerArtifact(artifact) = message? else { continue };
        let (Some(path), Some(folder)) = (artifact.executable, artifact.manifest_path.parent()) else { continue };
        if let Some(package) = package(&artifact.package_id.repr, folder).filter(|_| artifact.profile.test) {
            programs.push(Program { package: package.to_owned(), path: path.into(), folder: folder.into() });
        }
    }
    Ok(programs)
}

/// The name in `path+file:///a/tests/e2e#hustings-e2e@0.1.0`; where only the version follows, the folder has it.
fn package<'a>(id: &'a str, folder: &'a Utf8Path) -> Option<&'a str> {
    let (_, after) = id.rsplit_once('#')?;
    after.split_once('@').map(|(name, _)| name).or(folder.file_name())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What cargo says of a package's program.
    fn artifact(id: &str, folder: &str, test: bool, executable: Option<&str>) -> String {
        let message = json!({
            "reason": "compiler-artifact", "package_id": format!("path+file://{folder}#{id}"), "executable": executable,
            "target": { "name": "any", "kind": ["lib"], "src_path": "any" }, "features": [], "filenames": [],
            "profile": { "opt_level": "0", "debug_assertions": true, "overflow_checks": true, "test": test },
            "manifest_path": format!("{folder}/Cargo.toml"), "fresh": true,
        });
        format!("{message}\n")
    }

    #[test]
    fn the_programs_of_tests_are_read_from_what_cargo_says() {
        let program = |package: &str, path: &str, folder: &str| Program {
            package: package.to_owned(),
            path: PathBuf::from(path),
            folder: PathBuf::from(folder),
        };
        let messages = [
            artifact("hustings-wire@0.1.0", "/w/crates/wire", true, Some("/t/wire-1")),
            artifact("hustings-wire@0.1.0", "/w/crates/wire", false, None),
            artifact("0.1.0", "/w/crates/xtask", true, Some("/t/xtask-2")),
            "{\"reason\":\"build-finished\",\"success\":true}\n".to_owned(),
        ];
        assert_eq!(
            programs(messages.concat().as_bytes()).expect("cargo's messages"),
            [
                program("hustings-wire", "/t/wire-1", "/w/crates/wire"),
                program("xtask", "/t/xtask-2", "/w/crates/xtask")
            ]
        );
    }
}
