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

use super::step::Step;
use crate::{process, workspace::Workspace};

/// The program of a package, wherever it is found.
pub(super) fn program<'a>(
    workspace: &'a Workspace,
    folders: &'a [PathBuf],
    name: &'static str,
    without_it: Option<&'static str>,
) -> Step<'a> {
    step(workspace, name, Box::new(move || process::find_program(&[name], folders)), without_it)
}

/// A package from which one script is taken, in the locked version and in no other: another one judges otherwise, and
/// that is to be a change of ours.
pub(super) fn pinned<'a>(workspace: &'a Workspace, package: &'static str, script: &'a Path) -> Step<'a> {
    let look = move || {
        let is_there = script.is_file() && is_of_the_asked_version(workspace, package).unwrap_or_default();
        is_there.then(|| script.to_owned())
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
    look: Box<dyn Fn() -> Option<PathBuf> + Sync + 'a>,
    without_it: Option<&'static str>,
) -> Step<'a> {
    let tools = workspace.tools().display().to_string();
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
    replace_modules(&workspace.tools(), |folder| {
        for file in ["package.json", "package-lock.json"] {
            fs::copy(workspace.path(file), folder.join(file)).with_context(|| format!("cannot copy {file}"))?;
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--loglevel", "error"]).current_dir(folder);
        npm.args((!with_optional).then_some("--omit=optional"));
        process::run(&mut npm)
    })
}

/// Lets `install` make `node_modules` in a folder beside those that are there, and puts them in their place when that has
/// succeeded: `npm ci` begins by removing what there is.
fn replace_modules(tools: &Path, install: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    fs::create_dir_all(tools).with_context(|| format!("cannot create {}", tools.display()))?;
    let beside = tempfile::tempdir_in(tools)?;
    install(beside.path())?;
    let modules = tools.join("node_modules");
    if modules.exists() {
        fs::rename(&modules, beside.path().join("old"))?;
    }
    fs::rename(beside.path().join("node_modules"), &modules).context("npm made no node_modules")
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn an_installation_that_fails_takes_nothing_away() {
        let tools = tempfile::tempdir().expect("the temporary folder is writable");
        let install = |package: &'static str, outcome: Result<()>| {
            replace_modules(tools.path(), |folder| {
                fs::create_dir_all(folder.join("node_modules").join(package))?;
                outcome
            })
        };
        install("first", Ok(())).expect("it succeeds");
        install("second", Err(anyhow!("the registry is away"))).expect_err("it fails");
        let has = |package: &str| tools.path().join("node_modules").join(package).is_dir();
        assert_eq!([has("first"), has("second")], [true, false]);
        install("third", Ok(())).expect("it succeeds");
        assert_eq!([has("first"), has("third")], [false, true]);
        assert_eq!(fs::read_dir(tools.path()).expect("readable").count(), 1);
    }
}
