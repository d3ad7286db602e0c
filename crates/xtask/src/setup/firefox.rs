//! Firefox and its driver, for the end-to-end tests. `FIREFOX` and `GECKODRIVER` name others.
//!
//! Firefox is a package of the system; its driver is a crate, which takes a compiler but no rights.

use std::{env, path::PathBuf};

use anyhow::Result;

use super::{Step, browser::apt_install, show, tools::cargo_install};
use crate::{process, workspace::Workspace};

/// The version that is installed where there is none; any from 0.36 on will do.
const GECKODRIVER: &str = "0.37.1";

pub(super) struct Firefox;

impl Step for Firefox {
    fn name(&self) -> String {
        "Firefox".to_owned()
    }

    fn look(&self) -> Result<Option<String>> {
        Ok(firefox().map(|path| show(&path)))
    }

    fn duration(&self) -> &'static str {
        "some seconds"
    }

    fn install(&self) -> Result<()> {
        apt_install(&["firefox-esr"])
    }

    fn by_hand(&self) -> String {
        "sudo apt-get install firefox-esr    (elsewhere: any Firefox, its program in the variable FIREFOX)".to_owned()
    }
}

pub(super) struct Geckodriver {
    private_root: PathBuf,
    folders: Vec<PathBuf>,
}

impl Geckodriver {
    pub(super) fn new(workspace: &Workspace, folders: &[PathBuf]) -> Self {
        Self { private_root: workspace.tools(), folders: folders.to_owned() }
    }

    fn arguments() -> [String; 5] {
        ["install", "geckodriver", "--version", GECKODRIVER, "--locked"].map(str::to_owned)
    }
}

impl Step for Geckodriver {
    fn name(&self) -> String {
        "geckodriver".to_owned()
    }

    fn look(&self) -> Result<Option<String>> {
        Ok(geckodriver(&self.folders).map(|path| show(&path)))
    }

    fn duration(&self) -> &'static str {
        "about 2 minutes on two cores"
    }

    fn compiles(&self) -> bool {
        true
    }

    fn install(&self) -> Result<()> {
        cargo_install("geckodriver", &Self::arguments(), &self.private_root)
    }

    fn by_hand(&self) -> String {
        format!("cargo {}    (or your system's package)", Self::arguments().join(" "))
    }
}

/// The browser. Debian's name comes first: a `firefox` beside it may be a wrapper that cannot be driven.
pub(super) fn firefox() -> Option<PathBuf> {
    env::var_os("FIREFOX").map(PathBuf::from).or_else(|| process::find_program(&["firefox-esr", "firefox"], &[]))
}

/// The browser's driver, in these folders or on the PATH.
pub(super) fn geckodriver(folders: &[PathBuf]) -> Option<PathBuf> {
    env::var_os("GECKODRIVER").map(PathBuf::from).or_else(|| process::find_program(&["geckodriver"], folders))
}
