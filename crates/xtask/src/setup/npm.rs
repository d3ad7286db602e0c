//! The packages of `package.json`, in the versions of `package-lock.json`, for this project alone.
//!
//! All of them at once and beside the other tools, so that clones that share a target directory share them too.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{process, workspace::Workspace};

/// What npm installs from, and where to.
pub(super) struct Npm {
    root: PathBuf,
    prefix: PathBuf,
}

impl Npm {
    pub(super) fn new(workspace: &Workspace) -> Self {
        Self { root: workspace.root().to_owned(), prefix: workspace.tools() }
    }

    /// Where a package is once it is installed.
    pub(super) fn module(&self, package: &str) -> PathBuf {
        self.prefix.join("node_modules").join(package)
    }

    /// Installs what every run of the tests needs. What is optional stays if it is there.
    pub(super) fn install(&self) -> Result<()> {
        self.install_with(self.module("lighthouse").is_dir())
    }

    /// Installs everything, also what is large and seldom needed.
    pub(super) fn install_all(&self) -> Result<()> {
        self.install_with(true)
    }

    fn install_with(&self, optional: bool) -> Result<()> {
        fs::create_dir_all(&self.prefix).with_context(|| format!("cannot create {}", self.prefix.display()))?;
        for file in ["package.json", "package-lock.json"] {
            fs::copy(self.root.join(file), self.prefix.join(file)).with_context(|| format!("cannot copy {file}"))?;
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--loglevel", "error"]).current_dir(&self.prefix);
        if !optional {
            npm.arg("--omit=optional");
        }
        process::run(&mut npm)
    }

    /// What to type where that fails.
    pub(super) fn by_hand(&self) -> String {
        let prefix = self.prefix.display();
        format!("mkdir -p {prefix} && cp package.json package-lock.json {prefix} && (cd {prefix} && npm ci)")
    }
}
