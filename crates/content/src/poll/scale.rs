//! The steps of a scale: numbers of which the ends have words, or words for each.

use std::collections::BTreeMap;

use hustings_domain::OptionDefinition;

use super::options;
use crate::{fields::Fields, publication::plain, source::Source};

/// Most steps of a scale.
const MAX_STEPS: usize = 11;

/// The steps, from the lowest, each with its place in the source. Their ids are their numbers where they are numbers.
pub(super) fn steps(source: &Source, top: &Fields<'_>, languages: &[String]) -> Vec<(OptionDefinition, usize)> {
    let Some(scale) = top.table("scale") else {
        if !top.has("options") && !top.has("scale") {
            let message = "the steps are missing; give [scale] with `steps`, [scale.low] and [scale.high], or a word for each step \
                           as [[options]], the lowest first";
            source.error(top.at(), message);
        }
        return options(source, top, languages, MAX_STEPS, None);
    };
    if top.has("options") {
        source.error(scale.at(), "a scale has either [scale] or [[options]]; take one of them out");
        top.mention("options");
    }
    let count = scale.count("steps");
    match &count {
        None if !scale.has("steps") => {
            source.error(scale.at(), format!("`steps` is missing in [scale]; give a number from 2 to {MAX_STEPS}"));
        }
        Some(count) if !(2..=MAX_STEPS as u64).contains(&count.value) => {
            source.error(count.at, format!("`steps` must be between 2 and {MAX_STEPS}"));
        }
        _ => {}
    }
    let end = |key, means| {
        let words = plain(scale.by_language(key, languages, 200));
        if !scale.has(key) {
            let message = format!("[scale.{key}] is missing; say in every language what the {means} step means");
            source.error(scale.at(), message);
        }
        words
    };
    let (low, high) = (end("low", "lowest"), end("high", "highest"));
    scale.finish();
    if source.is_faulty() {
        return Vec::new();
    }
    let count = count.map_or(0, |count| count.value);
    let step = |number: u64| {
        let numbers = || low.keys().chain(high.keys()).map(|lang| (lang.clone(), number.to_string()));
        let label = match number {
            1 => low.clone(),
            _ if number == count => high.clone(),
            _ => numbers().collect::<BTreeMap<_, _>>(),
        };
        (OptionDefinition { id: number.to_string(), label, picture: None }, scale.at())
    };
    (1..=count).map(step).collect()
}
