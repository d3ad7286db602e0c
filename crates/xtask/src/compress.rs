//! Precompressed siblings: `app.wasm` gets `app.wasm.br` and `app.wasm.gz`, so that a server or a
//! static host never compresses while a reader waits. The same input always gives the same bytes.

use std::{
    cmp::Reverse,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use anyhow::{Context, Result};
use hustings_packing::{brotli, gzip};

use crate::fingerprint::files_below;

/// What shrinks. Pictures and fonts are compressed in their own way.
const KINDS: [&str; 10] = ["wasm", "js", "css", "html", "svg", "json", "txt", "xml", "webmanifest", "md"];

/// The quality of brotli that is best, which is what a server sends of a precompressed file.
pub(crate) const BEST: i32 = 11;

/// Writes the siblings of everything below `folder` that shrinks.
pub(crate) fn compress_below(folder: &Path) -> Result<usize> {
    let mut files: Vec<PathBuf> = files_below(folder)?.into_iter().filter(|file| compresses(file)).collect();
    // The largest first, so that all cores end at about the same time.
    files.sort_by_key(|file| Reverse(fs::metadata(file).map_or(0, |m| m.len())));
    let next = AtomicUsize::new(0);
    let work = || -> Result<()> {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            compress(file).with_context(|| format!("cannot compress {}", file.display()))?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("compression does not panic"))
    })?;
    Ok(files.len())
}

/// Whether this is a kind of file that shrinks.
pub(crate) fn compresses(file: &Path) -> bool {
    file.extension().and_then(|kind| kind.to_str()).is_some_and(|kind| KINDS.contains(&kind))
}

fn compress(file: &Path) -> Result<()> {
    let bytes = fs::read(file)?;
    for (suffix, packed) in [("br", brotli(&bytes, BEST)), ("gz", gzip(&bytes))] {
        if packed.len() < bytes.len() {
            fs::write(format!("{}.{suffix}", file.display()), packed)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
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
