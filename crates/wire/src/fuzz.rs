//! What holds for every text that is to be a version or an instant: the laws of a fuzz target, which the tests run over the
//! kept inputs.

use crate::{Seq, Timestamp};

/// What is read is written in a form that is read as the same.
pub fn version(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(seq) = text.parse::<Seq>() {
        assert_eq!(seq.to_string().parse::<Seq>().as_ref(), Ok(&seq), "{text}");
        assert!(!seq.supersedes(&seq), "{text}");
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        assert_eq!(at.to_string().parse::<Timestamp>().as_ref(), Ok(&at), "{text}");
    }
}

#[cfg(test)]
#[path = "../../../fuzz/kept.rs"]
mod kept;

#[cfg(test)]
mod tests {
    #[test]
    fn a_version_is_read_as_it_was_written() {
        super::kept::holds("version", super::version);
    }
}
