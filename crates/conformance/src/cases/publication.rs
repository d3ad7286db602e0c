//! The publication: its languages and audiences, in each of its languages.

use std::collections::BTreeSet;

use hustings_wire::{Language, Publication};

use super::{MOST, encoded};
use crate::{
    case::{Case, Needs},
    context::Context,
    outcome::End,
};

const PATH: &str = "/api/v1/publication";

pub(super) const CASES: &[Case] = &[
    Case {
        id: "publication.shape",
        promise: "The publication has a name, at least one language, and languages and audiences of which each is there once.",
        needs: Needs::Reading,
        run: shape,
    },
    Case {
        id: "publication.languages",
        promise: "In each of its languages the publication has the same languages and audiences in the same order.",
        needs: Needs::Reading,
        run: languages,
    },
    Case {
        id: "publication.tag-case",
        promise: "The case of the letters of a language tag in `lang` does not matter.",
        needs: Needs::Reading,
        run: tag_case,
    },
    Case {
        id: "publication.missing",
        promise: "A language that the publication does not have is a `translation_missing` that names those it has.",
        needs: Needs::Reading,
        run: missing,
    },
];

fn shape(context: &Context) -> End {
    let answer = context.get(PATH)?;
    let Publication { name, languages, audiences, .. } = answer.json()?;
    answer.ensure(!name.is_empty(), "an empty name", "Give the publication a name in its default language.")?;
    answer.ensure(!languages.is_empty(), "no languages", "List the languages, the default one first.")?;
    let todo = "Give every language its own name and the words of its switch.";
    let is_named = |language: &Language| !language.name.is_empty() && !language.switch_label.is_empty();
    answer.ensure(languages.iter().all(is_named), answer.summary(), todo)?;
    let tags: BTreeSet<_> = languages.iter().map(|language| language.lang.to_ascii_lowercase()).collect();
    answer.ensure(tags.len() == languages.len(), "a language twice", "List each language once.")?;
    let ids: BTreeSet<_> = audiences.iter().map(|audience| &audience.id).collect();
    answer.ensure(ids.len() == audiences.len(), "an audience twice", "List each audience once.")
}

fn languages(context: &Context) -> End {
    let own: Publication = context.get(PATH)?.json()?;
    let tags = |publication: &Publication| -> Vec<String> {
        publication.languages.iter().map(|language| language.lang.clone()).collect()
    };
    let ids = |publication: &Publication| -> Vec<String> {
        publication.audiences.iter().map(|audience| audience.id.clone()).collect()
    };
    for lang in tags(&own).iter().take(MOST) {
        let answer = context.get(format!("{PATH}?lang={}", encoded(lang)))?;
        let other: Publication = answer.json()?;
        let todo = "Give the same languages and audiences in the same order, whatever `lang` is.";
        answer.ensure(tags(&other) == tags(&own), format!("the languages {}", tags(&other).join(", ")), todo)?;
        answer.ensure(ids(&other) == ids(&own), format!("the audiences {}", ids(&other).join(", ")), todo)?;
    }
    Ok(())
}

fn tag_case(context: &Context) -> End {
    let own: Publication = context.get(PATH)?.json()?;
    for language in own.languages.iter().take(MOST) {
        let lang = &language.lang;
        let expected: Publication = context.get(format!("{PATH}?lang={}", encoded(lang)))?.json()?;
        for other in [lang.to_ascii_uppercase(), lang.to_ascii_lowercase()] {
            let answer = context.get(format!("{PATH}?lang={}", encoded(&other)))?;
            let todo = "Compare language tags without regard to case (RFC 5646, section 2.1.1).";
            answer.ensure(answer.json::<Publication>()? == expected, answer.summary(), todo)?;
        }
    }
    Ok(())
}

fn missing(context: &Context) -> End {
    super::translation_missing(context, PATH, &context.subjects.languages)
}
