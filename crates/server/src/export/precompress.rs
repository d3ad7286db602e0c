//! Compressed siblings: `index.html` gets `index.html.br` and `index.html.gz`, for hosts that send such files; or nothing has
//! any, for hosts that compress by themselves. The same input gives the same bytes.

use std::{sync::Mutex, thread};

use clap::ValueEnum;
use hustings_packing::{brotli, gzip};

use super::Files;

/// Whether files get compressed siblings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Compress {
    /// As small as they can be, for hosts that send such files.
    #[default]
    Best,
    /// None at all, for hosts that compress by themselves, as most of those that one publishes to do. Takes a fraction of
    /// the time.
    None,
}

/// Kinds of files that shrink. Pictures and fonts are compressed in their own way.
const KINDS: [&str; 10] = ["html", "css", "js", "json", "xml", "svg", "txt", "wasm", "webmanifest", "ts"];
/// What siblings are called after.
pub(super) const SUFFIXES: [&str; 2] = [".br", ".gz"];
/// A smaller file fits into one packet as it is.
const LEAST: usize = 512;

/// Whether a file has siblings.
pub(super) fn shrinks(path: &str, bytes: &[u8]) -> bool {
    let kind = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, kind)| kind);
    bytes.len() >= LEAST && kind.is_some_and(|kind| KINDS.contains(&kind))
}

/// Leaves files without siblings, also without those that the front-end was built with.
pub(super) fn strip(files: &mut Files) {
    let is_sibling = |path: &str| {
        SUFFIXES.iter().any(|suffix| path.strip_suffix(suffix).is_some_and(|file| files.contains_key(file)))
    };
    let siblings: Vec<String> = files.keys().filter(|path| is_sibling(path)).cloned().collect();
    for path in siblings {
        files.remove(&path);
    }
}

/// The siblings of these files, on all processors. One that would not be smaller is left out.
pub(super) fn pack(files: &[(String, &[u8])]) -> Vec<(String, Vec<u8>)> {
    let queue = Mutex::new(files.iter());
    let packed = Mutex::new(Vec::new());
    let work = || {
        loop {
            let next = queue.lock().expect("no worker panics while it holds the queue").next();
            let Some((path, bytes)) = next else { return };
            for (suffix, small) in SUFFIXES.into_iter().zip([brotli(bytes, 11), gzip(bytes)]) {
                if small.len() < bytes.len() {
                    let sibling = (format!("{path}{suffix}"), small);
                    packed.lock().expect("no worker panics while it holds the list").push(sibling);
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    packed.into_inner().expect("no worker has panicked")
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_is_packed_can_be_unpacked_and_packing_is_deterministic() {
        let text = b"the same words again, the same words again, the same words again".repeat(20);
        let files = [("a/b.html".to_owned(), &text[..])];
        let mut packed = pack(&files);
        packed.sort();
        let mut again = pack(&files);
        again.sort();
        assert_eq!(packed, again);
        assert_eq!((packed[0].0.as_str(), packed[1].0.as_str()), ("a/b.html.br", "a/b.html.gz"));
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &packed[0].1[..], &mut unpacked).expect("unpacks");
        assert_eq!(unpacked, text);
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&packed[1].1[..]).read_to_end(&mut unpacked).expect("unpacks");
        assert_eq!(unpacked, text);
    }

    #[test]
    fn pictures_packed_files_and_small_ones_are_left_alone() {
        let long = [0; LEAST];
        for (path, expected) in [
            ("en/index.html", true),
            ("a.wasm", true),
            ("a.png", false),
            ("a.js.br", false),
            ("CNAME", false),
            ("a.d/b", false),
        ] {
            assert_eq!(shrinks(path, &long), expected, "{path}");
        }
        assert!(!shrinks("a.json", b"{}"));
    }
}
