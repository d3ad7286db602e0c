//! What holds for every file of messages: the law of a fuzz target, which the tests run over the kept inputs.

use crate::{CatalogueFile, check, english};

/// What is a catalogue is written as it was read, and can be held against the original.
pub fn catalogue(data: &[u8]) {
    let Ok(json) = std::str::from_utf8(data) else { return };
    let Ok(file) = CatalogueFile::parse("en", json) else { return };
    let again = CatalogueFile::parse("en", &file.to_json()).expect("it is one");
    let texts = |file: &CatalogueFile| -> Vec<_> {
        file.entries.iter().map(|entry| (entry.key.clone(), entry.text.clone())).collect()
    };
    assert_eq!(texts(&again), texts(&file), "{json}");
    for flaw in check(&file, &english()) {
        assert!(flaw.line >= 1 && !flaw.what.is_empty(), "{flaw:?}");
    }
}

#[cfg(test)]
#[path = "../../../fuzz/kept.rs"]
mod kept;

#[cfg(test)]
mod tests {
    #[test]
    fn a_catalogue_is_read_as_it_was_written() {
        super::kept::holds("catalogue", super::catalogue);
    }
}
