//! Brotli and gzip for what is compressed once and sent often: exported pages, `dist/`, kept pages.
//!
//! A crate of its own for its profile: the encoders are generic, so they are compiled wherever they are called, and
//! unoptimised they take most of the time of a test run. It knows neither files nor HTTP, and may import nothing of ours.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};

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
}
