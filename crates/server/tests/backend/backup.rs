//! Backups: made while the server runs, checked before anything is replaced.

use std::{
    fs,
    path::{Path, PathBuf},
};

use hustings_data_files::{
    backup::{BackupArgs, Restored, backup, restore},
    sources::Sources,
};
use hustings_domain::Clock;
use hustings_server::{settings::Settings, state::AppState};
use hustings_store::BackupSummary;

use crate::support::{TestApp, noon, sources, write_content};

fn args(file: &Path, folder: &Path) -> BackupArgs {
    BackupArgs { file: file.to_owned(), replace: false, database: sources(folder).database, key_file: None }
}

fn replacing(args: &BackupArgs) -> BackupArgs {
    BackupArgs { replace: true, ..args.clone() }
}

/// Every file below `folder`, with what is in it.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), fs::read(&path).expect("a file")))
        .collect();
    files.sort();
    files
}

async fn refused(restored: anyhow::Result<Restored>) -> String {
    let sentence = format!("{:#}", restored.expect_err("refused"));
    assert_eq!(sentence.lines().count(), 1, "{sentence}");
    sentence
}

fn clock() -> Clock {
    Clock::standing_at(noon())
}

/// Root's commands beside a server that runs as another user: without root there is one user alone, whose everything is.
#[cfg(unix)]
#[tokio::test]
async fn what_is_restored_belongs_to_whom_its_folder_belongs() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};

    use crate::commands::hustings;

    const SERVERS: u32 = 65_534;
    const ANOTHERS: u32 = 65_533;
    let app = TestApp::start().await;
    let own = fs::metadata(app.folder.path()).expect("there").uid();
    let place = tempfile::tempdir().expect("a folder");
    let is_root = chown(place.path(), Some(SERVERS), Some(SERVERS)).is_ok();
    if !is_root {
        println!("not run: only root can make files in a folder of another user's");
    }
    let owner_of = |name: &str| fs::metadata(place.path().join(name)).expect(name).uid();
    let server = if is_root { SERVERS } else { own };

    let file = place.path().join("hustings.backup");
    backup(&args(&file, app.folder.path())).await.expect("backed up");
    let made = fs::metadata(&file).expect("there");
    assert_eq!((made.uid(), made.permissions().mode() & 0o777), (own, 0o600), "a backup is whose command made it");

    restore(&args(&file, place.path()), &clock()).await.expect("restored");
    for name in ["votes.db", "votes.db.key"] {
        assert_eq!(owner_of(name), server, "{name}");
    }
    write_content(&place.path().join("content"));
    let rotate = || {
        let output = hustings(place.path(), &["key", "rotate", "cookie"]);
        assert!(output.status.success(), "{output:?}");
    };
    rotate();
    assert_eq!(owner_of("votes.db.key"), server, "as the one before");
    if is_root {
        let key_file = place.path().join("votes.db.key");
        chown(&key_file, Some(ANOTHERS), None).expect("given");
        rotate();
        assert_eq!(owner_of("votes.db.key"), ANOTHERS, "the file's owner comes before the folder's");
    }
}

#[tokio::test]
async fn a_backup_of_a_running_server_has_votes_and_readers() {
    let app = TestApp::start().await;
    let cookie = app.vote(None, "single", &["a"]).await.ok().cookie().expect("a cookie");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let file = elsewhere.path().join("hustings.backup");
    let summary = backup(&args(&file, app.folder.path())).await.expect("backed up");
    assert_eq!(summary, BackupSummary { votes: 108 + 3 + 3 + 1, ratings: 4 });
    app.vote(Some(&cookie), "single", &["b"]).await.ok();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let rights = fs::metadata(&file).expect("there").permissions().mode();
        assert_eq!(rights & 0o077, 0, "the key is in it");
    }

    let restored = restore(&args(&file, elsewhere.path()), &clock()).await.expect("restored");
    assert_eq!((restored.summary, restored.kept), (summary, Vec::new()));
    let keys = fs::read_to_string(elsewhere.path().join("votes.db.key")).expect("the keys");
    let database =
        String::from_utf8_lossy(&fs::read(elsewhere.path().join("votes.db")).expect("restored")).into_owned();
    let mut keys = keys.split_whitespace().filter(|word| word.len() == 64).peekable();
    assert!(keys.peek().is_some() && keys.all(|key| !database.contains(key)), "a key is in the database");
    write_content(&elsewhere.path().join("content"));
    let settings = Settings::for_tests(sources(elsewhere.path()));
    let state = AppState::open(settings, clock()).await.expect("the backend opens");
    let again = TestApp { router: hustings_server::app(state.clone()), state, clock: clock(), folder: elsewhere };
    let seen = again.get_as(&cookie, "/api/v1/polls/single?lang=en").await.ok().json();
    assert_eq!((&seen["my_vote"], &seen["voters"]), (&serde_json::json!(["a"]), &109.into()));
    again.vote(Some(&cookie), "single", &["c"]).await.ok();
    assert_eq!(again.state.routes.store.recount(false).await, Ok(Vec::new()));
    assert_eq!(again.state.routes.store.check_log().await, Ok(Vec::new()));
}

