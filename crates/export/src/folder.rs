//! The output folder: what is in it, and how it is updated.
//!
//! Files are compared by content; only those that differ are written, each atomically. Files that no export has
//! written are neither overwritten nor removed.

use std::{
    collections::BTreeSet,
    fs::{self, File, TryLockError},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use hustings_packing::SUFFIXES;
use hustings_wire::Timestamp;
use serde_json::Value;

use super::{
    ExportSummary, Files, OutputFile,
    front_end::{CONFIG, origin_in},
    manifest::{self, Backend, Entry, Manifest, hash},
    precompress::{Compress, has_siblings, strip},
};

/// Held by the export that is under way.
const LOCK: &str = ".hustings-export.lock";
/// Where files are before they are whole.
const DRAFTS: &str = ".hustings-export.tmp";

/// A folder that this export alone may change.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    before: Manifest,
    _lock: File,
}

impl Folder {
    /// Takes the folder, which is made when there is none.
    ///
    /// # Errors
    /// When it is no folder, holds something else than an earlier export, or another export is under way.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let said = || format!("the folder {}", path.display());
        ensure!(!path.exists() || path.is_dir(), "{} is no folder; give another place with --out", path.display());
        fs::create_dir_all(path).with_context(said)?;
        let before = Manifest::read(path)?;
        if before.is_none() {
            let own = [LOCK, DRAFTS];
            for entry in fs::read_dir(path).with_context(said)? {
                let name = entry?.file_name();
                if !own.iter().any(|own| *own == name) {
                    bail!(
                        "the folder {} is neither empty nor an earlier export: there is {} in it; give an empty folder \
                         with --out, or empty this one",
                        path.display(),
                        name.display()
                    );
                }
            }
        }
        let lock = File::options().create(true).append(true).open(path.join(LOCK)).with_context(said)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => bail!("another export to {} is under way", path.display()),
            Err(TryLockError::Error(error)) => return Err(error).with_context(said),
        }
        // What an export left that was killed.
        match fs::remove_dir_all(path.join(DRAFTS)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error).with_context(said),
            _ => {}
        }
        Ok(Self { path: path.to_owned(), before: before.unwrap_or_default(), _lock: lock })
    }

    /// When the file at `path` says that it was made.
    pub(super) fn as_of(&self, path: &str) -> Option<Timestamp> {
        self.before.files.get(path)?.as_of
    }

    /// Whether the file at `path` is an export's and holds these bytes.
    pub(super) fn holds(&self, path: &str, bytes: &[u8]) -> bool {
        self.before.files.contains_key(path) && fs::read(self.path.join(path)).is_ok_and(|held| held == bytes)
    }

    /// The `api_base` that somebody wrote into the `config.json` of an earlier export; one that an export since was not
    /// told to replace is still theirs.
    ///
    /// # Errors
    /// When it is no origin.
    pub(super) fn api_base_by_hand(&self) -> anyhow::Result<Option<String>> {
        let place = self.path.join(CONFIG);
        let (Some(entry), Ok(held)) = (self.before.files.get(CONFIG), fs::read(&place)) else { return Ok(None) };
        // A file that cannot be read is made anew like any other, and named.
        let config: Value = serde_json::from_slice(&held).unwrap_or_default();
        let Some(set) = config["api_base"].as_str() else { return Ok(None) };
        let Backend { api_base, by_hand } = &self.before.backend;
        let is_theirs = *by_hand || (!entry.sha256.contains(&hash(&held)) && set != api_base);
        is_theirs.then(|| origin_in(set, &place)).transpose()
    }

    /// Makes `files`, with the compressed siblings that are wanted, what the folder holds, and `backend` what the list says
    /// of them.
    ///
    /// # Errors
    /// When a file is in the way that no export made: then nothing was changed. When the disk fails.
    pub(super) fn update(
        &self,
        mut files: Files,
        backend: Backend,
        compress: Compress,
    ) -> anyhow::Result<ExportSummary> {
        if compress == Compress::None {
            strip(&mut files);
        }
        let mut next = self.packed(&mut files, compress);
        next.backend = backend;
        let mut writing: Vec<(&String, &OutputFile)> = Vec::new();
        let mut in_the_way = Vec::new();
        let mut report = ExportSummary::default();
        for (path, made) in &files {
            let held = fs::read(self.path.join(path)).ok();
            if held.as_ref() == Some(&made.bytes) {
                continue;
            }
            let exists = self.path.join(path).symlink_metadata().is_ok();
            let before = self.before.files.get(path);
            if exists && before.is_none() {
                in_the_way.push(path.clone());
            }
            if let (Some(held), Some(entry)) = (held, before)
                && !entry.sha256.contains(&hash(&held))
            {
                report.overwritten.push(path.clone());
            }
            writing.push((path, made));
        }
        if !in_the_way.is_empty() {
            bail!(
                "these are in the way in {}, and no export made them: {}",
                self.path.display(),
                in_the_way.join(", ")
            );
        }
        let gone: Vec<&String> = self.before.files.keys().filter(|path| !files.contains_key(*path)).collect();

        // Should this export be killed, the next one knows what may be there.
        let mut meanwhile = next.clone();
        for (path, entry) in &self.before.files {
            meanwhile.files.entry(path.clone()).or_default().sha256.extend(entry.sha256.clone());
        }
        if !writing.is_empty() || !gone.is_empty() {
            self.write(manifest::NAME, meanwhile.to_json().as_bytes())?;
        }
        // What others name comes before them.
        writing.sort_by_key(|(path, _)| (names(path), *path));
        for (path, made) in &writing {
            self.write(path, &made.bytes)?;
        }
        for path in gone {
            let held = fs::read(self.path.join(path)).ok();
            let ours = &self.before.files[path];
            match held {
                None => {}
                Some(held) if ours.sha256.contains(&hash(&held)) => {
                    fs::remove_file(self.path.join(path)).with_context(|| format!("{path} cannot be removed"))?;
                    self.remove_empty(path);
                    report.removed.push(path.clone());
                }
                Some(_) => report.left.push(path.clone()),
            }
        }
        next.files.retain(|path, _| files.contains_key(path));
        self.write(manifest::NAME, next.to_json().as_bytes())?;
        // It is empty: every draft is in its place.
        let _ = fs::remove_dir(self.path.join(DRAFTS));
        report.written = writing.iter().map(|(path, _)| (*path).clone()).collect();
        report.kept = files.len() - report.written.len();
        Ok(report)
    }

    /// Adds the compressed siblings that are wanted: those that are there for files that stay, new ones for all others.
    /// Returns the list of all files.
    fn packed(&self, files: &mut Files, compress: Compress) -> Manifest {
        let mut list = Manifest::default();
        let mut to_pack = Vec::new();
        let mut siblings = Vec::new();
        for (path, made) in files.iter() {
            let sha256 = hash(&made.bytes);
            list.files
                .insert(path.clone(), Entry { sha256: vec![sha256.clone()], as_of: made.as_of, packed_from: None });
            let has_own = SUFFIXES.iter().any(|suffix| files.contains_key(&format!("{path}{suffix}")));
            if compress == Compress::None || has_own || !has_siblings(path, &made.bytes) {
                continue;
            }
            let held: Vec<(String, Vec<u8>)> =
                SUFFIXES.iter().filter_map(|suffix| self.sibling(path, suffix, &sha256)).collect();
            if held.is_empty() { to_pack.push((path.clone(), &made.bytes[..])) } else { siblings.extend(held) }
        }
        siblings.extend(hustings_packing::siblings(&to_pack));
        for (path, bytes) in siblings {
            let source = SUFFIXES.iter().find_map(|suffix| path.strip_suffix(suffix)).unwrap_or(&path);
            let packed_from = list.files.get(source).and_then(|entry| entry.sha256.first().cloned());
            list.files.insert(path.clone(), Entry { sha256: vec![hash(&bytes)], as_of: None, packed_from });
            files.insert(path, OutputFile::plain(bytes));
        }
        list
    }

    /// The sibling that is there, if it was made of what has the hash `source`, and nobody changed it.
    fn sibling(&self, path: &str, suffix: &str, source: &str) -> Option<(String, Vec<u8>)> {
        let path = format!("{path}{suffix}");
        let entry = self.before.files.get(&path).filter(|entry| entry.packed_from.as_deref() == Some(source))?;
        let held = fs::read(self.path.join(&path)).ok()?;
        (entry.sha256 == [hash(&held)]).then_some((path, held))
    }

    /// Writes a file whole or not at all. One that holds these bytes already is not touched.
    fn write(&self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let target = self.path.join(path);
        if fs::read(&target).is_ok_and(|held| held == bytes) {
            return Ok(());
        }
        let write = || -> std::io::Result<()> {
            let drafts = self.path.join(DRAFTS);
            fs::create_dir_all(&drafts)?;
            let mut builder = tempfile::Builder::new();
            // A host's server reads it, whoever it runs as.
            #[cfg(unix)]
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
            let mut draft = builder.tempfile_in(drafts)?;
            draft.write_all(bytes)?;
            fs::create_dir_all(target.parent().unwrap_or(&self.path))?;
            draft.persist(&target).map_err(|error| error.error)?;
            Ok(())
        };
        write().with_context(|| format!("{} cannot be written", target.display()))
    }

    /// Removes the folders that a removed file leaves empty.
    fn remove_empty(&self, path: &str) {
        let folders: BTreeSet<&Path> = Path::new(path).ancestors().skip(1).collect();
        for folder in folders.into_iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
            // One that is not empty stays.
            let _ = fs::remove_dir(self.path.join(folder));
        }
    }
}

/// Which kinds of files a file names: none, those of a search, or any, as pages do.
fn names(path: &str) -> u8 {
    let plain = SUFFIXES.iter().fold(path, |path, suffix| path.strip_suffix(suffix).unwrap_or(path));
    if plain.ends_with(".html") { 2 } else { u8::from(plain.ends_with("/search/index.txt")) }
}
