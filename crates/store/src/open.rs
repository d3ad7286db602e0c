//! From a URL to a store.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::ensure;
use hustings_domain::Clock;

use crate::{
    postgres::{self, PostgresStore, PostgresTuning},
    sql::copy::COPYING,
    sqlite::{SqliteStore, Tuning, database_file},
    store::Store,
};

/// Where a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a file, beside which the server's key file is stored.
    File(PathBuf),
    /// On a server of its own, by host, port and name.
    Server(String),
}

impl Place {
    /// The database file `file`.
    pub fn file(file: &Path) -> Self {
        Self::File(file.to_owned())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => file.display().fmt(f),
            Self::Server(name) => name.fmt(f),
        }
    }
}

/// A store that was just opened.
pub struct Opened {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Where it is.
    pub place: Place,
    /// Whether it has not been seeded: the database is new.
    pub fresh: bool,
    /// The clock that it was opened with, which goes by the database's where that has one.
    pub clock: Clock,
}

/// Whether `url` names a PostgreSQL database.
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres:") || url.starts_with("postgresql:")
}

/// Looks whether a URL can be understood, without opening what it names.
///
/// # Errors
/// One clear sentence, with no password in it.
pub fn check_url(url: &str) -> anyhow::Result<()> {
    if is_postgres(url) { postgres::check_url(url) } else { database_file(url).map(|_| ()) }
}

/// Opens the database that `url` names.
///
/// # Errors
/// One clear sentence when it is not ours, locked, read-only or full, cannot be reached, or is of a kind that is not
/// known.
pub async fn open(url: &str, clock: Clock) -> anyhow::Result<Opened> {
    open_with(url, clock, PostgresTuning::default()).await
}

/// The same with so many connections at most, where the database is on a server that others use, too.
///
/// # Errors
/// As [`open`].
pub async fn open_with_connections(url: &str, clock: Clock, connections: u32) -> anyhow::Result<Opened> {
    open_with(url, clock, PostgresTuning { connections, ..PostgresTuning::default() }).await
}

/// The same, but a database of an earlier version is refused: a server of that version may be running, and would take no
/// more votes once it is migrated.
///
/// # Errors
/// As [`open`], and when the database is of an earlier version.
pub async fn open_without_migrating(url: &str, clock: Clock) -> anyhow::Result<Opened> {
    open_with(url, clock, PostgresTuning { migrates: false, ..PostgresTuning::default() }).await
}

async fn open_with(url: &str, clock: Clock, tuning: PostgresTuning) -> anyhow::Result<Opened> {
    let opened = open_any(url, clock, tuning).await?;
    ensure!(
        opened.store.fact(COPYING).await?.is_none(),
        "the database {} has the beginning of a copy; run `hustings copy` again to end it",
        opened.place
    );
    Ok(opened)
}

/// The same, also where it has but the beginning of a copy.
pub(super) async fn open_any(url: &str, clock: Clock, tuning: PostgresTuning) -> anyhow::Result<Opened> {
    if is_postgres(url) {
        let (store, fresh) = PostgresStore::open(url, clock.clone(), tuning).await?;
        let place = Place::Server(store.place().to_owned());
        return Ok(Opened { store: Arc::new(store), place, fresh, clock });
    }
    let tuning = Tuning { migrates: tuning.migrates, ..Tuning::default() };
    let (store, fresh) = SqliteStore::open(url, clock.clone(), tuning).await?;
    let place = Place::file(store.file());
    Ok(Opened { store: Arc::new(store), place, fresh, clock })
}