#[tokio::test]
async fn nothing_is_written_over_unless_somebody_says_so() {
    let app = TestApp::start().await;
    let folder = app.folder.path();
    let file = folder.join("hustings.backup");
    let args = args(&file, folder);
    fs::write(&file, "mine").expect("written");
    let refusal = backup(&args).await.expect_err("refused").to_string();
    assert!(refusal.contains("--replace"), "{refusal}");
    assert_eq!(fs::read(&file).expect("there"), b"mine");
    backup(&replacing(&args)).await.expect("replaced");

    app.state.routes.store.close().await;
    let before = files(folder);
    let refusal = refused(restore(&args, &clock()).await).await;
    assert!(refusal.contains("--replace") && refusal.contains("votes.db"), "{refusal}");
    assert_eq!(files(folder), before);
    let old = fs::read(folder.join("votes.db.key")).expect("the key");
    let restored = restore(&replacing(&args), &clock()).await.expect("restored");
    let names: Vec<_> = restored.kept.iter().map(|path| path.file_name().expect("a name").to_owned()).collect();
    let moment = "2026-06-01T120000Z";
    assert_eq!(names, [format!("votes.db.replaced-{moment}").as_str(), &format!("votes.db.key.replaced-{moment}")]);
    assert_eq!(fs::read(folder.join("votes.db.key")).expect("the key"), old);
    let drafts = files(folder).into_iter().filter(|(name, _)| name.contains(".hustings-")).count();
    assert_eq!(drafts, 0, "nothing half done is left");
}

#[tokio::test]
async fn a_backup_takes_the_place_of_no_part_of_its_database() {
    let app = TestApp::start().await;
    app.vote(None, "single", &["a"]).await.ok();
    let folder = app.folder.path();
    fs::create_dir(folder.join("elsewhere")).expect("made");
    let before = files(folder);
    assert!(before.len() >= 3, "database, key and log: {before:?}");
    for name in
        ["votes.db", "votes.db.key", "votes.db-wal", "votes.db-shm", "votes.db-journal", "elsewhere/../votes.db"]
    {
        let args = args(&folder.join(name), folder);
        for args in [replacing(&args), args] {
            let refusal = backup(&args).await.expect_err("refused").to_string();
            assert!(refusal.contains("belongs to the database"), "{refusal}");
        }
    }
    assert!(files(folder) == before, "nothing was changed");
}

/// As where a vault or the system hands the keys over.
#[tokio::test]
async fn keys_in_a_place_of_their_own_stay_there() {
    let folder = tempfile::tempdir().expect("a folder");
    write_content(&folder.path().join("content"));
    let vault = tempfile::tempdir().expect("a folder");
    let key_file = Some(vault.path().join("keys"));
    let open = async |folder: &Path, key_file: &Option<PathBuf>| {
        let sources = Sources { key_file: key_file.clone(), ..sources(folder) };
        AppState::open(Settings::for_tests(sources), clock()).await
    };
    open(folder.path(), &key_file).await.expect("the backend opens").routes.store.close().await;
    let words = fs::read(vault.path().join("keys")).expect("made at the first start");
    assert!(!folder.path().join("votes.db.key").exists());
    let refusal = open(folder.path(), &None).await.map(drop).expect_err("no key beside it").to_string();
    assert!(refusal.contains("votes.db.key is missing"), "{refusal}");

    let file = folder.path().join("hustings.backup");
    let kept_apart = BackupArgs { key_file, ..args(&file, folder.path()) };
    let refusal = backup(&args(&file, folder.path())).await.expect_err("no key beside it").to_string();
    assert!(refusal.contains("votes.db.key is missing"), "{refusal}");
    let refusal = backup(&BackupArgs { file: vault.path().join("keys"), replace: true, ..kept_apart.clone() }).await;
    assert!(refusal.expect_err("refused").to_string().contains("belongs to the database"));
    backup(&kept_apart).await.expect("made");
    let restored = restore(&replacing(&kept_apart), &clock()).await.expect("restored");
    assert_eq!(restored.kept.len(), 1, "the database alone");
    assert_eq!(fs::read(vault.path().join("keys")).expect("there"), words);
    assert!(!folder.path().join("votes.db.key").exists());

    let other = tempfile::tempdir().expect("a folder");
    write_content(&other.path().join("content"));
    let others = Some(vault.path().join("others"));
    open(other.path(), &others).await.expect("the backend opens").routes.store.close().await;
    let before = files(folder.path());
    for (key_file, said) in [(others, "was not made with the keys in"), (Some(vault.path().join("none")), "is missing")]
    {
        let refusal = restore(&BackupArgs { key_file, ..replacing(&kept_apart) }, &clock()).await;
        let refusal = refusal.map(drop).expect_err("refused");
        assert!(format!("{refusal:#}").contains(said), "{refusal:#}");
    }
    assert_eq!(files(folder.path()), before);
}

