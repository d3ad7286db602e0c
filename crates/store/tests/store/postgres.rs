//! The suite on PostgreSQL, and what only several servers on one database meet, or one that is ended in the middle.

use std::{sync::Arc, time::Duration};

use hustings_cluster::{Cluster, shared};
use hustings_domain::{Clock, Forced, Schedule};
use hustings_store::{
    Decision, Mutation, NoticeChange, Outcome, PollRules, PostgresStore, PostgresTuning, Provenance, Store, Verdict,
};
use hustings_wire::Moment;
use sqlx::{Connection, PgConnection};
use tokio::{task::JoinSet, time::timeout};

use crate::{
    severed::{Break, Line},
    suite::{Database, PATIENCE, noon, reader},
};

/// A database of its own in a cluster.
struct Postgres {
    url: String,
}

impl Postgres {
    /// In the cluster that all tests of this process share.
    fn new() -> Self {
        Self { url: shared().database() }
    }

    async fn try_open(&self, tuning: PostgresTuning) -> anyhow::Result<PostgresStore> {
        PostgresStore::open(&self.url, Clock::standing_at(noon()), tuning).await.map(|(store, _)| store)
    }

    async fn refusal(&self) -> String {
        let refusal = format!("{:#}", self.try_open(PostgresTuning::default()).await.map(drop).expect_err("refused"));
        assert!(!refusal.contains('\n'), "{refusal}");
        refusal
    }

    async fn run(&self, statements: &str) {
        let statements = sqlx::AssertSqlSafe(statements.to_owned());
        sqlx::raw_sql(statements).execute(&mut self.connection().await).await.expect("run");
    }

    async fn connection(&self) -> PgConnection {
        PgConnection::connect(&self.url).await.expect("connected")
    }
}

#[async_trait::async_trait]
impl Database for Postgres {
    async fn open(&self, clock: Clock) -> Arc<dyn Store> {
        Arc::new(PostgresStore::open(&self.url, clock, PostgresTuning::default()).await.expect("opened").0)
    }
}

crate::suite::store_suite!(Postgres::new());

fn cast(poll: &str, number: u64, option: &str) -> Mutation {
    Mutation::CastVote {
        poll: poll.to_owned(),
        reader: reader(number).into(),
        options: vec![option.to_owned()],
        provenance: Provenance::default(),
        wording: Arc::default(),
        has_receipt: false,
        rules: PollRules { changeable: true, ..PollRules::default() },
    }
}

fn aside(poll: &str, number: u64) -> Mutation {
    match cast(poll, number, "a") {
        Mutation::CastVote { poll, reader, options, provenance, wording, has_receipt, rules } => {
            Mutation::SetAside { poll, reader, options, provenance, wording, has_receipt, reason: "no-work", rules }
        }
        other => other,
    }
}

fn withdraw(poll: &str, number: u64) -> Mutation {
    let rules = PollRules { changeable: true, ..PollRules::default() };
    Mutation::WithdrawVote { poll: poll.to_owned(), reader: reader(number).into(), rules }
}

async fn is_sound(store: &dyn Store) {
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.check_log().await.expect("checked"), []);
}

#[tokio::test]
async fn servers_hear_what_the_others_serve_until_they_close() {
    let database = Postgres::new();
    let open = async || database.try_open(PostgresTuning::default()).await.expect("opened");
    let (one, other) = (open().await, open().await);
    let meets = async |store: &PostgresStore, content: &str| Store::meet(store, content).await.expect("met");
    assert!(meets(&one, "today").await.is_empty(), "nobody else has said anything");
    assert_eq!(meets(&other, "yesterday").await, ["today"]);
    assert_eq!(meets(&one, "today").await, ["yesterday"]);
    assert_eq!(meets(&other, "today").await, ["today"]);
    assert_eq!(meets(&one, "today").await, ["today"]);

    other.close().await;
    assert!(meets(&one, "today").await.is_empty(), "it has closed");
    let third = open().await;
    meets(&third, "today").await;
    database.run("UPDATE hustings.server SET seen = now() - interval '31 seconds'").await;
    assert!(meets(&one, "today").await.is_empty(), "it was ended without a word");
}

