//! Opening a database: it is looked at before anything is written, so that another program's stays as it was, and its schema is
//! made under a lock, so that two servers may start at once.

use std::{net::IpAddr, str::FromStr, sync::Arc, time::Duration};

use anyhow::{anyhow, bail, ensure};
use hustings_domain::Clock;
use sqlx::{
    Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions, PgSslMode},
};
use tokio::time::timeout;

use super::{
    PostgresTuning, clocks, epoch,
    faults::Asked,
    url,
    writer::{LOCK_CLASS, MIGRATION_LOCK},
};
use crate::sql::{meta, read};

/// Where the tables are, so that a database may hold those of other programs beside them.
const SCHEMA: &str = "hustings";
/// The schema, one step a version. A step that was released is never changed; another is added.
const MIGRATIONS: [&str; 6] = [
    include_str!("schema_1.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
];
/// What this role may not do and has to, in SQL's words; NULL where it may do all. One that may read and not write would be found
/// out by the first vote alone. $1: the schema, $2: our tables in it.
const MISSING_RIGHTS: &str = "
    SELECT string_agg(format('%s on %s', needed, relname), ', ' ORDER BY relname, needed)
    FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) needed
    WHERE relnamespace = to_regnamespace($1) AND relname = ANY($2) AND NOT has_table_privilege(oid, needed)
      AND CASE needed
          WHEN 'UPDATE' THEN relname NOT IN ('vote_log', 'wording', 'aside')
          WHEN 'DELETE' THEN relname IN ('meta', 'writer', 'server', 'vote', 'aside', 'rating', 'notice')
          ELSE true
      END";
/// The tables that the schema makes. An operator may have others beside them.
const TABLES: [&str; 13] = [
    "aside",
    "closing",
    "meta",
    "notice",
    "poll_tally",
    "rating",
    "rating_tally",
    "reader_alias",
    "server",
    "vote",
    "vote_log",
    "wording",
    "writer",
];
/// The first version that knows transactions by numbers that do not wrap.
const OLDEST_SERVER: u32 = 130_000;
/// How long a connection may take.
pub(super) const CONNECTING: Duration = Duration::from_secs(5);
/// Connections that do not read: the one that writes and the one that listens.
const OTHERS: u32 = 2;

/// A database that was opened.
pub(super) struct OpenedDatabase {
    pub(super) place: String,
    pub(super) options: PgConnectOptions,
    pub(super) writer: PgConnection,
    pub(super) readers: PgPool,
    pub(super) epoch: Arc<str>,
    /// Whatever is older than this transaction has been seen by who reads from now on.
    pub(super) seen: String,
    pub(super) fresh: bool,
}

pub(super) async fn open(url: &str, clock: &Clock, tuning: PostgresTuning) -> anyhow::Result<OpenedDatabase> {
    let (options, place) = parsed(url)?;
    let asked = Asked::of(&options);
    let said = |error: sqlx::Error| anyhow!("the database {place} {}", asked.what_is_wrong(&error));
    let mut writer = connect(&options).await.map_err(said)?;
    if may_be_overheard(&options) {
        tracing::warn!(
            "what goes to the database {place} may be read or changed on its way; add sslmode=verify-full to its URL"
        );
    }
    let server = writer.server_version_num().unwrap_or(0);
    ensure!(server >= OLDEST_SERVER, "the database {place} is PostgreSQL {}; it must be 13 or newer", server / 10_000);

    let known = MIGRATIONS.len();
    let version = look(&mut writer).await.map_err(said)?;
    let foreign =
        || anyhow!("the schema \"{SCHEMA}\" in the database {place} belongs to another program; give another database");
    let version = version.ok_or_else(foreign)?;
    ensure!(
        version <= known,
        "the database {place} was written by a newer version of this program (schema {version}, known {known})"
    );
    if version == 0 && !tuning.migrates {
        bail!("the database {place} holds no votes of this program yet; start `hustings serve` with it first");
    }
    if version < known && !tuning.migrates {
        bail!(
            "the database {place} is of an earlier version of this program (schema {version}, known {known}), whose servers may \
             be running; start `hustings serve` of this version first"
        );
    }
    if tuning.migrates {
        let missing = migrate(&mut writer, version < known).await.map_err(said)?;
        if let Some(missing) = missing {
            bail!("the database {place} {}", asked.lacks(&missing));
        }
    }
    let epoch = epoch::current(&mut writer).await.map_err(said)?.into();
    let fresh = read::fact(&mut writer, "seeded").await.map_err(said)?.is_none();
    let seen = sqlx::query_scalar("SELECT pg_snapshot_xmin(pg_current_snapshot())::text").fetch_one(&mut writer).await;
    let seen = seen.map_err(said)?;
    let at = clock.of_the_machine();
    let there = sqlx::query_scalar(clocks::NOW).fetch_one(&mut writer).await.map_err(said)?;
    clocks::go_by(clock, at, there);
    let most = tuning.connections.saturating_sub(OTHERS).max(1);
    let pool = PgPoolOptions::new().max_connections(most).min_connections(0).acquire_timeout(CONNECTING);
    let readers = pool.connect_lazy_with(options.clone());
    Ok(OpenedDatabase { place, options, writer, readers, epoch, seen, fresh })
}

/// What the URL says, with the database's place in words.
fn parsed(url: &str) -> anyhow::Result<(PgConnectOptions, String)> {
    url::check(url)?;
    let given = PgConnectOptions::from_str(url)
        .map_err(|error| anyhow!("the URL of the database cannot be understood: {error}"))?;
    let place = place_of(&given);
    let options = given.application_name("hustings").options([
        ("search_path", SCHEMA),
        ("client_min_messages", "warning"),
        // A server that is stopped in the middle of a batch does not keep the others waiting for long.
        ("lock_timeout", "4s"),
        ("idle_in_transaction_session_timeout", "10s"),
    ]);
    Ok((options, place))
}

