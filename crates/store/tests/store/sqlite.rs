//! The suite on SQLite, and faults that only a file can have.

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use hustings_domain::{Clock, ReaderKey, ReaderKeys};
use hustings_store::{Mutation, PollRules, Provenance, SqliteStore, Store, StoreError, Tuning, database_file};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use crate::suite::{Database, noon};

struct Sqlite(TempDir);

impl Sqlite {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("votes.db")
    }

    async fn try_open(&self, tuning: Tuning) -> anyhow::Result<SqliteStore> {
        let url = format!("sqlite:{}", self.file().display());
        SqliteStore::open(&url, Clock::standing_at(noon()), tuning).await.map(|(store, _)| store)
    }

    async fn connection(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.file()).create_if_missing(true);
        SqliteConnection::connect_with(&options).await.expect("connected")
    }

    async fn refusal(&self) -> String {
        let tuning = Tuning { busy_timeout: Duration::from_millis(20), ..Tuning::default() };
        format!("{:#}", self.try_open(tuning).await.expect_err("refused"))
    }
}

#[async_trait::async_trait]
impl Database for Sqlite {
    async fn open(&self, clock: Clock) -> Arc<dyn Store> {
        let url = format!("sqlite:{}", self.file().display());
        Arc::new(SqliteStore::open(&url, clock, Tuning::default()).await.expect("opened").0)
    }
}

crate::suite::store_suite!(Sqlite::new());

fn vote(option: &str) -> Mutation {
    Mutation::seeded_vote("p", vec![option.to_owned()])
}

/// The file may have been restored from a backup meanwhile, with older numbers.
#[tokio::test]
async fn every_start_is_another_epoch() {
    let database = Sqlite::new();
    let epoch = database.try_open(Tuning::default()).await.expect("made").epoch();
    assert_ne!(database.try_open(Tuning::default()).await.expect("opened").epoch(), epoch);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let database = Sqlite::new();
    let text = "Dear diary, this is not a database at all.\n".repeat(100);
    fs::write(database.file(), &text).expect("written");
    let refusal = database.refusal().await;
    assert!(refusal.contains("is no database"), "{refusal}");
    assert_eq!(fs::read_to_string(database.file()).expect("read"), text);
}

#[tokio::test]
async fn a_database_of_another_program_is_refused_and_left_alone() {
    let database = Sqlite::new();
    let mut other = database.connection().await;
    sqlx::raw_sql("CREATE TABLE recipe (name TEXT)").execute(&mut other).await.expect("made");
    other.close().await.expect("closed");
    let before = fs::read(database.file()).expect("read");
    let refusal = database.refusal().await;
    assert!(refusal.contains("belongs to another program"), "{refusal}");
    assert_eq!(fs::read(database.file()).expect("read"), before);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let database = Sqlite::new();
    database.try_open(Tuning::default()).await.expect("made").close().await;
    let mut connection = database.connection().await;
    sqlx::raw_sql("PRAGMA user_version = 99").execute(&mut connection).await.expect("set");
    connection.close().await.expect("closed");
    let refusal = database.refusal().await;
    assert!(refusal.contains("newer version"), "{refusal}");
}

#[tokio::test]
async fn a_locked_database_is_refused_at_start_with_one_sentence() {
    let database = Sqlite::new();
    database.try_open(Tuning::default()).await.expect("made").close().await;
    let mut other = database.connection().await;
    sqlx::raw_sql("BEGIN EXCLUSIVE").execute(&mut other).await.expect("locked");
    let refusal = database.refusal().await;
    assert!(refusal.contains("is locked by another program"), "{refusal}");
    assert!(!refusal.contains('\n'));
}

#[tokio::test]
async fn a_read_only_database_is_refused_at_start() {
    let database = Sqlite::new();
    database.try_open(Tuning::default()).await.expect("made").close().await;
    let url = format!("sqlite:{}?mode=ro", database.file().display());
    let opened = SqliteStore::open(&url, Clock::system(), Tuning::default()).await;
    let refusal = format!("{:#}", opened.map(|_| ()).expect_err("refused"));
    assert!(refusal.contains("read-only"), "{refusal}");
}

#[tokio::test]
async fn a_missing_folder_is_named() {
    let opened = SqliteStore::open("sqlite:/nowhere/at/all/votes.db", Clock::system(), Tuning::default()).await;
    let refusal = format!("{:#}", opened.map(|_| ()).expect_err("refused"));
    assert!(refusal.contains("/nowhere/at/all"), "{refusal}");
}

