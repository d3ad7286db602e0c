//! How long browsers keep the files of a site, be they served or on a static host.

/// A file whose name changes with its content.
pub const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// A file whose name stays: checked again after a minute.
pub const SHORT: &str = "public, max-age=60, stale-while-revalidate=600";
/// The service worker: what withdraws a faulty one must never come too late.
pub const ALWAYS_ASKED: &str = "no-cache";
/// Where the service worker is, below the publication's URL.
pub const WORKER: &str = "sw.js";
/// A picture: it may be replaced under its name, though it seldom is.
pub const PICTURE: &str = "public, max-age=300, stale-while-revalidate=86400";

/// Fewest and most digits of a hash in a name. Trunk writes 64 bits without the zeros in front, so that one name in
/// sixteen has a digit less.
pub const HASH_DIGITS: (usize, usize) = (12, 64);

/// Whether Trunk put a hash of the content into the name: `reader-0123456789abcdef.js`, also before
/// `_bg.wasm`.
pub fn is_hashed(name: &str) -> bool {
    name.split(['-', '.', '_']).skip(1).any(|part| {
        (HASH_DIGITS.0..=HASH_DIGITS.1).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        for name in ["reader-0123456789abcdef.js", "reader-0123456789abcdef_bg.wasm", "base-112233445566ff.css"] {
            assert!(is_hashed(name), "{name}");
        }
        for name in [
            "config.json",
            "embed.js",
            "en.json",
            "night-trains.png",
            "0123456789abcdef.js",
            "a-beef.js",
            "a-20261125.png",
        ] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