#[tokio::test]
async fn servers_that_start_at_once_make_one_schema_and_share_its_epoch() {
    let database = Postgres::new();
    let opened = tokio::join!(
        database.try_open(PostgresTuning::default()),
        database.try_open(PostgresTuning::default()),
        database.try_open(PostgresTuning::default()),
    );
    let epochs = [opened.0, opened.1, opened.2].map(|store| store.expect("opened").epoch());
    assert!(epochs.iter().all(|epoch| *epoch == epochs[0]), "{epochs:?}");
    assert_eq!(database.try_open(PostgresTuning::default()).await.expect("opened").epoch(), epochs[0]);
}

/// The demo of a new database is there for the first of them alone.
#[tokio::test]
async fn who_finds_the_demo_in_place_holds_up_nobody() {
    let database = Postgres::new();
    let tuning = PostgresTuning { patience: Duration::ZERO, ..PostgresTuning::default() };
    let (here, there) =
        (database.try_open(tuning).await.expect("made"), database.try_open(tuning).await.expect("opened"));
    for store in [&here, &there] {
        store.seed(vec![cast("p", 1, "a")]).await.expect("seeded");
    }
    here.apply(cast("p", 2, "a")).await.expect("taken");
    assert_eq!(there.poll("p", None).await.expect("read").tally.voters, 2);
}

