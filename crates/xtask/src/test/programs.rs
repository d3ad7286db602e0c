//! The programs of the native tests, built by one call of cargo and run one by one, and the examples in documentation.
//!
//! One call for all packages compiles what they have in common once. Called package by package, cargo compiles it again for
//! every set of features that a package's own tests happen to ask for.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

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
    let mut programs = programs(&String::from_utf8_lossy(&output.stdout));
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
fn programs(messages: &str) -> Vec<Program> {
    #[derive(Deserialize)]
    struct Artifact {
        package_id: String,
        manifest_path: PathBuf,
        profile: Profile,
        executable: Option<PathBuf>,
    }
    #[derive(Deserialize)]
    struct Profile {
        test: bool,
    }
    // Messages of other kinds are without these members.
    let artifacts = messages.lines().filter_map(|line| serde_json::from_str::<Artifact>(line).ok());
    let tests = artifacts.filter(|artifact| artifact.profile.test);
    tests
        .filter_map(|artifact| {
            let folder = artifact.manifest_path.parent()?.to_owned();
            Some(Program { package: package(&artifact.package_id, &folder)?, path: artifact.executable?, folder })
        })
        .collect()
}

/// The name in `path+file:///a/tests/e2e#hustings-e2e@0.1.0`; where only the version follows, the folder has it.
fn package(id: &str, folder: &Path) -> Option<String> {
    let (_, after) = id.rsplit_once('#')?;
    match after.split_once('@') {
        Some((name, _)) => Some(name.to_owned()),
        None => Some(folder.file_name()?.to_str()?.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: &str = r#"
{"reason":"compiler-artifact","package_id":"path+file:///w/crates/wire#hustings-wire@0.1.0","manifest_path":"/w/crates/wire/Cargo.toml","profile":{"test":true},"executable":"/t/wire-1"}
{"reason":"compiler-artifact","package_id":"path+file:///w/crates/wire#hustings-wire@0.1.0","manifest_path":"/w/crates/wire/Cargo.toml","profile":{"test":false},"executable":null}
{"reason":"compiler-artifact","package_id":"path+file:///w/crates/xtask#0.1.0","manifest_path":"/w/crates/xtask/Cargo.toml","profile":{"test":true},"executable":"/t/xtask-2"}
{"reason":"build-finished","success":true}
"#;

    #[test]
    fn the_programs_of_tests_are_read_from_what_cargo_says() {
        let program = |package: &str, path: &str, folder: &str| Program {
            package: package.to_owned(),
            path: PathBuf::from(path),
            folder: PathBuf::from(folder),
        };
        assert_eq!(
            programs(MESSAGES),
            [
                program("hustings-wire", "/t/wire-1", "/w/crates/wire"),
                program("xtask", "/t/xtask-2", "/w/crates/xtask")
            ]
        );
    }
}
