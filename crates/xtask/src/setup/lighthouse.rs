//! Lighthouse, which judges pages for `cargo xtask bench lighthouse`. It does not ship.
//!
//! In the locked version and in no other, so nothing on the PATH is taken: another one judges otherwise, and figures are
//! compared with those that were written down. It is 12, the last that runs on every supported Node.js; 13 asks for 22.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Step, npm::Npm, show};
use crate::workspace::Workspace;

/// The npm package.
pub(super) struct Lighthouse {
    npm: Npm,
    /// The version that `package.json` asks for.
    version: String,
}

impl Lighthouse {
    pub(super) fn new(workspace: &Workspace) -> Result<Self> {
        let text = fs::read_to_string(workspace.path("package.json")).context("cannot read package.json")?;
        let package: Value = serde_json::from_str(&text).context("package.json is no JSON")?;
        let version =
            package["optionalDependencies"]["lighthouse"].as_str().context("package.json without Lighthouse")?;
        Ok(Self { npm: Npm::new(workspace), version: version.to_owned() })
    }

    /// Where its command line is once it is installed: a script for Node.js.
    pub(super) fn script(&self) -> PathBuf {
        self.npm.module("lighthouse").join("cli/index.js")
    }

    /// The version that is installed.
    fn installed(&self) -> Option<String> {
        let text = fs::read_to_string(self.npm.module("lighthouse").join("package.json")).ok()?;
        let package: Value = serde_json::from_str(&text).ok()?;
        package["version"].as_str().map(str::to_owned)
    }
}

impl Step for Lighthouse {
    fn name(&self) -> String {
        format!("Lighthouse {}", self.version)
    }

    fn look(&self) -> Result<Option<String>> {
        let is_there = self.script().is_file() && self.installed().is_some_and(|version| version == self.version);
        Ok(is_there.then(|| show(&self.npm.module("lighthouse"))))
    }

    fn duration(&self) -> &'static str {
        "some seconds; 185 MB"
    }

    fn install(&self) -> Result<()> {
        self.npm.install_all()
    }

    fn by_hand(&self) -> String {
        self.npm.by_hand()
    }
}