#[tokio::test]
async fn what_names_no_file_is_refused_by_all_commands_alike() {
    let (file, dump) = ("use --database sqlite:FILE", "`pg_dump`");
    for (url, instead) in
        [("sqlite:", file), ("sqlite::memory:", file), ("votes.db", file), ("postgres://localhost/votes", dump)]
    {
        let refusal = database_file(url).expect_err("refused").to_string();
        assert!(refusal.contains(instead), "{refusal}");
        let opened = SqliteStore::open(url, Clock::system(), Tuning::default()).await;
        assert_eq!(opened.map(|_| ()).expect_err("refused").to_string(), refusal);
    }
}

#[tokio::test]
async fn a_lock_at_run_time_refuses_votes_whole_and_passes() {
    let database = Sqlite::new();
    let tuning = Tuning { busy_timeout: Duration::from_millis(20), ..Tuning::default() };
    let store = database.try_open(tuning).await.expect("made");
    store.apply(vote("a")).await.expect("taken");
    let mut other = database.connection().await;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.expect("locked");
    assert!(matches!(store.apply(vote("a")).await, Err(StoreError::Unavailable(_))));
    assert_eq!(store.poll("p", None).await.expect("readers never wait").tally.voters, 1);
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("unlocked");
    store.apply(vote("b")).await.expect("taken again");
    assert_eq!(store.poll("p", None).await.expect("read").tally.voters, 2);
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.check_log().await.expect("checked"), []);
}

#[tokio::test]
async fn a_full_disk_refuses_votes_whole() {
    let database = Sqlite::new();
    database.try_open(Tuning::default()).await.expect("made").close().await;
    let tuning = Tuning { max_pages: Some(1), ..Tuning::default() };
    let store = database.try_open(tuning).await.expect("opened");
    let mut taken = 0;
    let refused = loop {
        match store.apply(vote("a")).await {
            Ok(_) => taken += 1,
            Err(error) => break error,
        }
        assert!(taken < 100_000, "the limit of pages is not kept");
    };
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
    assert_eq!(store.poll("p", None).await.expect("read").tally.voters, taken);
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.check_log().await.expect("checked"), []);
}

#[tokio::test]
async fn a_writer_says_that_its_disk_is_full_until_there_is_room_again() {
    let database = Sqlite::new();
    database.try_open(Tuning::default()).await.expect("made").close().await;
    let mut other = database.connection().await;
    sqlx::raw_sql("CREATE TABLE ballast (bytes BLOB); INSERT INTO ballast VALUES (zeroblob(1000000))")
        .execute(&mut other)
        .await
        .expect("filled");
    let store = database.try_open(Tuning { max_pages: Some(1), ..Tuning::default() }).await.expect("opened");
    assert!(!store.health().has_failed && store.health().is_alive);
    while store.apply(vote("a")).await.is_ok() {}
    assert!(store.health().has_failed && store.health().is_alive);
    // Nobody votes any more, since nobody is sent here: the writer finds out by itself.
    sqlx::raw_sql("DROP TABLE ballast").execute(&mut other).await.expect("room is made");
    let recovered = async {
        while store.health().has_failed {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), recovered).await.expect("it recovers in time");
    store.apply(vote("a")).await.expect("taken again");
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.check_log().await.expect("checked"), []);
    store.close().await;
    assert!(!store.health().is_alive);
}

#[tokio::test]
async fn a_tally_that_went_wrong_is_named_and_repaired() {
    let database = Sqlite::new();
    let store = database.try_open(Tuning::default()).await.expect("made");
    for _ in 0..3 {
        store.apply(vote("a")).await.expect("taken");
        store.apply(Mutation::seeded_rating("x", 4)).await.expect("taken");
    }
    let mut other = database.connection().await;
    let spoil = "UPDATE option_tally SET votes = 7; UPDATE rating_tally SET histogram = '[1,0,0,3,0]'";
    sqlx::raw_sql(spoil).execute(&mut other).await.expect("spoilt");
    other.close().await.expect("closed");

    let found = store.recount(false).await.expect("counted");
    let told: Vec<(&str, u64, u64)> = found.iter().map(|d| (d.what.as_str(), d.tallied, d.counted)).collect();
    assert_eq!(told, [("poll p, option a", 7, 3), ("article x, ratings of 1", 1, 0)]);
    assert_eq!(store.check_log().await.expect("checked"), [], "the votes are what the log says");
    assert_eq!(store.recount(true).await.expect("repaired").len(), 2);
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.poll("p", None).await.expect("read").tally.votes["a"], 3);
    assert_eq!(store.rating("x", None).await.expect("read").tally.histogram, [0, 0, 0, 3, 0]);
}