#[tokio::test]
async fn nothing_is_restored_under_a_running_server() {
    let app = TestApp::start().await;
    let folder = app.folder.path();
    let args = args(&folder.join("hustings.backup"), folder);
    backup(&args).await.expect("backed up");
    app.vote(None, "single", &["a"]).await.ok();
    let refusal = refused(restore(&replacing(&args), &clock()).await).await;
    assert!(refusal.contains("is in use; stop the server"), "{refusal}");
    let seen = app.vote(None, "single", &["a"]).await.ok().json();
    assert_eq!(seen["voters"], 110, "the server goes on");
    assert!(!files(folder).iter().any(|(name, _)| name.contains("replaced") || name.contains(".hustings-")));
}

#[tokio::test]
async fn a_backup_that_is_not_sound_replaces_nothing() {
    let app = TestApp::start().await;
    let folder = app.folder.path();
    let good = folder.join("hustings.backup");
    backup(&args(&good, folder)).await.expect("backed up");
    app.state.routes.store.close().await;

    let spoilt = tempfile::tempdir().expect("a folder");
    let bytes = fs::read(&good).expect("read");
    let half = spoilt.path().join("half");
    fs::write(&half, &bytes[..bytes.len() / 2]).expect("written");
    let torn = spoilt.path().join("torn");
    let mut damaged = bytes.clone();
    // In the middle of every page behind the first.
    for page in 1..damaged.len() / 4_096 {
        damaged[page * 4_096 + 8..page * 4_096 + 64].fill(0xff);
    }
    fs::write(&torn, damaged).expect("written");
    let text = spoilt.path().join("text");
    fs::write(&text, "no backup at all".repeat(1_000)).expect("written");
    let edited = async |name: &str, statement: &'static str| {
        use sqlx::{Connection as _, SqliteConnection};
        let file = spoilt.path().join(name);
        fs::write(&file, &bytes).expect("written");
        let mut backup = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.expect("opened");
        sqlx::raw_sql(statement).execute(&mut backup).await.expect("edited");
        backup.close().await.expect("closed");
        file
    };
    let miscounted = edited("miscounted", "UPDATE option_tally SET votes = votes + 1 WHERE poll = 'single'").await;
    let keyless = edited("keyless", "UPDATE hustings_backup SET key = 'no key'").await;
    let other_key =
        "UPDATE hustings_backup SET key = '0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f'";
    let foreign = edited("foreign", other_key).await;
    let newer = edited("newer", "PRAGMA user_version = 99").await;
    let database = folder.join("votes.db");

    let before = files(folder);
    for (file, words) in [
        (spoilt.path().join("none"), "there is no file"),
        (half, "damaged"),
        (torn, "damaged"),
        (text, "is no database"),
        (miscounted, "not what its votes add up to"),
        (keyless, "names no known purpose"),
        (foreign, "is not that of the database"),
        (newer, "newer version"),
        (database, "without its key"),
    ] {
        let refusal = refused(restore(&replacing(&args(&file, folder)), &clock()).await).await;
        assert!(refusal.contains(words), "{words} is not in {refusal}");
        assert!(files(folder) == before, "{refusal}: nothing was changed");
    }
}

#[tokio::test]
async fn a_damaged_database_can_be_replaced() {
    let app = TestApp::start().await;
    let folder = app.folder.path();
    let args = args(&folder.join("hustings.backup"), folder);
    backup(&args).await.expect("backed up");
    app.state.routes.store.close().await;
    fs::write(folder.join("votes.db"), "damaged".repeat(5_000)).expect("written");
    fs::write(folder.join("votes.db-wal"), "of the damaged one").expect("written");
    let restored = restore(&replacing(&args), &clock()).await.expect("restored");
    for ending in ["db.replaced-2026-06-01T120000Z", "key.replaced-2026-06-01T120000Z", "Z-wal"] {
        let is_kept = restored.kept.iter().any(|path| path.exists() && path.display().to_string().ends_with(ending));
        assert!(is_kept, "{ending}: {:?}", restored.kept);
    }
    let log = folder.join("votes.db.replaced-2026-06-01T120000Z-wal");
    assert_eq!(fs::read(log).expect("kept"), b"of the damaged one");
    assert!(!folder.join("votes.db-wal").exists());
    let state = AppState::open(Settings::for_tests(sources(folder)), clock()).await.expect("the backend opens");
    assert_eq!(state.routes.store.poll("single", None).await.expect("read").tally.voters, 108);
    state.routes.store.close().await;
}

#[tokio::test]
async fn without_its_key_there_is_no_backup() {
    let app = TestApp::start().await;
    let folder = app.folder.path();
    fs::remove_file(folder.join("votes.db.key")).expect("removed");
    let file = folder.join("hustings.backup");
    let refusal = backup(&args(&file, folder)).await.expect_err("refused").to_string();
    assert!(refusal.contains("votes.db.key is missing"), "{refusal}");
    assert!(!file.exists() && !folder.join("votes.db.key").exists());
}
