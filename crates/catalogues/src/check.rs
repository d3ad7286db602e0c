//! Checks a catalogue against the original: no message is missing or unknown, each has the plural forms of its language
//! and the same placeholders. The quality of a translation is not checked.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    file::{CatalogueFile, Entry},
    plurals::{CATEGORIES, categories, stands_for_one_number},
};

/// One thing that is wrong in a catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The line to look at, the first being 1; where something is missing, the last.
    pub line: usize,
    /// The key that it is about.
    pub key: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
    /// Whether readers see it. What nothing asks for, they do not.
    pub is_seen: bool,
}

/// What a catalogue has under one name: the words themselves, or one text for each plural category.
type Forms<'a> = BTreeMap<Option<&'a str>, &'a Entry>;

/// What is wrong with `file`, which translates `original`, by line. A catalogue may be held against itself.
pub fn check(file: &CatalogueFile, original: &CatalogueFile) -> Vec<Flaw> {
    let plurals = plural_names(original);
    let (own, wanted) = (messages(file, &plurals), messages(original, &plurals));
    let end = file.entries.iter().map(|entry| entry.line).max().unwrap_or(1);
    let flaw =
        |line, key: &str, what: String, remedy: String| Flaw { line, key: key.to_owned(), what, remedy, is_seen: true };
    let mut flaws = twice(file);
    for (name, theirs) in &wanted {
        let Some(sample) = theirs.get(&Some("other")).or_else(|| theirs.get(&None)) else { continue };
        let Some(ours) = own.get(name) else {
            let what = format!("the message `{name}` is missing");
            flaws.push(flaw(end, name, what, format!("translate “{}”", sample.text)));
            continue;
        };
        if plurals.contains(name) {
            let lacking: Vec<&str> =
                categories(&file.lang).into_iter().filter(|category| !ours.contains_key(&Some(category))).collect();
            if !lacking.is_empty() {
                let line = ours.values().map(|entry| entry.line).max().unwrap_or(end);
                let keys: Vec<String> = lacking.iter().map(|category| format!("`{name}_{category}`")).collect();
                let what = format!("the message `{name}` lacks the plural forms {}", lacking.join(", "));
                flaws.push(flaw(line, name, what, format!("add {}", keys.join(", "))));
            }
        }
        for (category, entry) in ours {
            flaws.extend(form(file, *category, entry, sample));
        }
    }
    for (name, forms) in own.iter().filter(|(name, _)| !wanted.contains_key(*name)) {
        let line = forms.values().map(|entry| entry.line).min().unwrap_or(1);
        let what = format!("there is no message `{name}` in {}", original.lang);
        flaws.push(Flaw { is_seen: false, ..flaw(line, name, what, "remove it".to_owned()) });
    }
    flaws.sort_by_key(|flaw| flaw.line);
    flaws
}

/// What is wrong with one text.
fn form(file: &CatalogueFile, category: Option<&str>, entry: &Entry, sample: &Entry) -> Option<Flaw> {
    let lang = &file.lang;
    let flaw = |what: String, remedy: String, is_seen| {
        Some(Flaw { line: entry.line, key: entry.key.clone(), what, remedy, is_seen })
    };
    let key = &entry.key;
    if let Some(category) = category
        && !categories(lang).contains(&category)
    {
        let has = categories(lang).join(", ");
        let what = format!("`{key}`: {lang} has no plural form {category}, only {has}");
        return flaw(what, "remove it".to_owned(), false);
    }
    if entry.text.trim().is_empty() && !sample.text.trim().is_empty() {
        return flaw(format!("`{key}` is empty"), format!("translate “{}”", sample.text), true);
    }
    let (ours, theirs) = (entry.places(), sample.places());
    let strange: Vec<&str> = ours.difference(&theirs).copied().collect();
    let may_lack =
        |name: &str| name == "count" && category.is_some_and(|category| stands_for_one_number(lang, category));
    let lacking: Vec<&str> = theirs.difference(&ours).copied().filter(|name| !may_lack(name)).collect();
    if strange.is_empty() && lacking.is_empty() {
        return None;
    }
    let list = |names: &[&str]| names.iter().map(|name| format!("{{{{{name}}}}}")).collect::<Vec<_>>().join(", ");
    let mut parts = Vec::new();
    if !lacking.is_empty() {
        parts.push(format!("does not fill in {}", list(&lacking)));
    }
    if !strange.is_empty() {
        parts.push(format!("fills in {}, which it is not given", list(&strange)));
    }
    let names: Vec<&str> = theirs.into_iter().collect();
    let remedy = if names.is_empty() { "take it out".to_owned() } else { format!("use {}", list(&names)) };
    flaw(format!("`{key}` {}", parts.join(", and ")), remedy, true)
}