#[tokio::test]
async fn a_copy_of_a_database_is_of_another_epoch() {
    let database = Postgres::new();
    let store = database.try_open(PostgresTuning::default()).await.expect("made");
    let epoch = store.epoch();
    store.close().await;
    drop(store);
    let mut other = PgConnection::connect(&shared().url("postgres")).await.expect("connected");
    let name = database.url.rsplit('/').next().expect("a name");
    let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    sqlx::raw_sql(sqlx::AssertSqlSafe(end)).execute(&mut other).await.expect("nobody uses it");
    let copy = format!("CREATE DATABASE {name}_copy TEMPLATE {name}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(copy)).execute(&mut other).await.expect("copied");
    let copy = Postgres { url: format!("{}_copy", database.url) };
    assert_ne!(copy.try_open(PostgresTuning::default()).await.expect("opened").epoch(), epoch);
}

#[tokio::test]
async fn a_vote_at_one_server_is_seen_at_another_with_and_without_a_notification() {
    for listens in [true, false] {
        let database = Postgres::new();
        let tuning = PostgresTuning { listens, ..PostgresTuning::default() };
        let (here, there) =
            (database.try_open(tuning).await.expect("made"), database.try_open(tuning).await.expect("opened"));
        let changes = there.changes();
        let force =
            Mutation::ForcePoll { poll: "p".to_owned(), forced: Some(Forced::Closed), schedule: Schedule::default() };
        let rate = Mutation::Rate { article: "x".to_owned(), reader: reader(1).into(), stars: Some(4) };
        for (name, mutation) in [("a vote", cast("p", 1, "a")), ("a closing", force), ("a rating", rate)] {
            here.apply(mutation).await.expect("taken");
            let seen = async {
                changes.wait().await;
                changes.take()
            };
            let seen = timeout(PATIENCE, seen).await.unwrap_or_else(|_| panic!("{name}, {listens}"));
            let (poll, rating) =
                (here.poll("p", None).await.expect("read"), here.rating("x", None).await.expect("read"));
            let is_seen = match name {
                "a rating" => seen.ratings["x"] == rating.tally && seen.polls.is_empty(),
                _ => seen.polls["p"] == poll.tally && seen.ratings.is_empty(),
            };
            assert!(is_seen, "{name}: {seen:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_who_vote_at_several_servers_have_one_vote_a_poll() {
    let database = Postgres::new();
    let mut stores = Vec::new();
    for _ in 0..3 {
        stores.push(Arc::new(database.try_open(PostgresTuning::default()).await.expect("opened")));
    }
    let mut votes = JoinSet::new();
    for number in 0..100 {
        for poll in ["p", "q", "r"] {
            for (store, option) in stores.iter().zip(["a", "b", "c"]) {
                let store = Arc::clone(store);
                votes.spawn(async move { store.apply(cast(poll, number, option)).await });
            }
        }
    }
    let votes = timeout(PATIENCE, votes.join_all()).await.expect("none waits for another in a circle");
    assert!(votes.iter().all(Result::is_ok), "{votes:?}");
    for poll in ["p", "q", "r"] {
        let tally = stores[0].poll(poll, None).await.expect("read").tally;
        assert_eq!((tally.voters, tally.votes.values().sum::<u64>()), (100, 100));
    }
    is_sound(&*stores[2]).await;
}

/// Each reader votes and takes it back; both are told where in the log that is, which a mutation that is done twice is not.
async fn vote_and_withdraw(store: Arc<PostgresStore>, number: u64) {
    for mutation in [cast("p", number, "a"), withdraw("p", number), cast("p", number, "b")] {
        let entry = match store.apply(mutation).await.expect("votes wait for the database") {
            Outcome::Poll(record) => record.my_entry.expect("told once"),
            other => panic!("{other:?}"),
        };
        let logged = store.log("p", entry.index, 1).await;
        assert!(logged.is_err() || logged.is_ok_and(|log| log[0].hash == entry.hash), "what was answered is there");
    }
}

#[tokio::test]
async fn a_line_that_breaks_at_a_commit_neither_loses_a_vote_nor_counts_it_twice() {
    for at in [Break::Unsent, Break::Unheard] {
        let database = Postgres::new();
        let line = Line::new(shared().folder(), at);
        let broken = Postgres { url: shared().url_in(line.folder(), database.url.rsplit('/').next().expect("a name")) };
        let tuning = PostgresTuning { patience: PATIENCE, listens: false, ..PostgresTuning::default() };
        let store = Arc::new(broken.try_open(tuning).await.expect("made"));
        // A decision that is done twice decides on more.
        store.seed((0..1_500).map(|number| aside("q", number)).collect()).await.expect("set aside");
        for number in 0..10 {
            line.break_at(2);
            timeout(PATIENCE, vote_and_withdraw(Arc::clone(&store), number)).await.expect("in time");
            assert_eq!(line.left(), 0, "{at:?}");
        }
        line.break_at(1);
        let decision = Decision { verdict: Verdict::Strike, day: None, why: "no".to_owned() };
        let decided = store.apply(Mutation::DecideAside { poll: "q".to_owned(), decision }).await;
        assert_eq!((decided, line.left()), (Ok(Outcome::Decided(1_000)), 0), "{at:?}");
        assert_eq!(store.aside_count("q").await, Ok(500), "{at:?}");
        assert_eq!(store.poll("p", None).await.expect("read").tally.voters, 10);
        assert_eq!(store.log("p", 0, 10_000).await.expect("read").len(), 1 + 3 * 10, "{at:?}");
        is_sound(&*store).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_of_the_database_loses_nothing_that_was_answered() {
    let cluster = Arc::new(tokio::task::spawn_blocking(Cluster::new).await.expect("made"));
    let database = Postgres { url: cluster.database() };
    let tuning = PostgresTuning { patience: PATIENCE, ..PostgresTuning::default() };
    let store = Arc::new(database.try_open(tuning).await.expect("made"));
    let other = Arc::new(database.try_open(tuning).await.expect("opened"));
    let mut readers = JoinSet::new();
    for number in 0..600 {
        let store = Arc::clone(if number % 2 == 0 { &store } else { &other });
        readers.spawn(vote_and_withdraw(store, number));
        if number == 300 {
            readers.join_next().await.expect("a reader").expect("has voted");
            let cluster = Arc::clone(&cluster);
            readers.spawn(async move {
                let crash = move || {
                    cluster.kill();
                    cluster.start();
                };
                tokio::task::spawn_blocking(crash).await.expect("crashed");
            });
        }
    }
    timeout(PATIENCE * 2, readers.join_all()).await.expect("in time");
    assert_eq!(store.poll("p", None).await.expect("read").tally.voters, 600);
    assert_eq!(other.log("p", 0, 10_000).await.expect("read").len(), 1 + 3 * 600);
    is_sound(&*other).await;
    // Both find each other again.
    store.apply(cast("p", 1_000, "a")).await.expect("taken");
    let changes = other.changes();
    let seen = async {
        loop {
            changes.wait().await;
            if changes.take().polls.get("p").is_some_and(|tally| tally.voters == 601) {
                break;
            }
        }
    };
    timeout(PATIENCE, seen).await.expect("seen");
}

#[tokio::test]
async fn while_the_database_is_away_votes_are_refused_and_later_taken() {
    let cluster = Arc::new(tokio::task::spawn_blocking(Cluster::new).await.expect("made"));
    let database = Postgres { url: cluster.database() };
    let tuning = PostgresTuning { patience: Duration::from_millis(50), ..PostgresTuning::default() };
    let store = database.try_open(tuning).await.expect("made");
    store.apply(cast("p", 1, "a")).await.expect("taken");
    let away = Arc::clone(&cluster);
    tokio::task::spawn_blocking(move || away.kill()).await.expect("away");
    let refused = timeout(PATIENCE, store.apply(cast("p", 2, "a"))).await.expect("in time");
    assert!(matches!(refused, Err(hustings_store::StoreError::Unavailable(_))), "{refused:?}");
    assert!(store.health().has_failed && store.health().is_alive);
    assert!(store.poll("p", None).await.is_err());
    let back = Arc::clone(&cluster);
    tokio::task::spawn_blocking(move || back.start()).await.expect("back");
    let recovered = async {
        while store.health().has_failed {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, recovered).await.expect("it finds out by itself");
    store.apply(cast("p", 2, "a")).await.expect("taken");
    assert_eq!(store.poll("p", None).await.expect("read").tally.voters, 2);
    is_sound(&store).await;
}

#[tokio::test]
async fn what_is_not_ours_or_newer_is_refused_and_left_alone() {
    let database = Postgres::new();
    database.run("CREATE SCHEMA hustings; CREATE TABLE hustings.recipe (name text)").await;
    assert!(database.refusal().await.contains("belongs to another program"));
    database.run("DROP TABLE hustings.recipe; CREATE TABLE hustings.meta (recipe text)").await;
    assert!(database.refusal().await.contains("belongs to another program"));
    // A schema that was made for this program and is empty is taken.
    database.run("DROP TABLE hustings.meta; CREATE TABLE public.recipe (name text)").await;
    database.try_open(PostgresTuning::default()).await.expect("made").close().await;
    database.run("UPDATE hustings.meta SET value = '99' WHERE name = 'schema'").await;
    let refusal = database.refusal().await;
    assert!(refusal.contains("newer version") && refusal.contains("99"), "{refusal}");
}

#[tokio::test]
async fn only_who_may_migrate_makes_a_schema() {
    let database = Postgres::new();
    let tuning = PostgresTuning { migrates: false, ..PostgresTuning::default() };
    let refusal = format!("{:#}", database.try_open(tuning).await.map(drop).expect_err("refused"));
    assert!(refusal.contains("holds no votes") && refusal.contains("hustings serve"), "{refusal}");
    database.try_open(PostgresTuning::default()).await.expect("made").close().await;
    database.try_open(tuning).await.expect("opened").close().await;
}

#[tokio::test]
async fn what_cannot_be_used_is_named_in_one_sentence() {
    let database = Postgres::new();
    let missing = Postgres { url: format!("{}_missing", database.url) };
    let refusal = missing.refusal().await;
    assert!(refusal.contains("does not exist") && refusal.contains("createdb"), "{refusal}");

    let nowhere = Postgres { url: "postgres://hustings:secret@127.0.0.1:1/votes".to_owned() };
    let refusal = nowhere.refusal().await;
    assert!(refusal.contains("127.0.0.1:1/votes cannot be reached") && !refusal.contains("secret"), "{refusal}");
    let nonsense = Postgres { url: "postgres://hustings:secret@host:port/votes".to_owned() };
    let refusal = nonsense.refusal().await;
    assert!(refusal.contains("cannot be understood") && !refusal.contains("secret"), "{refusal}");

    let plain = Postgres { url: format!("{}?sslmode=require", database.url) };
    let refusal = plain.refusal().await;
    assert!(refusal.contains("TLS") && refusal.contains("sslmode"), "{refusal}");

    database.run("DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$").await;
    let guest = Postgres { url: database.url.replace("//hustings@", "//guest@") };
    let refusal = guest.refusal().await;
    assert!(refusal.contains("\"guest\" the rights"), "{refusal}");
    database.try_open(PostgresTuning::default()).await.expect("made").close().await;
    let refusal = guest.refusal().await;
    assert!(refusal.contains("\"guest\" the rights"), "{refusal}");
    // No more than this is needed.
    let granted = Postgres::new();
    let name = granted.url.rsplit('/').next().expect("a name");
    granted.run(&format!("GRANT CREATE ON DATABASE {name} TO guest")).await;
    let guest = Postgres { url: granted.url.replace("//hustings@", "//guest@") };
    let store = guest.try_open(PostgresTuning::default()).await.expect("made");
    store.apply(cast("p", 1, "a")).await.expect("taken");
    is_sound(&store).await;

    let stranger = Postgres { url: database.url.replace("//hustings@", "//stranger@") };
    let refusal = stranger.refusal().await;
    assert!(refusal.contains("does not let \"stranger\" in"), "{refusal}");
}

#[tokio::test]
async fn the_log_is_only_added_to_and_a_wrong_tally_is_named_and_repaired() {
    let database = Postgres::new();
    let store = database.try_open(PostgresTuning::default()).await.expect("made");
    for number in 0..3 {
        store.apply(cast("p", number, "a")).await.expect("taken");
        store.apply(Mutation::seeded_rating("x", 4)).await.expect("taken");
    }
    let mut other = database.connection().await;
    for tampering in
        ["UPDATE hustings.vote_log SET day = 1", "DELETE FROM hustings.vote_log", "TRUNCATE hustings.vote_log"]
    {
        let refused = sqlx::raw_sql(tampering).execute(&mut other).await.expect_err("refused").to_string();
        assert!(refused.contains("only added to"), "{refused}");
    }
    let spoil = "UPDATE hustings.poll_tally SET votes = '{\"a\":7}'; UPDATE hustings.rating_tally SET histogram = '[1,0,0,3,0]'";
    database.run(spoil).await;
    let found = store.recount(false).await.expect("counted");
    let told: Vec<(&str, u64, u64)> = found.iter().map(|d| (d.what.as_str(), d.tallied, d.counted)).collect();
    assert_eq!(told, [("poll p, option a", 7, 3), ("article x, ratings of 1", 1, 0)]);
    assert_eq!(store.recount(true).await.expect("repaired").len(), 2);
    assert_eq!(store.poll("p", None).await.expect("read").tally.votes["a"], 3);
    assert_eq!(store.rating("x", None).await.expect("read").tally.histogram, [0, 0, 0, 3, 0]);
    is_sound(&store).await;
    database
        .run("DROP TRIGGER vote_log_keeps_entries ON hustings.vote_log; DELETE FROM hustings.vote WHERE entry = 2")
        .await;
    let faults: Vec<String> = store.check_log().await.expect("checked").iter().map(ToString::to_string).collect();
    assert!(faults.iter().any(|fault| fault.contains("the log adds up to 3, the votes to 2")), "{faults:?}");
}

#[tokio::test]
async fn a_copy_has_all_there_and_back_and_goes_on_where_it_was_broken_off() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    let (first, back, database) = (file("votes.db"), file("back.db"), Postgres::new());
    let said = async |from: &str, to: &str| hustings_store::copy(from, to).await.expect_err("refused").to_string();
    let source = hustings_store::open(&first, Clock::standing_at(noon())).await.expect("made").store;
    source.set_fact("keys", "{}").await.expect("noted");
    source.seed((0..6_000).map(|number| cast("p", number, "a")).collect()).await.expect("taken");
    for mutation in [cast("p", 1, "b"), withdraw("p", 2), aside("p", 9_000), aside("q", 1), cast("q", 2, "c")] {
        source.apply(mutation).await.expect("taken");
    }
    let mut early = cast("q", 2, "d");
    if let Mutation::CastVote { rules, .. } = &mut early {
        rules.moment = Some(Moment::Before);
    }
    source.apply(early).await.expect("taken");
    source
        .apply(Mutation::ForcePoll {
            poll: "q".to_owned(),
            forced: Some(Forced::Closed),
            schedule: Schedule::default(),
        })
        .await
        .expect("closed");
    source.apply(Mutation::seeded_rating("x", 4)).await.expect("taken");
    let notice = crate::notices::notice("q", 1, 0);
    let kept = NoticeChange::Keep { notice: notice.clone(), reader: notice.reader.into() };
    source.change_notices(kept).await.expect("kept");
    source.close().await;

    // Broken off in the middle of the log.
    let keeps = "CREATE FUNCTION hustings.halt() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN IF NEW.poll = 'q' THEN RAISE 'halt'; END IF; RETURN NEW; END $$;
                 CREATE TRIGGER halt BEFORE INSERT ON hustings.vote_log FOR EACH ROW EXECUTE FUNCTION hustings.halt()";
    database.try_open(PostgresTuning::default()).await.expect("made").close().await;
    database.run(keeps).await;
    let broken = format!("{:#}", hustings_store::copy(&first, &database.url).await.expect_err("broken off"));
    assert!(broken.contains("was broken off") && broken.contains("run the same command again"), "{broken}");
    let opened = hustings_store::open(&database.url, Clock::system()).await;
    let refusal = opened.map(drop).expect_err("half of it is not served").to_string();
    assert!(refusal.contains("the beginning of a copy"), "{refusal}");
    assert!(said(&file("none.db"), &database.url).await.contains("none.db cannot be opened"));
    database.run("DROP TRIGGER halt ON hustings.vote_log").await;

    for (from, to) in [(&first, &database.url), (&database.url, &back)] {
        let copied = hustings_store::copy(from, to).await.expect("copied");
        assert_eq!((copied.votes, copied.ratings), (6_000, 1));
        assert!(said(from, to).await.contains("is in use already"));
    }
    let [source, copy, back] = [&first, &database.url, &back].map(|url| hustings_store::open(url, Clock::system()));
    let stores = [source.await, copy.await, back.await].map(|opened| opened.expect("opened").store);
    for store in &stores {
        is_sound(&**store).await;
        assert_eq!(store.fact("keys").await.expect("read").as_deref(), Some("{}"));
        assert_eq!(store.aside_count("q").await, Ok(1));
        assert_eq!(store.notice_counts(None).await, stores[0].notice_counts(None).await);
        assert_eq!(store.own_notices(&[("q".to_owned(), notice.reader.into())]).await.map(|own| own.len()), Ok(1));
        for poll in ["p", "q"] {
            assert_eq!(store.log_head(poll).await, stores[0].log_head(poll).await, "{poll}");
            for number in [1, 2] {
                let keys = reader(number).into();
                assert_eq!(store.poll(poll, Some(&keys)).await, stores[0].poll(poll, Some(&keys)).await, "{poll}");
            }
        }
        assert_eq!(store.flow("q").await.expect("read").pairs, [("d".to_owned(), "c".to_owned(), 1)]);
        assert_eq!(store.ratings().await, stores[0].ratings().await);
        assert_eq!(store.polls().await, stores[0].polls().await);
        let closings = store.closings(None).await.expect("read");
        assert_eq!((closings.len(), closings), (1, stores[0].closings(None).await.expect("read")));
    }
    assert!(said(&first, &first).await.contains("into itself"));
}

#[tokio::test]
async fn a_poll_that_was_kept_closed_before_closings_were_kept_does_not_close_again() {
    let database = Postgres::new();
    let made = include_str!("../../src/postgres/schema_1.sql");
    let rows = "INSERT INTO meta VALUES ('application', 'hustings'), ('schema', '1');
                INSERT INTO poll_tally (poll, forced) VALUES ('kept-closed', 'closed')";
    database.run(&format!("CREATE SCHEMA hustings; SET search_path = hustings; {made}; {rows}")).await;
    crate::closings::nobody_is_told_of_what_was_closed_before(
        &database.try_open(PostgresTuning::default()).await.expect("migrated"),
    )
    .await;
}
