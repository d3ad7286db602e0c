//! Chromium and its driver, for the tests in a browser. `CHROMEDRIVER` and `CHROME` name others.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Result, bail};

use super::{Step, show};
use crate::process;

pub(super) struct Chromium {
    /// Whether a program drives it that is told how by chromedriver.
    driven: bool,
}

impl Chromium {
    /// With its driver, for the tests.
    pub(super) fn driven() -> Self {
        Self { driven: true }
    }

    /// Without, for what speaks to the browser itself.
    pub(super) fn alone() -> Self {
        Self { driven: false }
    }
}

impl Step for Chromium {
    fn name(&self) -> String {
        if self.driven { "Chromium and chromedriver" } else { "Chromium" }.to_owned()
    }

    fn look(&self) -> Result<Option<String>> {
        if !self.driven {
            return Ok(browser().map(|browser| show(&browser)));
        }
        let found = browser().zip(chromedriver());
        Ok(found.map(|(browser, driver)| format!("{}, {}", show(&browser), show(&driver))))
    }

    fn duration(&self) -> &'static str {
        "some seconds"
    }

    fn install(&self) -> Result<()> {
        apt_install(if self.driven { &["chromium", "chromium-driver"] } else { &["chromium"] })
    }

    fn by_hand(&self) -> String {
        if self.driven {
            "sudo apt-get install chromium chromium-driver    (elsewhere: Chrome and the chromedriver of its version)"
        } else {
            "sudo apt-get install chromium    (elsewhere: Chrome, whose program the variable CHROME may name)"
        }
        .to_owned()
    }
}

/// Lets the system install packages, from wherever it is set up to take them.
pub(super) fn apt_install(packages: &[&str]) -> Result<()> {
    if process::find_program(&["apt-get"], &[]).is_none() {
        bail!("there is no apt-get on this system");
    }
    if !is_root() {
        bail!("installing a browser takes administrator rights");
    }
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
        apt
    };
    process::run(apt().arg("update"))?;
    process::run(apt().args(["install", "-y", "--no-install-recommends"]).args(packages))
}

/// Whether this is the system's administrator.
pub(crate) fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// The browser.
pub(super) fn browser() -> Option<PathBuf> {
    env::var_os("CHROME").map(PathBuf::from).or_else(|| {
        process::find_program(&["chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome"], &[])
    })
}

/// The browser's driver.
pub(super) fn chromedriver() -> Option<PathBuf> {
    env::var_os("CHROMEDRIVER").map(PathBuf::from).or_else(|| process::find_program(&["chromedriver"], &[]))
}
