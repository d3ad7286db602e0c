//! What journeys share: one chromedriver, and a folder for what outlives a journey.
//!
//! Nothing of a reader is in it. No two journeys have the same browser at once: browsers are lent (`chromium::pool`,
//! `firefox::pool`).

use std::{
    env, fs,
    path::PathBuf,
    process,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

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

/// A new folder of this process for what outlives a journey, named after what it is for.
pub(crate) fn new_folder(what: &str) -> Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    Ok(shared_folder()?.join(format!("{what}-{}", COUNT.fetch_add(1, Ordering::Relaxed))))
}

fn folder_of(name: &str) -> Result<PathBuf> {
    let folder = env::temp_dir().join(format!("hustings-e2e-{}", process::id())).join(name);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder)
}
