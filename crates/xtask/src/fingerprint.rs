//! A fingerprint of a set of files: one number for names and contents.
//!
//! Not a cryptographic hash: it detects changes that need a rebuild, not tampering.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use walkdir::{DirEntry, WalkDir};

/// All files below this path (a file or a folder), sorted by path; none where nothing is.
pub(crate) fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let entries = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
    let files = entries.filter(|entry| entry.as_ref().map_or(true, |entry| entry.file_type().is_file()));
    Ok(files.map(|file| file.map(DirEntry::into_path)).collect::<Result<_, _>>()?)
}

/// One number for the names and contents of everything below these paths.
pub(crate) fn of(paths: &[PathBuf]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        for file in files_below(path)? {
            file.hash(&mut hasher);
            fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?.hash(&mut hasher);
        }
    }
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_follows_names_and_contents() {
        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        let (inner, paths) = (folder.path().join("inner"), [folder.path().to_owned(), folder.path().join("not-there")]);
        fs::create_dir(&inner).expect("writable");
        let mut seen = vec![of(&paths).expect("readable")];
        fs::write(inner.join("a"), "one").expect("writable");
        seen.push(of(&paths).expect("readable"));
        fs::write(inner.join("a"), "two").expect("writable");
        seen.push(of(&paths).expect("readable"));
        fs::rename(inner.join("a"), inner.join("b")).expect("writable");
        seen.push(of(&paths).expect("readable"));
        fs::rename(inner.join("b"), inner.join("a")).expect("writable");
        assert_eq!(of(&paths).expect("readable"), seen[2]);
        seen.dedup();
        assert_eq!(seen.len(), 4);
    }
}
