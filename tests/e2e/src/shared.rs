//! What journeys share: one chromedriver, and a folder for what outlives a journey.
//!
//! Nothing of a reader is in it. A browser is never shared: each has a process and a profile of its own.

use std::{env, fs, path::PathBuf, process, sync::OnceLock};

use anyhow::{Context, Result, anyhow};

use crate::chromedriver::Chromedriver;

/// The chromedriver of this process, started when it is first asked for. It ends with the process.
pub(crate) fn chromedriver() -> Result<&'static Chromedriver> {
    static DRIVER: OnceLock<Result<Chromedriver, String>> = OnceLock::new();
    let start = || Chromedriver::start(&folder_of("drivers")?);
    DRIVER.get_or_init(|| start().map_err(|error| format!("{error:#}"))).as_ref().map_err(|error| anyhow!("{error}"))
}

/// A folder of this process. `cargo xtask test` removes it with all else that a run leaves.
pub(crate) fn shared_folder() -> Result<PathBuf> {
    folder_of("shared")
}

fn folder_of(name: &str) -> Result<PathBuf> {
    let folder = env::temp_dir().join(format!("hustings-e2e-{}", process::id())).join(name);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder)
}
