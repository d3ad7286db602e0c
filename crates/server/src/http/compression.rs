//! Compression of responses on the fly. Bodies that are sent many times are compressed once, by `compress`.

use tower_http::{CompressionLevel, compression::CompressionLayer};

/// Compresses pages, and files that the build left plain. Only answers with weak tags pass here, since
/// a strong one would name two different bodies; and no live stream, which it would hold back.
pub fn compressed() -> CompressionLayer {
    // The sixth of eleven levels: a page takes a millisecond or two, and is a tenth larger than at the last.
    CompressionLayer::new().quality(CompressionLevel::Precise(6))
}
