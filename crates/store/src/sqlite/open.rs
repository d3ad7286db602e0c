//! Opening the file: its schema is checked before anything is written, so that the file of another program stays as it
//! was.

use std::{path::PathBuf, str::FromStr};

use anyhow::{Context, anyhow, bail, ensure};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sqlx::{
    Connection, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::Tuning;
use crate::{
    open::is_postgres,
    sql::{log, read},
};

/// Marks a file as ours: "Hust" in ASCII. See `PRAGMA application_id`.
pub(super) const APPLICATION_ID: i32 = 0x4875_7374;

/// The schema, one step a version. A step that was released is never changed; another is added.
pub(super) const MIGRATIONS: [&str; 9] = [
    include_str!("schema_1.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
    include_str!("schema_7.sql"),
    include_str!("schema_8.sql"),
    include_str!("schema_9.sql"),
];

/// The first version with logs of votes.
pub(super) const LOGGED: usize = 4;

/// Name of the fact that a migration leaves where the file has to be written anew.
const REWRITE: &str = "rewrite";

/// Connections for reads. Reads are short, so few are enough.
const READERS: u32 = 4;

/// A file that was opened.
pub(super) struct OpenedFile {
    pub(super) file: PathBuf,
    pub(super) options: SqliteConnectOptions,
    pub(super) writer: SqliteConnection,
    pub(super) readers: SqlitePool,
    pub(super) epoch: String,
    pub(super) fresh: bool,
}

/// The file of the database that `url` names.
///
/// # Errors
/// One clear sentence when it names none, or a database of a kind that is not known.
pub fn database_file(url: &str) -> anyhow::Result<PathBuf> {
    if is_postgres(url) {
        bail!(
            "this is for databases in files; use `pg_dump` and `pg_restore` for PostgreSQL, and keep the key file with it"
        );
    }
    // The rest of another kind may have a password in it.
    let kind = url.split(':').next().unwrap_or_default();
    ensure!(
        kind == "sqlite" && url != kind,
        "the database \"{kind}\" is of no known kind; use --database sqlite:FILE or postgres://HOST/NAME"
    );
    let file = options(url)?.get_filename().to_owned();
    // A name of SQLite's own stands for a database in memory.
    let is_file =
        !file.as_os_str().is_empty() && !file.starts_with(":memory:") && !file.to_string_lossy().starts_with("file:");
    ensure!(is_file, "the database \"{url}\" names no file; use --database sqlite:FILE");
    Ok(file)
}

fn options(url: &str) -> anyhow::Result<SqliteConnectOptions> {
    SqliteConnectOptions::from_str(url).map_err(|error| anyhow!("the database \"{url}\" cannot be understood: {error}"))
}

/// Opens the file of the database that `url` names. Logs of votes that there are none of yet begin on `day`.
pub(super) async fn open(url: &str, tuning: Tuning, day: i64) -> anyhow::Result<OpenedFile> {
    let file = database_file(url)?;
    let plain = options(url)?
        .busy_timeout(tuning.busy_timeout)
        .foreign_keys(true)
        // With `mode=ro` and `mode=rw` the file must exist.
        .create_if_missing(!url.contains("mode=r"));
    let place = file.display().to_string();
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        bail!("the folder {} of the database does not exist", folder.display());
    }

    let said = |error: sqlx::Error| anyhow!("the database {place} {}", what_is_wrong(&error));
    let version = look(&plain).await.map_err(said)?.with_context(|| {
        format!("the database {place} belongs to another program; give another file with --database sqlite:FILE")
    })?;
    let known = MIGRATIONS.len();
    if version > known {
        bail!("the database {place} was written by a newer version of this program (schema {version}, known {known})");
    }
    if (1..known).contains(&version) && !tuning.migrates {
        bail!(
            "the database {place} is of an earlier version of this program (schema {version}, known {known}), whose server may \
             be running; start `hustings serve` of this version first"
        );
    }

    let mut options = plain.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    let reading = options.clone().pragma("query_only", "ON");
    // In KiB, below zero (SQLite, "PRAGMA cache_size"). Readers' keys are random, so that each vote is on another page: with the
    // two megabytes that are the rule a batch reads most of its pages from the file.
    options = options.pragma("cache_size", "-65536");
    if let Some(pages) = tuning.max_pages {
        options = options.pragma("max_page_count", pages.to_string());
    }
    let mut writer = SqliteConnection::connect_with(&options).await.map_err(said)?;
    let epoch = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 6]>());
    let fresh = prepare(&mut writer, version, &epoch, day).await.map_err(said)?;
    if tuning.migrates
        && let Err(error) = forget_what_was_migrated(&mut writer).await
    {
        tracing::warn!(
            error = format!("{error:#}"),
            "the database keeps traces of its earlier schema; the next start tries again to write it anew, for which it needs \
             up to twice its size in free space"
        );
    }
    let pool = SqlitePoolOptions::new().max_connections(READERS).min_connections(1);
    let readers = pool.connect_with(reading).await.map_err(said)?;
    Ok(OpenedFile { file, options, writer, readers, epoch, fresh })
}

