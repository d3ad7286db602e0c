//! Votes in one SQLite file: write-ahead log, every commit synced, one writing connection, and a
//! pool of reading ones that never wait for it.

mod backup;
mod open;
mod statements;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use hustings_domain::Clock;
use sqlx::Sqlite;

pub use backup::{BackupSummary, back_up, release, unpack};
pub(crate) use open::connect;
pub use open::database_file;
pub(crate) use statements::STATEMENTS;

use crate::{
    batch_state::day,
    sql::{Parts, SqlStore},
};
use writer::SqliteBackend;

/// Settings of how a file is opened, of which tests override most.
#[derive(Clone, Copy, Debug)]
pub struct Tuning {
    /// Whether a file of an earlier version is brought to the schema of this one. Else it is refused.
    pub migrates: bool,
    /// How long to wait for another process that writes to the file.
    pub busy_timeout: Duration,
    /// Most pages that the file may have, to try a full disk.
    pub max_pages: Option<u32>,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { migrates: true, busy_timeout: Duration::from_secs(3), max_pages: None }
    }
}

/// Votes in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    file: PathBuf,
    epoch: Arc<str>,
    parts: Parts<Sqlite>,
}

impl SqliteStore {
    /// Opens the file that `url` names, or creates it. Returns whether it has not been seeded.
    ///
    /// # Errors
    /// One clear sentence when the file is not ours, locked, read-only, full or newer than this
    /// version.
    pub async fn open(url: &str, clock: Clock, tuning: Tuning) -> anyhow::Result<(Self, bool)> {
        let opened = open::open(url, tuning, day(clock.now())).await?;
        let backend = SqliteBackend::new(opened.writer, opened.options, clock);
        let parts = Parts::start(opened.readers, backend, Arc::default());
        Ok((Self { file: opened.file, epoch: opened.epoch.into(), parts }, opened.fresh))
    }

    /// Where the votes are.
    pub fn file(&self) -> &Path {
        &self.file
    }
}

impl SqlStore for SqliteStore {
    type Database = Sqlite;

    const IS_SHARED: bool = false;

    fn epoch(&self) -> Arc<str> {
        Arc::clone(&self.epoch)
    }

    fn parts(&self) -> &Parts<Sqlite> {
        &self.parts
    }
}
