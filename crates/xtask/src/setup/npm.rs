//! The packages of `package.json`, in the versions of `package-lock.json`, for this project alone.
//!
//! All of them at once and beside the other tools, so that clones that share a target directory share them too. None
//! of them ships. A program of theirs that is on the PATH is taken in any version: it makes `dist/` smaller, not
//! different, or only looks at it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::Value;

use super::step::{Step, show};
use crate::{process, workspace::Workspace};

/// The program of a package, wherever it is found.
pub(super) fn program<'a>(
    workspace: &'a Workspace,
    folders: &'a [PathBuf],
    name: &'static str,
    without_it: Option<&'static str>,
) -> Step<'a> {
    step(workspace, name, Box::new(move || process::find_program(&[name], folders).map(show)), without_it)
}

/// A package from which one script is taken, in the locked version and in no other: another one judges otherwise, and
/// that is to be a change of ours.
pub(super) fn pinned<'a>(workspace: &'a Workspace, package: &'static str, script: &'a Path) -> Step<'a> {
    let look = move || {
        let is_there = script.is_file() && is_of_the_asked_version(workspace, package).unwrap_or_default();
        is_there.then(|| show(script))
    };
    step(workspace, package, Box::new(look), None)
}

/// Where a file of a package is once the package is installed.
pub(super) fn file(workspace: &Workspace, path: &str) -> PathBuf {
    workspace.tools().join("node_modules").join(path)
}

fn is_of_the_asked_version(workspace: &Workspace, package: &str) -> Result<bool> {
    let read = |path: PathBuf| -> Result<Value> { Ok(serde_json::from_slice(&fs::read(path)?)?) };
    let asked = read(workspace.path("package.json"))?;
    let installed = read(file(workspace, &format!("{package}/package.json")))?;
    let groups = ["dependencies", "optionalDependencies"];
    Ok(groups.iter().any(|group| asked[group][package].is_string() && asked[group][package] == installed["version"]))
}

fn step<'a>(
    workspace: &'a Workspace,
    name: &'static str,
    look: Box<dyn Fn() -> Option<String> + Sync + 'a>,
    without_it: Option<&'static str>,
) -> Step<'a> {
    let tools = show(workspace.tools());
    Step {
        name: name.to_owned(),
        look,
        duration: "some seconds",
        compiles: false,
        // Lighthouse, 185 MB, is the optional package: it comes when it is asked for, and then stays.
        install: Box::new(move || install(workspace, name == "lighthouse" || file(workspace, "lighthouse").is_dir())),
        by_hand: format!("mkdir -p {tools} && cp package*.json {tools} && (cd {tools} && npm ci)"),
        without_it,
    }
}

fn install(workspace: &Workspace, with_optional: bool) -> Result<()> {
    let prefix = workspace.tools();
    fs::create_dir_all(&prefix).with_context(|| format!("cannot create {}", prefix.display()))?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(workspace.path(file), prefix.join(file)).with_context(|| format!("cannot copy {file}"))?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel", "error"]).current_dir(&prefix);
    npm.args((!with_optional).then_some("--omit=optional"));
    process::run(&mut npm)
}
