//! A database and its server's key in one file: made while a server runs, and checked whole before anything is put in
//! the place of something else. It moves no files; that is for who calls it.
//!
//! A backup is a SQLite file with the tables of a database and one more, which holds the key. Another application id
//! keeps it from being served as it is: a database that holds its own key is none.

use std::{path::Path, time::Duration};

use anyhow::{Context, anyhow, bail, ensure};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::open::{APPLICATION_ID, LOGGED, MIGRATIONS, what_is_wrong};
use crate::sql::{columns, log_check, recount};

/// Marks a backup: "HusB" in ASCII. See `PRAGMA application_id`.
const BACKUP_ID: i32 = 0x4875_7342;
/// How long to wait for another process.
const BUSY: Duration = Duration::from_secs(3);
/// What a backup has beside the tables of a database.
const TABLE: &str = "CREATE TABLE hustings_backup (key TEXT NOT NULL) STRICT";

/// What is in a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackupSummary {
    /// Votes, over all polls.
    pub votes: u64,
    /// Ratings, over all articles.
    pub ratings: u64,
}

/// Copies the database in the file `database`, as it is at one moment, and then what `key` gives into the empty file
/// `into`. In this order, since a key file may have a key more than the database knows, and never one less. A server may
/// go on writing.
///
/// # Errors
/// One clear sentence when the database cannot be read, or the copy cannot be written.
pub async fn back_up(database: &Path, into: &Path, key: impl FnOnce() -> anyhow::Result<String>) -> anyhow::Result<()> {
    let mut source = connect(database).await?;
    let said = |error: sqlx::Error| wrong(database, &error);
    let application: i32 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut source).await.map_err(said)?;
    ensure!(application == APPLICATION_ID, "{} is no database of this program", database.display());
    copy(&mut source, into).await.with_context(|| format!("{} cannot be copied", database.display()))?;
    source.close().await.map_err(said)?;

    let mut backup = connect(into).await?;
    let said = |error: sqlx::Error| wrong(into, &error);
    sqlx::raw_sql(TABLE).execute(&mut backup).await.map_err(said)?;
    let insert = sqlx::query("INSERT INTO hustings_backup (key) VALUES ($1)").bind(key()?);
    insert.execute(&mut backup).await.map_err(said)?;
    mark(&mut backup, BACKUP_ID).await.map_err(said)?;
    backup.close().await.map_err(said)
}

/// Copies the database out of the file `backup` into the empty file `into`, checks it, and returns its key.
///
/// # Errors
/// One clear sentence when the file is no backup, is damaged, of a newer version of this program, or when its tallies are
/// not what its votes add up to.
pub async fn unpack(backup: &Path, into: &Path) -> anyhow::Result<(String, BackupSummary)> {
    let place = backup.display();
    ensure!(backup.is_file(), "there is no file {place}");
    // Nobody writes to it, and nothing is written beside it.
    let unchanged = options(backup).read_only(true).immutable(true);
    let mut source = SqliteConnection::connect_with(&unchanged).await.map_err(|error| wrong(backup, &error))?;
    let said = |error: sqlx::Error| wrong(backup, &error);
    let application: i32 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut source).await.map_err(said)?;
    match application {
        BACKUP_ID => {}
        APPLICATION_ID => bail!("{place} is a database without its key; make backups with `hustings backup`"),
        _ => bail!("{place} is no backup; give a file that `hustings backup` has made"),
    }
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut source).await.map_err(said)?;
    ensure!(
        usize::try_from(version).is_ok_and(|version| version <= MIGRATIONS.len()),
        "the backup {place} was made by a newer version of this program (schema {version}); restore it with that one"
    );
    // Before it is copied, which would leave out what is damaged outside of the tables.
    integrity(&mut source, backup).await?;
    copy(&mut source, into).await.with_context(|| format!("the backup {place} cannot be copied"))?;
    source.close().await.map_err(said)?;

    let mut database = connect(into).await?;
    let said = |error: sqlx::Error| wrong(into, &error);
    let key = sqlx::query_scalar("SELECT key FROM hustings_backup").fetch_one(&mut database).await;
    let key: String = key.map_err(|error| anyhow!("the backup {place} holds no key: {error}"))?;
    // What is deleted would else stay in a free page of the file, and a database is to hold no key.
    sqlx::raw_sql("PRAGMA secure_delete = ON; DROP TABLE hustings_backup")
        .execute(&mut database)
        .await
        .map_err(said)?;
    mark(&mut database, APPLICATION_ID).await.map_err(said)?;
    let summary = check(&mut database, backup).await?;
    database.close().await.map_err(said)?;
    Ok((key, summary))
}