#[tokio::test]
async fn a_flood_is_refused_in_part_and_counted_right() {
    let database = Sqlite::new();
    let store = database.try_open(Tuning::default()).await.expect("made");
    let flood = futures_util::future::join_all((0..12_000).map(|_| store.apply(vote("a")))).await;
    let taken = flood.iter().filter(|result| result.is_ok()).count() as u64;
    let refused = flood.iter().filter(|result| **result == Err(StoreError::Overloaded)).count() as u64;
    assert!(taken > 0 && refused > 0 && taken + refused == 12_000, "{taken} taken, {refused} refused");
    assert_eq!(store.poll("p", None).await.expect("read").tally.voters, taken);
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.check_log().await.expect("checked"), []);
}

/// Whoever makes up another id with every request is not to fill the disk.
#[tokio::test]
async fn keys_that_lead_to_no_vote_leave_nothing_and_others_are_bounded() {
    let database = Sqlite::new();
    let store = database.try_open(Tuning::default()).await.expect("made");
    let mut other = database.connection().await;
    let mut aliases = async || -> i64 {
        let count = sqlx::query_scalar("SELECT count(*) FROM reader_alias").fetch_one(&mut other).await;
        count.expect("counted")
    };
    let own = ReaderKey([7; 16]);
    let by = |number: u128| ReaderKeys::new(own, [ReaderKey(number.to_le_bytes())]);
    let rules = PollRules { changeable: true, ..PollRules::default() };
    for number in 0..40 {
        let withdrawal = Mutation::WithdrawVote { poll: "p".to_owned(), reader: by(number), rules };
        store.apply(withdrawal).await.map(drop).expect("nothing to withdraw is no error");
        store.apply(Mutation::Rate { article: "x".to_owned(), reader: by(number), stars: None }).await.expect("rated");
    }
    assert_eq!(aliases().await, 0);
    for number in 0..40 {
        let mut cast = vote("a");
        if let Mutation::CastVote { reader, .. } = &mut cast {
            *reader = by(number);
        }
        store.apply(cast).await.expect("taken");
    }
    assert_eq!((aliases().await, store.poll("p", None).await.expect("read").tally.voters), (16, 1));
    assert_eq!(store.poll("p", Some(&by(39))).await.expect("read").my_vote, Some(vec!["a".to_owned()]));
}

/// A database as version 2 of the schema left it, with a vote and a rating cast at this second.
const CAST_AT: i64 = 1_780_315_213;