/// Duplicate keys: only the last one has an effect.
fn twice(file: &CatalogueFile) -> Vec<Flaw> {
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    let mut flaws = Vec::new();
    for entry in &file.entries {
        if let Some(first) = lines.insert(&entry.key, entry.line) {
            flaws.push(Flaw {
                line: entry.line,
                key: entry.key.clone(),
                what: format!("`{}` stands in line {first} already", entry.key),
                remedy: "take one out".to_owned(),
                is_seen: true,
            });
        }
    }
    flaws
}

/// Names that have plural forms. `other` alone is an ordinary word: `problem_other`.
fn plural_names(original: &CatalogueFile) -> BTreeSet<&str> {
    let has = |name: &str, category: &str| original.get(&format!("{name}_{category}")).is_some();
    let own = categories(&original.lang);
    let endings = original.entries.iter().filter_map(|entry| entry.key.rsplit_once('_'));
    let is_plural = |name: &str| {
        has(name, "other") && (own.len() == 1 || CATEGORIES.iter().any(|other| *other != "other" && has(name, other)))
    };
    endings.filter(|(name, category)| CATEGORIES.contains(category) && is_plural(name)).map(|(name, _)| name).collect()
}

fn messages<'a>(file: &'a CatalogueFile, plurals: &BTreeSet<&str>) -> BTreeMap<&'a str, Forms<'a>> {
    let mut messages: BTreeMap<&str, Forms<'_>> = BTreeMap::new();
    for entry in &file.entries {
        let plural =
            entry.key.rsplit_once('_').filter(|(name, ending)| CATEGORIES.contains(ending) && plurals.contains(name));
        match plural {
            Some((name, category)) => messages.entry(name).or_default().insert(Some(category), entry),
            None => messages.entry(&entry.key).or_default().insert(None, entry),
        };
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str =
        r#"{"a": "A {{n}}", "b_one": "{{count}} b", "b_other": "{{count}} b", "problem_other": "Oh"}"#;

    fn flaws(lang: &str, json: &str) -> Vec<String> {
        let parse = |lang: &str, json: &str| CatalogueFile::parse(lang, json).expect("a catalogue");
        let flaws = check(&parse(lang, json), &parse("en", ENGLISH));
        flaws.iter().map(|flaw| format!("{}: {}: {}", flaw.line, flaw.what, flaw.remedy)).collect()
    }

    #[test]
    fn a_whole_translation_has_no_flaws() {
        assert_eq!(flaws("en", ENGLISH), [""; 0]);
        let zh = r#"{"a": "{{n}}", "b_other": "{{count}}", "problem_other": "O"}"#;
        assert_eq!(flaws("zh-Hans", zh), [""; 0]);
        let ar = r#"{"a": "{{n}}", "b_zero": "-", "b_one": "-", "b_two": "-", "b_few": "{{count}}", "b_many": "{{count}}",
                     "b_other": "{{count}}", "problem_other": "O"}"#;
        assert_eq!(flaws("ar", ar), [""; 0]);
    }

    #[test]
    fn what_is_missing_beside_or_twice_is_named() {
        let found =
            flaws("de", "{\n\"b_one\": \"{{count}}\",\n\"b_other\": \"{{count}}\",\n\"c\": \"\",\n\"c\": \"\"}");
        assert_eq!(
            found,
            [
                "5: `c` stands in line 4 already: take one out",
                "5: the message `a` is missing: translate “A {{n}}”",
                "5: the message `problem_other` is missing: translate “Oh”",
                "5: there is no message `c` in en: remove it",
            ]
        );
    }

    #[test]
    fn plural_forms_are_those_of_the_language() {
        let rest = "\"a\": \"{{n}}\", \"problem_other\": \"O\"";
        let fr = format!(
            "{{{rest}, \"b_one\": \"{{{{count}}}}\",\n\"b_few\": \"{{{{count}}}}\", \"b_other\": \"{{{{count}}}}\"}}"
        );
        assert_eq!(
            flaws("fr", &fr),
            [
                "2: the message `b` lacks the plural forms many: add `b_many`",
                "2: `b_few`: fr has no plural form few, only one, many, other: remove it",
            ]
        );
    }

    #[test]
    fn places_that_differ_are_named() {
        let de = "{\"a\": \"\",\n\"b_one\": \"ein b\",\n\"b_other\": \"{{cuont}} b\",\n\"problem_other\": \"{{x}}\"}";
        assert_eq!(
            flaws("de", de),
            [
                "1: `a` is empty: translate “A {{n}}”",
                "3: `b_other` does not fill in {{count}}, and fills in {{cuont}}, which it is not given: use {{count}}",
                "4: `problem_other` fills in {{x}}, which it is not given: take it out",
            ]
        );
        let ru = "{\"a\": \"{{n}\", \"b_one\": \"один\", \"b_few\": \"{{count}}\", \"b_many\": \"{{count}}\", \
                  \"b_other\": \"{{count}}\", \"problem_other\": \"О\"}";
        let found = flaws("ru", ru);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("`a` does not fill in {{n}}"), "{found:?}");
        assert!(found[1].contains("`b_one` does not fill in {{count}}"), "{found:?}");
    }
}
