//! The languages in which a poll can be shown: those in which nothing of it lacks words.

use std::collections::{BTreeMap, BTreeSet};

use hustings_domain::OptionDefinition;

use crate::{fields::At, source::Source};

/// The question in those languages in which every option has words too, and its picture; the others are named.
pub(super) fn complete_languages(
    source: &Source,
    question: BTreeMap<String, At<String>>,
    options: &[(OptionDefinition, usize)],
) -> BTreeMap<String, String> {
    let labelled: BTreeSet<&String> = options.iter().flat_map(|(option, _)| option.label.keys()).collect();
    for lang in labelled.into_iter().filter(|lang| !question.contains_key(*lang)) {
        let at = question.values().map(|text| text.at).min().unwrap_or(0);
        source.warn(
            at,
            format!(
                "[question] has no `{lang}`, though options do; add it, until then the poll is not shown in `{lang}`"
            ),
        );
    }
    let mut complete = BTreeMap::new();
    for (lang, text) in question {
        let mut is_complete = true;
        for (OptionDefinition { id, label, picture }, at) in options {
            let lacks_words = picture.as_ref().is_some_and(|picture| !picture.alt.contains_key(&lang));
            let (what, where_to) = match (label.contains_key(&lang), lacks_words) {
                (false, _) => (format!("the option `{id}` has no label"), "it"),
                (true, true) => (format!("the picture of the option `{id}` has no words"), "them to [options.alt]"),
                (true, false) => continue,
            };
            is_complete = false;
            source
                .warn(*at, format!("{what} in `{lang}`; add {where_to}, until then the poll is not shown in `{lang}`"));
        }
        if is_complete {
            complete.insert(lang, text.value);
        }
    }
    complete
}