/// Connects to the file of the database that `url` names, which was looked at before.
pub(crate) async fn connect(url: &str) -> anyhow::Result<SqliteConnection> {
    let file = database_file(url)?;
    let options = SqliteConnectOptions::new().filename(&file).foreign_keys(true).synchronous(SqliteSynchronous::Full);
    let connection = SqliteConnection::connect_with(&options).await;
    connection.map_err(|error| anyhow!("the database {} {}", file.display(), what_is_wrong(&error)))
}

/// The version of the schema in the file, 0 for an empty one; `None` when it is not ours.
async fn look(options: &SqliteConnectOptions) -> Result<Option<usize>, sqlx::Error> {
    let mut connection = SqliteConnection::connect_with(options).await?;
    let application: i32 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut connection).await?;
    let version: i32 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut connection).await?;
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(&mut connection).await?;
    connection.close().await?;
    let ours = application == APPLICATION_ID || (application == 0 && version == 0 && tables == 0);
    Ok(ours.then(|| usize::try_from(version).unwrap_or(usize::MAX)))
}

/// Migrates the schema and writes the epoch, which also checks that the file is writable. Returns whether the database
/// has not been seeded.
async fn prepare(writer: &mut SqliteConnection, version: usize, epoch: &str, day: i64) -> Result<bool, sqlx::Error> {
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    for migration in MIGRATIONS.iter().skip(version) {
        sqlx::raw_sql(*migration).execute(&mut *transaction).await?;
    }
    if version < LOGGED {
        log::begin(&mut *transaction, day).await?;
    }
    if version < MIGRATIONS.len() {
        let marks = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {};", MIGRATIONS.len());
        sqlx::raw_sql(sqlx::AssertSqlSafe(marks)).execute(&mut *transaction).await?;
    }
    let save = "INSERT INTO meta (name, value) VALUES ('epoch', $1) ON CONFLICT (name) DO UPDATE SET value = $1";
    sqlx::query(save).bind(epoch).execute(&mut *transaction).await?;
    let seeded: i64 =
        sqlx::query_scalar("SELECT count(*) FROM meta WHERE name = 'seeded'").fetch_one(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(seeded == 0)
}

/// Writes the file anew while the fact says that a migration wants it, so that a start that was broken off leaves it to the
/// next one. What a migration has overwritten or deleted, such as the second of a vote, would else stay in unused parts of
/// its pages and in the log.
async fn forget_what_was_migrated(writer: &mut SqliteConnection) -> anyhow::Result<()> {
    if read::fact(&mut *writer, REWRITE).await?.is_none() {
        return Ok(());
    }
    sqlx::raw_sql("VACUUM").execute(&mut *writer).await?;
    // Its first column says whether somebody else has kept the log from being emptied.
    let busy: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *writer).await?;
    ensure!(busy == 0, "another program reads it");
    sqlx::query("DELETE FROM meta WHERE name = $1").bind(REWRITE).execute(writer).await?;
    Ok(())
}

/// The reason in the operator's words. Source of the codes: "Result and Error Codes" of SQLite.
pub(super) fn what_is_wrong(error: &sqlx::Error) -> String {
    let code =
        error.as_database_error().and_then(sqlx::error::DatabaseError::code).and_then(|code| code.parse::<i32>().ok());
    match code.map(|code| code & 0xff) {
        Some(5 | 6) => "is locked by another program; end that one first".to_owned(),
        Some(8) => "is read-only; give this program the right to write to it".to_owned(),
        Some(10) => format!("cannot be read or written: {error}"),
        Some(11) => "is damaged; restore it from a backup".to_owned(),
        Some(13) => "cannot grow: the disk is full".to_owned(),
        Some(14) => "cannot be opened; look at the path and its rights".to_owned(),
        Some(26) => "is no database; give another file with --database sqlite:FILE".to_owned(),
        _ => format!("cannot be opened: {error}"),
    }
}
