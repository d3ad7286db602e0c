//! From a URL to a store.

use std::{path::PathBuf, sync::Arc};

use hustings_domain::Clock;

use crate::{
    sqlite::{SqliteStore, Tuning},
    store::Store,
};

/// A store that was just opened.
pub struct Opened {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The database file; the server's key file is stored beside it.
    pub file: PathBuf,
    /// Whether it has not been seeded: the database is new.
    pub fresh: bool,
}

/// Opens the database that `url` names.
///
/// # Errors
/// One clear sentence when it is not ours, locked, read-only or full, or of a kind that is not
/// known.
pub async fn open(url: &str, clock: Clock) -> anyhow::Result<Opened> {
    open_with(url, clock, Tuning::default()).await
}

/// The same, but a database of an earlier version is refused: a server of that version may be running, and would take no
/// more votes once it is migrated.
///
/// # Errors
/// As [`open`], and when the database is of an earlier version.
pub async fn open_without_migrating(url: &str, clock: Clock) -> anyhow::Result<Opened> {
    open_with(url, clock, Tuning { migrates: false, ..Tuning::default() }).await
}

async fn open_with(url: &str, clock: Clock, tuning: Tuning) -> anyhow::Result<Opened> {
    let (store, fresh) = SqliteStore::open(url, clock, tuning).await?;
    let file = store.file().to_owned();
    Ok(Opened { store: Arc::new(store), file, fresh })
}
