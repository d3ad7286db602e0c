//! The catalogues of messages, `public/locales/<lang>.json`, as files that people write: what must be in one, what
//! is wrong with one, and catalogues of no language that show which words of the interface are in no catalogue.
//!
//! The app reads catalogues by itself (`hustings::i18n`), and puts up with any; here they are judged. `hustings check`
//! judges those of a deployment, `cargo xtask tidy` those of the repository. Knows nothing of who uses a message.
//! Modules in reading order:
//!
//! - `file`: one catalogue with the lines of its keys,
//! - `plurals`: the plural forms that a language has,
//! - `check`: a catalogue against the one it translates,
//! - `folder`: all catalogues of a folder,
//! - `pseudo`: English made strange.

mod check;
mod file;
mod folder;
mod plurals;
mod pseudo;

pub use check::{Flaw, check};
pub use file::{CatalogueFile, Entry, NoCatalogue};
pub use folder::{Report, check_folder};
pub use plurals::{CATEGORIES, categories, stands_for_one_number};
pub use pseudo::Pseudo;

/// The English messages of this very version: the catalogue that all others translate.
pub const ENGLISH: &str = include_str!("../../../public/locales/en.json");

/// [`ENGLISH`], read.
///
/// # Panics
/// Never: a test reads it.
pub fn english() -> CatalogueFile {
    CatalogueFile::parse("en", ENGLISH).expect("the English catalogue of this version is one")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_english_catalogue_is_one_and_has_no_flaws() {
        let english = super::english();
        assert_eq!(super::check(&english, &english), []);
    }
}
