//! When the words of an article last changed, in each language, and which translations are older than their original.
//!
//! Only dates that editors have written count: a file's modification time changes with every copy of the folder.

use hustings_wire::Timestamp;

use super::{front_matter::FrontMatter, source::Source};

/// What is known of one translation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// When its words last changed; absent when they never did.
    pub(super) updated_at: Option<Timestamp>,
    /// Whether the original was changed later.
    pub(super) outdated: bool,
}

/// When the words of the file in the language `original` last changed.
pub(super) fn of_original(files: &[(String, Source, FrontMatter)], original: &str) -> Option<Timestamp> {
    let (_, _, head) = files.iter().find(|(lang, ..)| lang == original)?;
    head.updated.as_ref().map(|updated| updated.value)
}

/// What is known of a translation whose original was changed at `changed`, after it was `published`. One that does not
/// say which state it has is taken for up to date, since readers must not be told what nobody knows; the editor is.
pub(super) fn of_translation(
    source: &Source,
    head: &FrontMatter,
    changed: Option<Timestamp>,
    published: Timestamp,
) -> Change {
    let own = head.updated.as_ref();
    let Some(changed) = changed else { return Change { updated_at: own.map(|own| own.value), outdated: false } };
    match own {
        Some(own) if own.value < changed => {
            let message = format!(
                "the original was changed at {changed}; bring this translation in line and set `updated` to that, until \
                 then readers are told"
            );
            source.note_at(own.at, message);
            Change { updated_at: Some(own.value), outdated: true }
        }
        Some(own) => Change { updated_at: Some(own.value), outdated: false },
        None => {
            if changed > published {
                let message = format!(
                    "the original was changed at {changed}, and the translation does not say whether it has that; give \
                     `updated`, the date of the original that it follows"
                );
                source.note_at(0, message);
            }
            Change { updated_at: Some(changed), outdated: false }
        }
    }
}
