//! `hustings backup` and `hustings restore`: the database and its key as one file, and back.
//!
//! What is in such a file, the store knows. Here are the files: nothing is written over unless somebody says so, a file
//! has its name only when it is whole and on the disk, and what a restore replaces is kept beside.

use std::{
    fs::{self, File, Metadata},
    io::{self, ErrorKind, Write as _},
    iter,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::Args;
use hustings_domain::Clock;
use hustings_store::{BackupSummary, Opened, Place, back_up, database_file, release, unpack};
use tempfile::{Builder, TempPath};

use crate::{
    files::{beside, folder_of, give_to_owner_of, resolved, sync_folder},
    key_binding::KeyBinding,
    key_file::KeyFile,
};

/// What a database consists of: its own file, and those with these endings.
const PARTS: [&str; 5] = ["", ".key", "-wal", "-shm", "-journal"];

/// Options of `hustings backup` and `hustings restore`.
#[derive(Args, Clone, Debug)]
pub struct BackupArgs {
    /// The backup.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Also takes the place of what is there already.
    #[arg(long)]
    pub replace: bool,
    /// The key file of the database, where it is not beside it. A restore leaves it as it is, and refuses a backup whose keys are
    /// others.
    #[arg(long, env = "HUSTINGS_KEY_FILE", value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Where votes and ratings are kept: `sqlite:FILE`. For PostgreSQL there are `pg_dump` and `pg_restore`.
    #[arg(long, env = "HUSTINGS_DATABASE", default_value = "sqlite:hustings.db", value_name = "URL")]
    pub database: String,
}

/// What a restore did.
#[derive(Debug)]
pub struct Restored {
    /// What is in the database now.
    pub summary: BackupSummary,
    /// Where the database is.
    pub database: PathBuf,
    /// Files that were there before, under the names that they have now.
    pub kept: Vec<PathBuf>,
}

/// Writes database and key into one file, while a server runs or not.
///
/// # Errors
/// One clear sentence when something is missing, damaged or in the way; then nothing was changed.
pub async fn backup(args: &BackupArgs) -> anyhow::Result<BackupSummary> {
    let BackupArgs { file, replace, database, key_file } = args;
    let database = database_file(database)?;
    let key_file = key_file.as_deref().map_or_else(|| KeyFile::beside(&database), KeyFile::at);
    let parts = PARTS.map(|ending| beside(&database, ending));
    if parts.iter().map(PathBuf::as_path).chain([key_file.path()]).any(|part| resolved(file) == resolved(part)) {
        bail!("{} belongs to the database that is to be backed up; give another name", file.display());
    }
    if file.exists() && !replace {
        bail!("{} is there already; give another name, or --replace to write over it", file.display());
    }
    if !database.is_file() {
        bail!("there is no database {}; give it with --database sqlite:FILE", database.display());
    }
    words_of(&key_file)?;
    let folder = folder_of(file);
    // It is whose command makes it, in whatever folder: the keys are in it.
    let made = draft(folder, None)?;
    back_up(&database, &made, || words_of(&key_file)).await?;
    // What cannot be restored is no backup.
    let Draft { summary, .. } = draft_of(&made, folder, None, None).await?;
    put(made, file)?;
    sync(folder)?;
    Ok(summary)
}

/// Puts the database and the key of a backup in their places, after it was checked. `clock` says under which name to
/// keep what is there.
///
/// # Errors
/// One clear sentence when the backup is not sound, when there is a database already and `replace` is not said, or when
/// a server uses it; then nothing was changed.
pub async fn restore(args: &BackupArgs, clock: &Clock) -> anyhow::Result<Restored> {
    let BackupArgs { file, replace, database, key_file } = args;
    let database = database_file(database)?;
    let beside = KeyFile::beside(&database);
    // The key file is put in its place, too, unless the operator keeps it in one of its own.
    let own_key = key_file.is_none().then(|| beside.path());
    let there: Vec<&Path> = [&*database].into_iter().chain(own_key).filter(|path| path.exists()).collect();
    if let (Some(there), false) = (there.first(), replace) {
        bail!(
            "{} is there already; give --replace to put the backup in its place: what is there is kept under another name",
            there.display()
        );
    }
    let folder = folder_of(&database);
    if !folder.is_dir() {
        bail!("the folder {} of the database does not exist", folder.display());
    }
    if let Some(file) = &key_file
        && KeyFile::at(file).read()?.is_none()
    {
        bail!(
            "the key file {} is missing; put it there first, or leave --key-file out: the backup's own keys are then put beside \
             the database",
            file.display()
        );
    }
    let owner = fs::metadata(folder).with_context(|| format!("the folder {} cannot be read", folder.display()))?;
    let draft = draft_of(file, folder, Some(&owner), key_file.as_deref()).await?;
    // Whoever opens a damaged database may lose what only its log has.
    let log = copy_of_log(&database)?;
    let is_whole = !database.exists() || release(&database).await?;
    let moment = clock.now().to_string().replace(':', "");
    let kept = keep(&database, own_key, &moment, log.filter(|_| !is_whole))?;
    let summary = draft.put(&database, own_key)?;
    Ok(Restored { summary, database, kept })
}

/// The words of a key file.
fn words_of(file: &KeyFile) -> anyhow::Result<String> {
    let place = file.path().display();
    if file.read()?.is_none() {
        bail!(
            "the key file {place} is missing, without which no reader of the backup would be known; put it back first"
        );
    }
    fs::read_to_string(file.path()).with_context(|| format!("the key file {place} cannot be read"))
}

/// A database and its key file under names of their own, which they lose unless they are given others.
struct Draft {
    database: TempPath,
    key: TempPath,
    summary: BackupSummary,
}

impl Draft {
    /// Gives both their names, on the disk; the key only where it is to have one.
    ///
    /// A crash between the two leaves a database without its key, or with another's, which the server refuses. With the
    /// key first, there could be a key without a database, to which the server would make an empty one.
    fn put(self, database: &Path, key_file: Option<&Path>) -> anyhow::Result<BackupSummary> {
        put(self.database, database)?;
        sync(folder_of(database))?;
        if let Some(key_file) = key_file {
            put(self.key, key_file)?;
            sync(folder_of(key_file))?;
        }
        Ok(self.summary)
    }
}

/// The database and the key file of `backup`, in `folder`, as this version of the server would open them, with the keys of
/// `key_file` where the operator keeps them in one of its own. Made by root, they go to the owner that `owner` names.
async fn draft_of(
    backup: &Path,
    folder: &Path,
    owner: Option<&Metadata>,
    key_file: Option<&Path>,
) -> anyhow::Result<Draft> {
    let database = draft(folder, owner)?;
    let (words, summary) = unpack(backup, &database).await?;
    let key_path = KeyFile::beside(&database);
    let name = key_path.path().file_name().unwrap_or_default();
    let mut key = Builder::new().prefix(name).rand_bytes(0).tempfile_in(folder).context("the key cannot be written")?;
    let given = owner.map_or(Ok(()), |owner| give_to_owner_of(owner, key.as_file()));
    let written = given.and_then(|()| key.write_all(words.as_bytes()));
    written.and_then(|()| key.as_file().sync_all()).context("the key cannot be written")?;
    let key = key.into_temp_path();

    let url = format!("sqlite:{}?mode=rw", database.display());
    let Opened { store, .. } = hustings_store::open(&url, Clock::system()).await?;
    let place = Place::file(&database);
    let mut keys = KeyBinding::of(store.as_ref(), &place, None)?.keys().await;
    keys = keys.with_context(|| format!("the key in {} cannot be used", backup.display()));
    if let (Ok(_), Some(file)) = (&keys, key_file) {
        keys = KeyBinding::of(store.as_ref(), &place, Some(file))?.keys().await;
        keys = keys.with_context(|| {
            format!(
                "{} was not made with the keys in {}; without --key-file its own are put beside the database",
                backup.display(),
                file.display()
            )
        });
    }
    store.close().await;
    keys?;
    if !release(&database).await? {
        bail!("the database in {} cannot be finished", backup.display());
    }
    Ok(Draft { database, key, summary })
}

/// An empty file in `folder`, readable by its owner only, which is the one that `owner` names where root makes it; it goes unless it
/// is given a name.
fn draft(folder: &Path, owner: Option<&Metadata>) -> anyhow::Result<TempPath> {
    let file = Builder::new().prefix(".hustings-").tempfile_in(folder);
    let file = file.and_then(|file| {
        owner.map_or(Ok(()), |owner| give_to_owner_of(owner, file.as_file()))?;
        Ok(file.into_temp_path())
    });
    file.with_context(|| format!("no file can be made in the folder {}", folder.display()))
}

/// Gives a draft its name, at once in the place of what has it, after it is on the disk.
fn put(draft: TempPath, name: &Path) -> anyhow::Result<()> {
    let written = File::open(&draft).and_then(|file| file.sync_all());
    written.with_context(|| format!("{} cannot be written", name.display()))?;
    draft.persist(name).with_context(|| format!("{} cannot be written", name.display()))
}

/// Makes the names in a folder durable.
fn sync(folder: &Path) -> anyhow::Result<()> {
    sync_folder(folder).with_context(|| format!("{} cannot be synced", folder.display()))
}

/// A copy of the database's write-ahead log, if it has one; it belongs to whom the log belongs.
fn copy_of_log(database: &Path) -> anyhow::Result<Option<TempPath>> {
    let log = beside(database, "-wal");
    if !log.exists() {
        return Ok(None);
    }
    let copied = || -> io::Result<TempPath> {
        let mut from = File::open(&log)?;
        let mut copy = Builder::new().prefix(".hustings-").tempfile_in(folder_of(database))?;
        give_to_owner_of(&from.metadata()?, copy.as_file())?;
        io::copy(&mut from, copy.as_file_mut())?;
        Ok(copy.into_temp_path())
    };
    copied().map(Some).with_context(|| format!("{} cannot be copied", log.display()))
}

/// Keeps database and key under second names, with the `log` of a damaged one, and takes away what belongs to the database
/// and would be taken for the new one's. Returns the names.
fn keep(database: &Path, key_file: Option<&Path>, moment: &str, log: Option<TempPath>) -> anyhow::Result<Vec<PathBuf>> {
    let mut kept = Vec::new();
    if let Some(log) = log {
        let name = beside(database, &format!(".replaced-{moment}-wal"));
        put(log, &name)?;
        kept.push(name);
    }
    for path in iter::once(database).chain(key_file) {
        if path.exists() {
            let name = beside(path, &format!(".replaced-{moment}"));
            // A second name rather than a new one: there is no moment without a database, in which a server would
            // begin with an empty one.
            fs::hard_link(path, &name)
                .or_else(|error| match error.kind() {
                    ErrorKind::AlreadyExists => Err(error),
                    // A file system without second names.
                    _ => fs::copy(path, &name).map(|_| ()),
                })
                .with_context(|| format!("{} cannot be kept as {}", path.display(), name.display()))?;
            kept.push(name);
        }
    }
    // A journal is there where a write in another mode was broken off.
    let journal = beside(database, "-journal");
    if journal.exists() {
        let name = beside(database, &format!(".replaced-{moment}-journal"));
        fs::rename(&journal, &name).with_context(|| format!("{} cannot be kept", journal.display()))?;
        kept.push(name);
    }
    for ending in ["-wal", "-shm"] {
        let path = beside(database, ending);
        if path.exists() {
            fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_draft(folder: &Path) -> Draft {
        let [database, key] = [(); 2].map(|()| draft(folder, None).expect("made"));
        Draft { database, key, summary: BackupSummary { votes: 0, ratings: 0 } }
    }

    #[test]
    fn there_is_never_a_restored_key_without_its_database() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name| folder.path().join(name);
        // A folder is in the way of a file, so that one of the two is not put in its place.
        fs::create_dir(place("way")).expect("made");
        a_draft(folder.path()).put(&place("way"), Some(&place("votes.db.key"))).map(drop).expect_err("no database");
        assert!(!place("votes.db.key").exists());
        a_draft(folder.path()).put(&place("votes.db"), Some(&place("way"))).map(drop).expect_err("no key");
        assert!(place("votes.db").is_file());
    }
}
