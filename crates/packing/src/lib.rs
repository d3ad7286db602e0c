//! Brotli and gzip for what is compressed once and sent often: exported pages, `dist/`, kept pages; and the compressed
//! siblings that hosts send of files.
//!
//! A crate of its own for its profile: the encoders are generic, so they are compiled wherever they are called, and
//! unoptimised they take most of the time of a test run. It knows neither files nor HTTP, and may import nothing of ours.

mod order;

use std::{cmp::Reverse, io::Write as _, sync::Mutex, thread};

use flate2::{Compression, write::GzEncoder};

pub use order::name_by_likeness;

/// `bytes` under brotli. `quality` goes from 0 to 11: the last takes fifty times as long as the fifth, for a tenth less.
/// The same input gives the same bytes.
///
/// # Panics
/// Never: memory can be written to.
#[must_use]
pub fn brotli(bytes: &[u8], quality: i32) -> Vec<u8> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters).expect("memory can be written to");
    packed
}

/// `bytes` under gzip at its best, without a name or a time: the same input gives the same bytes.
///
/// # Panics
/// Never: memory can be written to.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory can be written to")
}

/// The quality of brotli that is best, which is what is sent of a file with siblings.
pub const BEST: i32 = 11;

/// Kinds of files that shrink, by their endings. Pictures and fonts are compressed in their own way.
const KINDS: [&str; 11] = ["html", "css", "js", "json", "xml", "svg", "txt", "wasm", "webmanifest", "ts", "md"];

/// Whether a file of this name is worth compressing.
#[must_use]
pub fn shrinks(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_some_and(|(_, kind)| KINDS.contains(&kind))
}

/// What compressed siblings are called after: `index.html` gets `index.html.br` and `index.html.gz`.
pub const SUFFIXES: [&str; 2] = [".br", ".gz"];

/// The siblings of these files, each a path and what is in it, at the best quality, on all processors. One that would not
/// be smaller than its file is left out.
///
/// # Panics
/// Never: no worker panics.
#[must_use]
pub fn siblings<B: AsRef<[u8]> + Sync>(files: &[(String, B)]) -> Vec<(String, Vec<u8>)> {
    let mut queue: Vec<(&str, &[u8])> = files.iter().map(|(path, bytes)| (&**path, bytes.as_ref())).collect();
    // The largest first, so that all processors end at about the same time.
    queue.sort_by_key(|(_, bytes)| Reverse(bytes.len()));
    let (queue, packed) = (Mutex::new(queue.into_iter()), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let next = queue.lock().expect("no worker panics while it holds the queue").next();
            let Some((path, bytes)) = next else { return };
            for (suffix, small) in SUFFIXES.into_iter().zip([brotli(bytes, BEST), gzip(bytes)]) {
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
    fn what_is_packed_is_smaller_always_the_same_and_can_be_unpacked() {
        let text = "the same words again, the same words again, the same words again".repeat(20).into_bytes();
        let (packed, zipped) = (brotli(&text, 11), gzip(&text));
        assert!(packed.len() < 100 && zipped.len() < 200, "{} and {}", packed.len(), zipped.len());
        assert_eq!((brotli(&text, 11), gzip(&text)), (packed.clone(), zipped.clone()));
        let (mut unpacked, mut unzipped) = (Vec::new(), Vec::new());
        brotli::BrotliDecompress(&mut &packed[..], &mut unpacked).expect("brotli unpacks");
        flate2::read::GzDecoder::new(&zipped[..]).read_to_end(&mut unzipped).expect("gzip unpacks");
        assert_eq!([unpacked, unzipped], [text.clone(), text]);
    }

    #[test]
    fn siblings_are_smaller_than_their_files_and_always_the_same() {
        let text = "the same words again, the same words again, the same words again".repeat(20).into_bytes();
        let files = [("a/b.html".to_owned(), &text[..]), ("tiny.css".to_owned(), b"a{}")];
        let sorted = || {
            let mut packed = siblings(&files);
            packed.sort();
            packed
        };
        let (br, gz) = ("a/b.html.br".to_owned(), "a/b.html.gz".to_owned());
        assert_eq!(sorted(), [(br, brotli(&text, BEST)), (gz, gzip(&text))]);
        assert_eq!(sorted(), sorted());
    }
}
