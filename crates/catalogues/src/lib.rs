//! Message catalogues, `public/locales/<lang>.json`, as files that people write: checks them, and makes
//! pseudo-translations, which show untranslated words of the interface.
//!
//! The app has a reader of its own (`hustings::i18n`), which accepts any catalogue; here they are checked. `hustings
//! check` does so for a deployment, `cargo xtask tidy` for the repository. Does not know where a message is used.
//! Modules in reading order:
//!
//! - `file`: one catalogue with the lines of its keys,
//! - `plurals`: the plural forms of a language,
//! - `check`: a catalogue against the original,
//! - `folder`: all catalogues of a folder,
//! - `pseudo`: pseudo-translations of English; `publication`: files of a publication with them.

mod check;
mod file;
mod folder;
mod plurals;
mod pseudo;
mod publication;

#[cfg(any(test, fuzzing))]
pub mod fuzz;

pub use check::{Flaw, check};
pub use file::{CatalogueFile, ENGLISH, Entry, NoCatalogue, english};
pub use folder::{CatalogueReport, check_folder};
pub use plurals::{CATEGORIES, categories, stands_for_one_number};
pub use pseudo::Pseudo;
pub use publication::add_languages;

#[cfg(test)]
mod tests {
    #[test]
    fn the_english_catalogue_is_one_and_has_no_flaws() {
        let english = super::english();
        assert_eq!(super::check(&english, &english), []);
    }
}
