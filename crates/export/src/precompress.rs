//! Compressed siblings: `index.html` gets `index.html.br` and `index.html.gz`, for hosts that send such files; or nothing has
//! any, for hosts that compress by themselves. The same input gives the same bytes.

use clap::ValueEnum;
use hustings_packing::{SUFFIXES, shrinks};

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

/// A smaller file fits into one packet as it is.
const LEAST: usize = 512;

/// Whether a file has siblings.
pub(super) fn has_siblings(path: &str, bytes: &[u8]) -> bool {
    bytes.len() >= LEAST && shrinks(path)
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

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(has_siblings(path, &long), expected, "{path}");
        }
        assert!(!has_siblings("a.json", b"{}"));
    }
}