/// Takes the database in the file `database` out of the write-ahead log, for which nobody else may have it open, so that
/// the file alone is all of it. Returns whether it is: one that is damaged cannot be.
///
/// # Errors
/// When another process uses it.
pub async fn release(database: &Path) -> anyhow::Result<bool> {
    let in_use = || anyhow!("the database {} is in use; stop the server first", database.display());
    let mut connection = match SqliteConnection::connect_with(&options(database)).await {
        Ok(connection) => connection,
        Err(error) if is_locked(&error) => return Err(in_use()),
        Err(_) => return Ok(false),
    };
    let mode = sqlx::query_scalar("PRAGMA journal_mode = DELETE").fetch_one(&mut connection).await;
    let mode: Result<String, sqlx::Error> = mode;
    let closed = connection.close().await;
    match mode {
        Ok(mode) if mode == "delete" => Ok(closed.is_ok()),
        Err(error) if !is_locked(&error) => Ok(false),
        _ => Err(in_use()),
    }
}

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(file).create_if_missing(false).busy_timeout(BUSY)
}

async fn connect(file: &Path) -> anyhow::Result<SqliteConnection> {
    ensure!(file.is_file(), "there is no file {}", file.display());
    SqliteConnection::connect_with(&options(file)).await.map_err(|error| wrong(file, &error))
}

fn wrong(file: &Path, error: &sqlx::Error) -> anyhow::Error {
    anyhow!("{} {}", file.display(), what_is_wrong(error))
}

/// Whether another process holds a lock that is needed.
fn is_locked(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.and_then(|code| code.parse::<i32>().ok()).is_some_and(|code| matches!(code & 0xff, 5 | 6))
}

/// Writes all of the database, at one moment, into the empty file `into`, without the pages that are free.
async fn copy(source: &mut SqliteConnection, into: &Path) -> anyhow::Result<()> {
    let name = into.to_str().with_context(|| format!("the path {} is not UTF-8", into.display()))?;
    sqlx::query("VACUUM INTO $1").bind(name).execute(source).await.map_err(|error| wrong(into, &error))?;
    Ok(())
}

async fn mark(connection: &mut SqliteConnection, application: i32) -> Result<(), sqlx::Error> {
    let statement = format!("PRAGMA application_id = {application}");
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await?;
    Ok(())
}

/// Checks a copy of `of`: its pages and its tallies.
async fn check(connection: &mut SqliteConnection, of: &Path) -> anyhow::Result<BackupSummary> {
    integrity(connection, of).await?;
    let said = |error: sqlx::Error| wrong(of, &error);
    let differences = recount::recount(connection, false).await.map_err(said)?;
    if let Some(first) = differences.first() {
        bail!(
            "the tallies in {} are not what its votes add up to ({}: tallied {}, counted {}); put them right with \
             `hustings recount --repair` first",
            of.display(),
            first.what,
            first.tallied,
            first.counted
        );
    }
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await.map_err(said)?;
    let is_logged = usize::try_from(version).is_ok_and(|version| version >= LOGGED);
    let faults = if is_logged { log_check::check(connection).await.map_err(said)? } else { Vec::new() };
    if let Some(first) = faults.first() {
        bail!("the log of votes in {} is not whole: {first}; `hustings recount` says more", of.display());
    }
    let counts = sqlx::query("SELECT (SELECT count(*) FROM vote), (SELECT count(*) FROM rating)");
    let counts = counts.fetch_one(connection).await.map_err(said)?;
    Ok(BackupSummary {
        votes: columns::count(&counts, 0).map_err(said)?,
        ratings: columns::count(&counts, 1).map_err(said)?,
    })
}

async fn integrity(connection: &mut SqliteConnection, of: &Path) -> anyhow::Result<()> {
    let found = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(connection).await;
    let found: Vec<String> = found.map_err(|error| wrong(of, &error))?;
    // A finding may have several lines, the first of which only says in which of several databases.
    let mut lines = found.iter().flat_map(|finding| finding.lines()).filter(|line| !line.starts_with("***"));
    ensure!(found == ["ok"], "{} is damaged: {}", of.display(), lines.next().unwrap_or_default());
    Ok(())
}
