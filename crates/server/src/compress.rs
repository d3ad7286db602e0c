//! Compression of bodies that are sent many times. One-off responses are compressed by a layer of the routes.

use axum::http::{HeaderMap, header};
pub(crate) use hustings_packing::brotli;

/// Whether the client takes brotli. Any parameter on `br`, including `q=0`, falls back to uncompressed.
pub(crate) fn accepts_brotli(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|coding| coding.trim() == "br")
}