async fn earlier_version(database: &Sqlite) {
    let mut connection = database.connection().await;
    for step in [include_str!("../../src/sqlite/schema_1.sql"), include_str!("../../src/sqlite/schema_2.sql")] {
        sqlx::raw_sql(step).execute(&mut connection).await.expect("made");
    }
    let rows = format!(
        "PRAGMA application_id = 1215656820; PRAGMA user_version = 2;
         INSERT INTO vote (poll, reader, options, cast_at) VALUES ('p', x'01000000000000000000000000000000', '[\"a\"]', {CAST_AT});
         INSERT INTO poll_tally (poll, voters, number) VALUES ('p', 1, 1);
         INSERT INTO option_tally (poll, option, votes) VALUES ('p', 'a', 1);
         INSERT INTO rating (article, reader, stars, cast_at) VALUES ('x', x'01000000000000000000000000000000', 4, {CAST_AT});
         INSERT INTO rating_tally (article, histogram, number) VALUES ('x', '[0,0,0,1,0]', 1);"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&mut connection).await.expect("written");
    connection.close().await.expect("closed");
}

#[tokio::test]
async fn only_who_may_migrate_changes_a_database_of_an_earlier_version() {
    let database = Sqlite::new();
    earlier_version(&database).await;
    let before = fs::read(database.file()).expect("read");
    let opened = database.try_open(Tuning { migrates: false, ..Tuning::default() }).await;
    let refusal = format!("{:#}", opened.map(|_| ()).expect_err("refused"));
    assert!(refusal.contains("earlier version") && refusal.contains("start `hustings serve`"), "{refusal}");
    assert_eq!(fs::read(database.file()).expect("read"), before);
    database.try_open(Tuning::default()).await.expect("migrated").close().await;
    database.try_open(Tuning { migrates: false, ..Tuning::default() }).await.expect("of this version").close().await;
}

/// A process may end between a migration and the writing anew, and another may read meanwhile.
#[tokio::test]
async fn a_migrated_file_is_written_anew_at_every_start_until_it_is_done() {
    let database = Sqlite::new();
    earlier_version(&database).await;
    let mut other = database.connection().await;
    for step in [
        include_str!("../../src/sqlite/schema_3.sql"),
        "PRAGMA user_version = 3; PRAGMA journal_mode = WAL; PRAGMA secure_delete = OFF;
         CREATE TABLE trace (text TEXT); INSERT INTO trace VALUES ('a second'); DROP TABLE trace;
         PRAGMA wal_checkpoint(TRUNCATE); BEGIN; SELECT count(*) FROM vote;",
    ] {
        sqlx::raw_sql(step).execute(&mut other).await.expect("migrated");
    }
    let holds = || String::from_utf8_lossy(&fs::read(database.file()).expect("read")).contains("a second");
    assert!(holds());
    let tuning = Tuning { busy_timeout: Duration::from_millis(20), ..Tuning::default() };
    let store = database.try_open(tuning).await.expect("opened");
    assert_eq!(store.fact("rewrite").await, Ok(Some(String::new())), "another program reads the file");
    store.close().await;
    sqlx::raw_sql("COMMIT").execute(&mut other).await.expect("ended");
    other.close().await.expect("closed");
    let store = database.try_open(tuning).await.expect("opened");
    assert_eq!(store.fact("rewrite").await, Ok(None));
    assert!(!holds(), "what the migration has deleted is still in the file");
    store.close().await;
}

/// With the second, whoever has a proxy's log could tell who voted how.
#[tokio::test]
async fn nothing_finer_than_the_day_of_a_vote_is_in_the_file() {
    let database = Sqlite::new();
    earlier_version(&database).await;
    // SQLite keeps whole numbers big-endian, in as few bytes as they take.
    let second = i32::try_from(CAST_AT).expect("32 bits").to_be_bytes();
    let holds = |second: &[u8]| fs::read(database.file()).expect("read").windows(4).any(|bytes| bytes == second);
    assert!(holds(&second));
    let store = database.try_open(Tuning::default()).await.expect("migrated");
    assert_eq!(store.fact("keys").await, Ok(Some(String::new())), "some key has hashed its readers");
    assert_eq!(store.poll("p", Some(&ReaderKey(1u128.to_le_bytes()).into())).await.expect("read").tally.voters, 1);
    store.apply(vote("a")).await.expect("taken");
    store.apply(Mutation::seeded_rating("x", 4)).await.expect("taken");
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.check_log().await.expect("checked"), []);
    store.close().await;
    assert!(!holds(&second), "the second of a vote is still in the file");
    let mut connection = database.connection().await;
    let days: Vec<i64> = sqlx::query_scalar("SELECT cast_on FROM vote UNION SELECT cast_on FROM rating")
        .fetch_all(&mut connection)
        .await
        .expect("read");
    assert_eq!(days, [noon().unix() / 86_400]);
}

