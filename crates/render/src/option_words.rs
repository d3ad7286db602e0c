//! What an option is called in a picture, where it stands under another and not beside it.

use hustings_core::i18n::Locale;
use hustings_wire::{Poll, PollOption};

/// The words of an option of `poll` and its number, counted from 1. The steps of a scale that are numbers have those before the words of
/// its ends.
pub(crate) fn option_words(poll: &Poll, option: &PollOption, number: u64, locale: &Locale) -> String {
    let number = locale.number(number);
    match poll.has_numbered_steps() && option.label != number {
        true => [&*number, ", ", &option.label].concat(),
        false => option.label.clone(),
    }
}
