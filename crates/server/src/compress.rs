//! Compression of bodies that are sent many times. One-off responses are compressed by a layer of the routes.

use axum::http::{HeaderMap, header};

/// `bytes` under brotli. `quality` goes from 0 to 11: the last takes fifty times as long as the fifth, for a tenth
/// less.
pub(crate) fn brotli(bytes: &[u8], quality: i32) -> Vec<u8> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters).expect("memory can be written to");
    packed
}

/// Whether the client accepts brotli. Any parameter on `br`, including `q=0`, falls back to uncompressed.
pub(crate) fn accepts_brotli(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|coding| coding.trim() == "br")
}
