//! `hustings backup` and `hustings restore`: the database and its key as one file, and back.
//!
//! What is in such a file, the store knows. Here are the files: nothing is written over unless somebody says so, a file
//! has its name only when it is whole and on the disk, and what a restore replaces is kept beside.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::Args;
use hustings_domain::Clock;
use hustings_store::{BackupSummary, back_up, database_file, release, unpack};
use tempfile::{Builder, TempPath};

use crate::identity::secret::Secret;

/// Options of `hustings backup` and `hustings restore`.
#[derive(Args, Clone, Debug)]
pub struct BackupArgs {
    /// The backup.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Also takes the place of what is there already.
    #[arg(long)]
    pub replace: bool,
    /// Where votes and ratings are kept: `sqlite:FILE`.
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
    let BackupArgs { file, replace, database } = args;
    if file.exists() && !replace {
        bail!("{} is there already; give another name, or --replace to write over it", file.display());
    }
    let database = database_file(database)?;
    if !database.is_file() {
        bail!("there is no database {}; give it with --database sqlite:FILE", database.display());
    }
    let key = key_of(&database)?;
    let draft = draft(folder_of(file))?;
    let summary = back_up(&database, &key, &draft).await?;
    put(draft, file)?;
    sync_folder(folder_of(file))?;
    Ok(summary)
}

/// Puts the database and the key of a backup in their places, after it was checked. `clock` says under which name to
/// keep what is there.
///
/// # Errors
/// One clear sentence when the backup is not sound, when there is a database already and `replace` is not said, or when
/// a server uses it; then nothing was changed.
pub async fn restore(args: &BackupArgs, clock: &Clock) -> anyhow::Result<Restored> {
    let BackupArgs { file, replace, database } = args;
    let database = database_file(database)?;
    let key_file = Secret::path_beside(&database);
    let there: Vec<&Path> = [&*database, &*key_file].into_iter().filter(|path| path.exists()).collect();
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
    let new_database = draft(folder)?;
    let (key, summary) = unpack(file, &new_database).await?;
    let new_key = draft_of_key(folder, &new_database, &key)?;

    if database.exists() {
        release(&database).await?;
    }
    let kept = keep(&database, &key_file, &clock.now().to_string().replace(':', ""))?;
    // A crash between the two leaves a database and a key that do not belong together, which the server refuses.
    put(new_key, &key_file)?;
    put(new_database, &database)?;
    sync_folder(folder)?;
    Ok(Restored { summary, database, kept })
}

/// The words of the key file beside `database`.
fn key_of(database: &Path) -> anyhow::Result<String> {
    let path = Secret::path_beside(database);
    if !path.is_file() {
        bail!(
            "the key {} is missing, without which no reader of the backup would be known again; put it back first",
            path.display()
        );
    }
    Secret::beside(database)?;
    fs::read_to_string(&path).with_context(|| format!("the key file {} cannot be read", path.display()))
}

/// The key of a backup in a file beside the draft of its database, after it was read as the server will read it.
fn draft_of_key(folder: &Path, database: &Path, key: &str) -> anyhow::Result<TempPath> {
    let path = Secret::path_beside(database);
    let mut file = Builder::new().prefix(".hustings-").tempfile_in(folder).context("the key cannot be written")?;
    file.write_all(key.as_bytes()).and_then(|()| file.as_file().sync_all()).context("the key cannot be written")?;
    let draft = file.into_temp_path();
    fs::copy(&draft, &path).context("the key cannot be written")?;
    let read = Secret::beside(database);
    let removed = fs::remove_file(&path);
    read.context("the backup's key cannot be used")?;
    removed.with_context(|| format!("{} cannot be removed", path.display()))?;
    Ok(draft)
}

/// An empty file in `folder`, readable by its owner only, that goes unless it is given a name.
fn draft(folder: &Path) -> anyhow::Result<TempPath> {
    let file = Builder::new().prefix(".hustings-").tempfile_in(folder);
    let file = file.with_context(|| format!("no file can be made in the folder {}", folder.display()))?;
    Ok(file.into_temp_path())
}

/// Gives a draft its name, at once in the place of what has it, after it is on the disk.
fn put(draft: TempPath, name: &Path) -> anyhow::Result<()> {
    let written = File::open(&draft).and_then(|file| file.sync_all());
    written.with_context(|| format!("{} cannot be written", name.display()))?;
    draft.persist(name).with_context(|| format!("{} cannot be written", name.display()))
}

/// Keeps database and key under second names, and takes away what belongs to the database and would be taken for the new
/// one's. Returns the names.
fn keep(database: &Path, key_file: &Path, moment: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut kept = Vec::new();
    for path in [database, key_file] {
        if path.exists() {
            let name = beside(path, &format!(".replaced-{moment}"));
            // A second name rather than a new one: there is no moment without a database, in which a server would
            // begin with an empty one.
            fs::hard_link(path, &name)
                .or_else(|_| fs::copy(path, &name).map(|_| ()))
                .with_context(|| format!("{} cannot be kept as {}", path.display(), name.display()))?;
            kept.push(name);
        }
    }
    for ending in ["-wal", "-shm", "-journal"] {
        let path = beside(database, ending);
        if path.exists() {
            let name = beside(database, &format!(".replaced-{moment}{ending}"));
            fs::rename(&path, &name).with_context(|| format!("{} cannot be kept", path.display()))?;
            kept.push(name);
        }
    }
    Ok(kept)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Makes the names in a folder durable, where the system has that.
fn sync_folder(folder: &Path) -> anyhow::Result<()> {
    #[cfg(unix)]
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .with_context(|| format!("{} cannot be synced", folder.display()))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