/// Looks whether `url` can be understood.
pub(crate) fn check_url(url: &str) -> anyhow::Result<()> {
    parsed(url).map(|_| ())
}

/// Connects to the database that `url` names, which was looked at before.
pub(crate) async fn connect_to(url: &str) -> anyhow::Result<PgConnection> {
    let (options, place) = parsed(url)?;
    let connection = connect(&options).await;
    connection.map_err(|error| anyhow!("the database {place} {}", Asked::of(&options).what_is_wrong(&error)))
}

/// Connects, in a bounded time.
pub(super) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    timeout(CONNECTING, PgConnection::connect_with(options))
        .await
        .unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))
}

/// Whether these options let somebody between here and the database read or change what is sent: it is on another machine,
/// and whether it is the right one is not asked of its certificate.
fn may_be_overheard(options: &PgConnectOptions) -> bool {
    let host = options.get_host().trim_matches(['[', ']']);
    let is_here = options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    !is_here && !matches!(options.get_ssl_mode(), PgSslMode::VerifyFull)
}

/// Host, port and name, as one would say them; never the password.
fn place_of(options: &PgConnectOptions) -> String {
    let host = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => options.get_host().to_owned(),
    };
    format!("{host}:{}/{}", options.get_port(), options.get_database().unwrap_or(options.get_username()))
}

/// The version of the schema, 0 where there is none; `None` where it is not ours.
async fn look(connection: &mut PgConnection) -> Result<Option<usize>, sqlx::Error> {
    let tables: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1",
    )
    .bind(SCHEMA)
    .fetch_one(&mut *connection)
    .await?;
    if tables == 0 {
        return Ok(Some(0));
    }
    let has_meta: bool =
        sqlx::query_scalar("SELECT to_regclass('hustings.meta') IS NOT NULL").fetch_one(&mut *connection).await?;
    if !has_meta {
        return Ok(None);
    }
    let (application, version) = match read::fact(&mut *connection, "application").await {
        Ok(application) => (application, read::fact(&mut *connection, "schema").await?),
        // It has a table of this name, with other columns.
        Err(error) if error.as_database_error().is_some_and(|e| e.code().as_deref() == Some("42703")) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let version = version.and_then(|version| version.parse().ok());
    Ok(version.filter(|_| application.as_deref() == Some(SCHEMA)))
}

/// Makes what is missing, if anything, and tries whether this role may write. Returns which rights it lacks, if any.
async fn migrate(connection: &mut PgConnection, is_missing: bool) -> Result<Option<String>, sqlx::Error> {
    let mut transaction = connection.begin().await?;
    if is_missing {
        // A migration of a grown database, which another server may have begun, takes longer than a batch may wait.
        sqlx::raw_sql("SET LOCAL lock_timeout = '10min'").execute(&mut *transaction).await?;
    }
    let wait = "SELECT pg_advisory_xact_lock($1, $2)";
    sqlx::query(wait).bind(LOCK_CLASS).bind(MIGRATION_LOCK).execute(&mut *transaction).await?;
    // Another server may have been first.
    let version = look(&mut transaction).await?.unwrap_or(MIGRATIONS.len());
    if version == 0 {
        let exists: bool = sqlx::query_scalar("SELECT to_regnamespace($1) IS NOT NULL")
            .bind(SCHEMA)
            .fetch_one(&mut *transaction)
            .await?;
        if !exists {
            sqlx::raw_sql("CREATE SCHEMA hustings").execute(&mut *transaction).await?;
        }
    }
    for migration in MIGRATIONS.iter().skip(version) {
        sqlx::raw_sql(*migration).execute(&mut *transaction).await?;
    }
    if version < MIGRATIONS.len() {
        meta::set_fact(&mut *transaction, "application", SCHEMA).await?;
        meta::set_fact(&mut *transaction, "schema", &MIGRATIONS.len().to_string()).await?;
    }
    let missing = sqlx::query_scalar(MISSING_RIGHTS).bind(SCHEMA).bind(&TABLES[..]);
    let missing: Option<String> = missing.fetch_one(&mut *transaction).await?;
    if missing.is_some() {
        return Ok(missing);
    }
    meta::attempt(&mut *transaction).await?;
    // A process that was ended without a word leaves its row.
    let forget = "DELETE FROM writer WHERE seen < now() - interval '7 days'";
    sqlx::query(forget).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_tables_of_the_schema_are_known_by_name() {
        let made = MIGRATIONS.iter().flat_map(|migration| migration.split("CREATE TABLE ").skip(1));
        let mut made: Vec<&str> = made.filter_map(|table| table.split_whitespace().next()).collect();
        made.sort_unstable();
        assert_eq!(made, TABLES);
    }

    #[test]
    fn a_database_elsewhere_is_asked_who_it_is_or_the_log_says_so() {
        for (url, expected) in [
            ("postgres://u@127.0.0.1/votes", false),
            ("postgres://u@[::1]/votes", false),
            ("postgres://u@localhost/votes", false),
            ("postgres:///votes?host=/run/postgresql", false),
            ("postgres://u@db.example/votes", true),
            ("postgres://u@db.example/votes?sslmode=require", true),
            ("postgres://u@10.0.0.7/votes?sslmode=disable", true),
            ("postgres://u@db.example/votes?sslmode=verify-full", false),
        ] {
            let (options, _) = parsed(url).expect("a URL");
            assert_eq!(may_be_overheard(&options), expected, "{url}");
        }
    }
}
