//! Reads `publication.toml`: name, languages and audiences.

use std::collections::BTreeMap;

use hustings_wire::{Direction, Language};

use super::{
    fields::{self, At, Fields},
    source::Source,
    types::{AudienceText, PublicationText},
};

/// The publication of this source; `None` when a fault leaves nothing to publish under.
pub(super) fn read(source: &Source) -> Option<PublicationText> {
    let table = fields::parse(source, source.text(), 0)?;
    let top = Fields::new(source, table.get_ref(), 0);

    let default_language = top.required_text("default_language", 35);
    let mut languages: Vec<Language> = Vec::new();
    for entry in top.tables("languages") {
        let (lang, name, label) =
            (entry.required_text("lang", 35), entry.required_text("name", 60), entry.required_text("switch_label", 80));
        let dir = entry.word("dir", &[("ltr", Direction::Ltr), ("rtl", Direction::Rtl)]);
        entry.finish();
        let (Some(lang), Some(name), Some(label)) = (lang, name, label) else { continue };
        if !is_tag(&lang.value) {
            source
                .error(lang.at, format!("`{}` is no language tag; give one such as en, pt-BR or zh-Hans", lang.value));
        } else if languages.iter().any(|other| other.lang.eq_ignore_ascii_case(&lang.value)) {
            source.error(lang.at, format!("the language `{}` stands twice; take one out", lang.value));
        } else {
            let dir = dir.map_or_else(|| Direction::of(&lang.value), |dir| dir.value);
            languages.push(Language { lang: lang.value, dir, name: name.value, switch_label: label.value });
        }
    }
    if languages.is_empty() && !source.is_faulty() {
        source.error(top.at(), "no [[languages]]; give at least one with lang, name and switch_label");
    }

    let tags: Vec<String> = languages.iter().map(|language| language.lang.clone()).collect();
    if let Some(default) = &default_language {
        match tags.iter().position(|tag| *tag == default.value) {
            Some(index) => languages[..=index].rotate_right(1),
            None => source.error(
                default.at,
                format!(
                    "the default language `{}` is not among [[languages]]; add it or name one of them",
                    default.value
                ),
            ),
        }
    }

    let name = top.by_language("name", &tags, 100);
    if !top.has("name") {
        source.error(top.at(), "[name] is missing; give the publication's name in every language");
    }
    let tagline = top.by_language("tagline", &tags, 300);
    let audiences = audiences(source, &top, &tags);
    for (key, texts) in [("name", &name), ("tagline", &tagline)] {
        if top.has(key) {
            complete(source, &format!("[{key}]"), texts, &tags, top.at());
        }
    }
    top.finish();
    (!source.is_faulty()).then(|| PublicationText {
        default_language: default_language.map(|d| d.value).unwrap_or_default(),
        languages,
        name: plain(name),
        tagline: plain(tagline),
        audiences,
    })
}

fn audiences(source: &Source, top: &Fields<'_>, tags: &[String]) -> Vec<AudienceText> {
    let mut audiences: Vec<AudienceText> = Vec::new();
    for entry in top.tables("audiences") {
        let id = entry.required_id("id");
        let label = entry.by_language("label", tags, 80);
        let intro = entry.by_language("intro", tags, 300);
        let at = entry.at();
        entry.finish();
        let Some(id) = id else { continue };
        complete(source, &format!("[audiences.label] of `{}`", id.value), &label, tags, at);
        if audiences.iter().any(|other| other.id == id.value) {
            source.error(id.at, format!("the audience `{}` stands twice; take one out", id.value));
        } else {
            audiences.push(AudienceText { id: id.value, label: plain(label), intro: plain(intro) });
        }
    }
    audiences
}

/// Warns of each language without a text.
fn complete(source: &Source, what: &str, texts: &BTreeMap<String, At<String>>, tags: &[String], at: usize) {
    let at = texts.values().map(|text| text.at).min().unwrap_or(at);
    for tag in tags.iter().filter(|tag| !texts.contains_key(*tag)) {
        source.warn(at, format!("{what} has no `{tag}`; add it, until then the default language's is shown"));
    }
}

/// The texts without their places.
pub(super) fn plain(texts: BTreeMap<String, At<String>>) -> BTreeMap<String, String> {
    texts.into_iter().map(|(lang, text)| (lang, text.value)).collect()
}

/// Whether `text` has the form of a BCP 47 tag (RFC 5646, without its grandfathered tags).
fn is_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    let language = subtags.next().unwrap_or_default();
    let lowercase = |part: &str| part.bytes().all(|b| b.is_ascii_lowercase());
    (2..=8).contains(&language.len())
        && lowercase(language)
        && subtags.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}
