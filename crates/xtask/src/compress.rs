//! Precompressed siblings: `app.wasm` gets `app.wasm.br` and `app.wasm.gz`, so that a server or a
//! static host never compresses while a reader waits. The same input always gives the same bytes.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use hustings_packing::{shrinks, siblings};

use crate::fingerprint::files_below;

/// Writes the siblings of everything below `folder` that shrinks.
pub(crate) fn compress_below(folder: &Path) -> Result<usize> {
    let mut files = Vec::new();
    for file in files_below(folder)? {
        let path = file.to_str().context("files have names of letters")?;
        if shrinks(path) {
            files.push((path.to_owned(), fs::read(&file).with_context(|| format!("cannot read {path}"))?));
        }
    }
    for (path, packed) in siblings(&files) {
        fs::write(&path, packed).with_context(|| format!("cannot write {path}"))?;
    }
    Ok(files.len())
}

#[cfg(test)]
mod tests {
    use hustings_packing::{BEST, brotli, gzip};

    use super::*;

    #[test]
    fn what_shrinks_gets_siblings_and_pictures_and_packed_files_are_left_alone() {
        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        let text = "the same words again, the same words again, the same words again".repeat(20);
        for name in ["a.wasm", "a.json", "a.svg", "a.png", "a.wasm.br", "a"] {
            fs::write(folder.path().join(name), &text).expect("writable");
        }
        assert_eq!(compress_below(folder.path()).expect("packs"), 3);
        let files = files_below(folder.path()).expect("readable");
        let names: Vec<_> = files.iter().filter_map(|file| file.file_name()?.to_str()).collect();
        let expected = ["a", "a.json", "a.json.br", "a.json.gz", "a.png", "a.svg", "a.svg.br", "a.svg.gz", "a.wasm"];
        assert_eq!(names, [&expected[..], &["a.wasm.br", "a.wasm.gz"]].concat());
        let packed = |name: &str| fs::read(folder.path().join(name)).expect("readable");
        assert_eq!([packed("a.svg.br"), packed("a.svg.gz")], [brotli(text.as_bytes(), BEST), gzip(text.as_bytes())]);
    }
}
