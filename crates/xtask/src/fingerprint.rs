//! A fingerprint of a set of files: one number for names and contents.
//!
//! Not a cryptographic hash: it detects changes that need a rebuild, not tampering.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// All files below these paths (files or folders), sorted by path. What is not there is left out.
pub(crate) fn files_below(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files)?;
    }
    files.sort();
    Ok(files)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))? {
            collect(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_owned());
    }
    Ok(())
}

/// One number for the names and contents of everything below these paths.
pub(crate) fn of(paths: &[PathBuf]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for file in files_below(paths)? {
        file.hash(&mut hasher);
        fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_follows_names_and_contents() {
        let folder = std::env::temp_dir().join(format!("hustings-fingerprint-{}", std::process::id()));
        fs::create_dir_all(folder.join("inner")).expect("the temporary folder is writable");
        let paths = [folder.clone(), folder.join("not-there")];
        let mut seen = vec![of(&paths).expect("readable")];
        fs::write(folder.join("inner/a"), "one").expect("writable");
        seen.push(of(&paths).expect("readable"));
        fs::write(folder.join("inner/a"), "two").expect("writable");
        seen.push(of(&paths).expect("readable"));
        fs::rename(folder.join("inner/a"), folder.join("inner/b")).expect("writable");
        seen.push(of(&paths).expect("readable"));
        fs::rename(folder.join("inner/b"), folder.join("inner/a")).expect("writable");
        let again = of(&paths).expect("readable");
        fs::remove_dir_all(&folder).expect("removable");
        assert_eq!(again, seen[2]);
        seen.dedup();
        assert_eq!(seen.len(), 4);
    }
}
