//! Precompressed siblings: `app.wasm` gets `app.wasm.br` and `app.wasm.gz`, so that a server or a
//! static host never compresses while a reader waits. The same input always gives the same bytes.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::Mutex,
    thread,
};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

use crate::fingerprint::files_below;

/// What shrinks. Pictures and fonts are compressed in their own way.
const KINDS: [&str; 10] = ["wasm", "js", "css", "html", "svg", "json", "txt", "xml", "webmanifest", "md"];

/// Writes the siblings of everything below `folder` that shrinks.
pub(crate) fn compress_below(folder: &Path) -> Result<usize> {
    let mut files: Vec<PathBuf> =
        files_below(&[folder.to_owned()])?.into_iter().filter(|file| compresses(file)).collect();
    // The largest first, so that both cores end at about the same time.
    files.sort_by_key(|file| fs::metadata(file).map_or(0, |m| m.len()));
    let count = files.len();
    let queue = Mutex::new(files);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers)
            .map(|_| {
                scope.spawn(|| -> Result<()> {
                    loop {
                        let next = queue.lock().expect("no worker panics while it holds the queue").pop();
                        let Some(file) = next else { return Ok(()) };
                        compress(&file).with_context(|| format!("cannot compress {}", file.display()))?;
                    }
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("compression does not panic"))
    })?;
    Ok(count)
}

/// Whether this is a kind of file that shrinks.
pub(crate) fn compresses(file: &Path) -> bool {
    file.extension().and_then(|kind| kind.to_str()).is_some_and(|kind| KINDS.contains(&kind))
}

/// Brotli at its best, which is what a server sends of a precompressed file.
pub(crate) fn brotli11(bytes: &[u8]) -> Result<Vec<u8>> {
    Ok(hustings_packing::brotli(bytes, 11))
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn compress(file: &Path) -> Result<()> {
    let bytes = fs::read(file)?;
    for (suffix, packed) in [("br", brotli11(&bytes)?), ("gz", gzip(&bytes)?)] {
        if packed.len() < bytes.len() {
            fs::write(sibling(file, suffix), packed)?;
        }
    }
    Ok(())
}

/// `app.wasm` and `br` give `app.wasm.br`.
pub(crate) fn sibling(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_packed_can_be_unpacked_and_packing_is_deterministic() {
        let text = b"the same words again, the same words again, the same words again".repeat(20);
        let packed = brotli11(&text).expect("packs");
        assert_eq!(packed, brotli11(&text).expect("packs"));
        assert!(packed.len() < 100);
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &packed[..], &mut unpacked).expect("unpacks");
        assert_eq!(unpacked, text);

        let packed = gzip(&text).expect("packs");
        assert_eq!(packed, gzip(&text).expect("packs"));
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).expect("unpacks");
        assert_eq!(unpacked, text);
    }

    #[test]
    fn pictures_and_packed_files_are_left_alone() {
        for (name, expected) in
            [("a.wasm", true), ("a.json", true), ("a.svg", true), ("a.png", false), ("a.wasm.br", false), ("a", false)]
        {
            assert_eq!(compresses(Path::new(name)), expected, "{name}");
        }
        assert_eq!(sibling(Path::new("d/a.js"), "gz"), Path::new("d/a.js.gz"));
    }
}
