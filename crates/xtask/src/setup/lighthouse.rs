//! Lighthouse, which judges pages for `cargo xtask bench lighthouse`. It does not ship.
//!
//! In the version that is named here and in no other, so nothing on the PATH is taken: another one judges otherwise,
//! and figures are compared with those that were written down.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use serde::Deserialize;

use super::{Step, show, tools::npm_install};
use crate::workspace::Workspace;

/// The last version that runs on every supported Node.js; 13 asks for 22.
const VERSION: &str = "12.8.2";

/// The npm package.
pub(super) struct Lighthouse {
    prefix: PathBuf,
}

impl Lighthouse {
    pub(super) fn new(workspace: &Workspace) -> Self {
        Self { prefix: workspace.tools() }
    }

    /// Where its command line is once it is installed: a script for Node.js.
    pub(super) fn script(&self) -> PathBuf {
        self.folder().join("cli/index.js")
    }

    fn folder(&self) -> PathBuf {
        self.prefix.join("node_modules/lighthouse")
    }
}

impl Step for Lighthouse {
    fn name(&self) -> String {
        format!("Lighthouse {VERSION}")
    }

    fn look(&self) -> Result<Option<String>> {
        let is_there = self.script().is_file() && version(&self.folder()).is_some_and(|version| version == VERSION);
        Ok(is_there.then(|| show(&self.folder())))
    }

    fn duration(&self) -> &'static str {
        "some seconds; 185 MB"
    }

    fn install(&self) -> Result<()> {
        npm_install(&self.prefix, &format!("lighthouse@{VERSION}"))
    }

    fn by_hand(&self) -> String {
        format!("npm install --prefix {} lighthouse@{VERSION}", self.prefix.display())
    }
}

/// The version of the npm package in this folder.
fn version(folder: &Path) -> Option<String> {
    #[derive(Deserialize)]
    struct Package {
        version: String,
    }
    let text = fs::read_to_string(folder.join("package.json")).ok()?;
    serde_json::from_str::<Package>(&text).ok().map(|package| package.version)
}