/// Whoever can write to the file can take the triggers away first.
#[tokio::test]
async fn whatever_is_changed_in_the_log_or_the_votes_is_named_with_its_place() {
    const FREE: &str = "DROP TRIGGER vote_log_keeps_entries; DROP TRIGGER vote_log_keeps_words;";
    let cases = [
        (
            "an entry says another vote",
            "UPDATE vote_log SET options = '[\"b\"]' WHERE number = 2",
            "entry 2: its hash is not",
        ),
        ("an entry has another day", "UPDATE vote_log SET day = day - 1 WHERE number = 2", "entry 2: its hash is not"),
        (
            "an entry has another salt",
            "UPDATE vote_log SET salt = zeroblob(16) WHERE number = 2",
            "entry 2: its hash is not",
        ),
        (
            "an entry has another hash",
            "UPDATE vote_log SET hash = zeroblob(32) WHERE number = 2",
            "entry 3: its hash is not",
        ),
        ("an entry is gone", "DELETE FROM vote_log WHERE number = 2", "entry 3: the entry 2 before it is missing"),
        ("entries are gone", "DELETE FROM vote_log WHERE number IN (1, 2)", "entry 3: the entries 1 to 2 before it"),
        ("the end is gone", "DELETE FROM vote_log WHERE number = 3", "voters: the log adds up to 2, the votes to 3"),
        ("the log is gone", "DELETE FROM vote_log", "option a: the log adds up to 0, the votes to 3"),
        ("an entry is of no kind", "UPDATE vote_log SET kind = 'oops' WHERE number = 2", "entry 2: it cannot be read"),
        ("an entry is no list", "UPDATE vote_log SET was = '[' WHERE number = 1", "entry 1: it cannot be read"),
        ("the start is another", "UPDATE vote_log SET detail = '7 a=7' WHERE number = 0", "entry 0: its hash is not"),
        ("a vote is gone", "DELETE FROM vote WHERE entry = 2", "voters: the log adds up to 3, the votes to 2"),
        ("a vote is another", "UPDATE vote SET options = '[\"b\"]' WHERE entry = 2", "entry 2: a vote of this entry"),
        (
            "two votes are exchanged",
            "UPDATE vote SET options = CASE entry WHEN 2 THEN '[\"b\"]' ELSE '[\"a\"]' END",
            "entry 2: a vote of this entry",
        ),
        (
            "a vote is added",
            "INSERT INTO vote (poll, reader, options, cast_on) VALUES ('p', zeroblob(16), '[\"a\"]', 0)",
            "option a: the log adds up to 3, the votes to 4",
        ),
        ("a vote set aside is gone", "DELETE FROM aside", "entry 4: what is set aside is not"),
        (
            "a vote set aside is added",
            "INSERT INTO aside (poll, reader, options, cast_on, reason, entry) VALUES ('p', zeroblob(16), '[\"a\"]', 0, '', 3)",
            "entry 3: what is set aside is not",
        ),
        (
            "a vote set aside is counted in silence",
            "INSERT INTO vote (poll, reader, options, cast_on) SELECT poll, reader, options, cast_on FROM aside;
             DELETE FROM aside",
            "option a: the log adds up to 3, the votes to 4",
        ),
    ];
    for (name, tampering, expected) in cases {
        let database = Sqlite::new();
        let store = database.try_open(Tuning::default()).await.expect("made");
        for _ in 0..3 {
            store.apply(vote("a")).await.expect("taken");
        }
        let aside = Mutation::SetAside {
            poll: "p".to_owned(),
            reader: ReaderKey([7; 16]).into(),
            options: vec!["a".to_owned()],
            provenance: Provenance::default(),
            wording: Arc::default(),
            has_receipt: false,
            reason: "no-work",
            rules: PollRules::default(),
        };
        if tampering.contains("aside") {
            store.apply(aside).await.expect("set aside");
        }
        assert_eq!(store.check_log().await.expect("checked"), []);
        let mut other = database.connection().await;
        let is_of_log = tampering.contains("vote_log");
        if is_of_log {
            let refused = sqlx::raw_sql(tampering).execute(&mut other).await.expect_err("refused").to_string();
            assert!(refused.contains("only added to"), "{name}: {refused}");
            sqlx::raw_sql(FREE).execute(&mut other).await.expect("taken away");
        }
        sqlx::raw_sql(tampering).execute(&mut other).await.expect("tampered");
        let faults: Vec<String> = store.check_log().await.expect("checked").iter().map(ToString::to_string).collect();
        assert!(
            faults.iter().any(|fault| fault.starts_with("poll p, ") && fault.contains(expected)),
            "{name}: {faults:?}"
        );
    }
}

#[tokio::test]
async fn a_log_begins_with_what_was_counted_before_there_was_one() {
    let database = Sqlite::new();
    earlier_version(&database).await;
    let store = database.try_open(Tuning::default()).await.expect("migrated");
    assert_eq!(store.check_log().await.expect("checked"), []);
    store.apply(vote("a")).await.expect("taken");
    let earlier: ReaderKeys = ReaderKey(1u128.to_be_bytes()).into();
    assert_eq!(store.poll("p", Some(&earlier)).await.expect("read").my_entry, None);
    let log = store.log("p", 0, 10).await.expect("read");
    let said: Vec<_> = log.iter().map(|logged| (logged.entry.kind.as_str(), logged.entry.detail.as_str())).collect();
    assert_eq!(said, [("start", "1 a=1"), ("cast", "")]);
    assert_eq!(store.check_log().await.expect("checked"), []);
}

#[tokio::test]
async fn a_poll_that_was_kept_closed_before_closings_were_kept_does_not_close_again() {
    let database = Sqlite::new();
    earlier_version(&database).await;
    let mut connection = database.connection().await;
    let close = "INSERT INTO poll_tally (poll, voters, number, forced) VALUES ('kept-closed', 0, 1, 'closed')";
    sqlx::raw_sql(close).execute(&mut connection).await.expect("written");
    connection.close().await.expect("closed");
    let store = database.try_open(Tuning::default()).await.expect("migrated");
    crate::closings::nobody_is_told_of_what_was_closed_before(&store).await;
}
