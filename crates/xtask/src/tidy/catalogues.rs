//! The message catalogues: every key that the front-end uses is in every language, none is there for
//! nothing, the plural forms are those that the language has, and the same places are filled in.

use std::collections::{BTreeMap, BTreeSet};

use regex_lite::Regex;

use super::{Finding, Source};

const FOLDER: &str = "public/locales/";

/// Plural categories of CLDR 47 (supplemental/plurals.xml, cardinals), by language.
const PLURALS: [(&str, &[&str]); 14] = [
    ("ar", &["zero", "one", "two", "few", "many", "other"]),
    ("de", &["one", "other"]),
    ("en", &["one", "other"]),
    ("es", &["one", "many", "other"]),
    ("fa", &["one", "other"]),
    ("fr", &["one", "many", "other"]),
    ("he", &["one", "two", "other"]),
    ("it", &["one", "many", "other"]),
    ("ja", &["other"]),
    ("pl", &["one", "few", "many", "other"]),
    ("pt", &["one", "many", "other"]),
    ("ru", &["one", "few", "many", "other"]),
    ("uk", &["one", "few", "many", "other"]),
    ("zh", &["other"]),
];

const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

struct Catalogue<'a> {
    source: &'a Source,
    lang: &'a str,
    messages: BTreeMap<String, String>,
}

impl Catalogue<'_> {
    /// The line of a key, for the finding.
    fn line(&self, key: &str) -> usize {
        let quoted = format!("\"{key}\"");
        self.source.lines().find(|(_, line)| line.contains(&quoted)).map_or(1, |(number, _)| number)
    }

    /// The names that a message fills in.
    fn places(&self, key: &str) -> BTreeSet<&str> {
        let text = self.messages.get(key).map_or("", String::as_str);
        text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}").map(|(name, _)| name.trim())).collect()
    }

    /// Keys without their plural endings, each with the categories it has (none for a plain message).
    fn keys(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let has = |base: &str, category: &str| self.messages.contains_key(&format!("{base}_{category}"));
        let is_plural = |base: &str| {
            // `other` alone is an ordinary word: `problem_other`.
            has(base, "other") && CATEGORIES.iter().any(|category| *category != "other" && has(base, category))
        };
        let mut keys: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for key in self.messages.keys() {
            match key.rsplit_once('_') {
                Some((base, category)) if CATEGORIES.contains(&category) && is_plural(base) => {
                    keys.entry(base).or_default().insert(category);
                }
                _ => {
                    keys.entry(key).or_default();
                }
            }
        }
        keys
    }
}

pub(super) fn findings(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut catalogues = Vec::new();
    for source in sources {
        let Some(lang) = source.path.strip_prefix(FOLDER).and_then(|file| file.strip_suffix(".json")) else { continue };
        match serde_json::from_str(&source.text) {
            Ok(messages) => catalogues.push(Catalogue { source, lang, messages }),
            Err(error) => findings.push(source.finding(
                error.line().max(1),
                format!("not a flat object of texts ({error})"),
                "mend the JSON",
            )),
        }
    }
    if catalogues.is_empty() {
        return findings;
    }
    let used = Used::in_sources(sources);
    for catalogue in &catalogues {
        findings.extend(used.check(catalogue));
        findings.extend(plurals(catalogue));
        findings.extend(compare(catalogue, &catalogues));
    }
    findings
}

/// What the code asks for.
struct Used<'a> {
    /// Keys in a call such as `t("key")`, with the place of the first.
    calls: BTreeMap<String, (&'a Source, usize)>,
    /// Every text in the code that could be a key: keys also come from a `match`.
    texts: BTreeSet<String>,
    /// Beginnings of texts that are put together: `format!("share.{target}")` uses all of `share.`.
    beginnings: BTreeSet<String>,
    /// Endings of such texts: `format!("{key}_days")` uses every text of the code with `_days` added.
    endings: BTreeSet<String>,
}

impl<'a> Used<'a> {
    fn in_sources(sources: &'a [Source]) -> Self {
        let call = Regex::new(r#"\bt(_with|_count)?\(\s*"([^"{}\s]+)""#).expect("the pattern is well formed");
        let text = Regex::new(r#""([A-Za-z0-9_.\-]+)""#).expect("the pattern is well formed");
        let beginning = Regex::new(r#""([A-Za-z0-9_.\-]+[_.\-])\{"#).expect("the pattern is well formed");
        let ending = Regex::new(r#""\{\w*\}([A-Za-z0-9_.\-]+)""#).expect("the pattern is well formed");
        let mut used = Self {
            calls: BTreeMap::new(),
            texts: BTreeSet::new(),
            beginnings: BTreeSet::new(),
            endings: BTreeSet::new(),
        };
        let speaks = |source: &&Source| {
            let is_rust = source.is("rs") && source.is_below(&["src/", "crates/server/src/"]);
            // The page that says what is kept offline is put together by the service worker.
            is_rust || source.is("js") && source.is_below(&["public/"])
        };
        for source in sources.iter().filter(speaks) {
            // What a module's own tests ask for need not exist.
            let code = source.code().take_while(|(_, line)| !(line.contains("#[cfg(") && line.contains("test")));
            for (number, line) in code {
                for found in call.captures_iter(line) {
                    used.calls.entry(found[2].to_owned()).or_insert((source, number));
                }
                used.texts.extend(text.captures_iter(line).map(|found| found[1].to_owned()));
                used.beginnings.extend(beginning.captures_iter(line).map(|found| found[1].to_owned()));
                used.endings.extend(ending.captures_iter(line).map(|found| found[1].to_owned()));
            }
        }
        used
    }

    fn asks_for(&self, key: &str) -> bool {
        self.texts.contains(key)
            || self.beginnings.iter().any(|beginning| key.starts_with(beginning))
            || self
                .endings
                .iter()
                .any(|end| key.strip_suffix(end.as_str()).is_some_and(|text| self.texts.contains(text)))
    }

    fn check(&self, catalogue: &Catalogue<'_>) -> Vec<Finding> {
        let keys = catalogue.keys();
        let missing =
            self.calls.iter().filter(|(key, _)| !keys.contains_key(key.as_str())).map(|(key, (source, line))| {
                source.finding(
                    *line,
                    format!("the message `{key}` is missing in {}", catalogue.lang),
                    format!("add it to {}", catalogue.source.path),
                )
            });
        let superfluous = keys.keys().filter(|key| !self.asks_for(key)).map(|key| {
            let plural = format!("{key}_other");
            let line = catalogue.line(key).max(catalogue.line(&plural));
            catalogue.source.finding(line, format!("nothing uses the message `{key}`"), "remove it")
        });
        missing.chain(superfluous).collect()
    }
}

/// Plural forms that the language does not have, or that it lacks.
fn plurals(catalogue: &Catalogue<'_>) -> Vec<Finding> {
    let base_lang = catalogue.lang.split('-').next().unwrap_or(catalogue.lang);
    let Some((_, expected)) = PLURALS.iter().find(|(lang, _)| *lang == base_lang) else {
        return vec![catalogue.source.finding(
            1,
            format!("tidy does not know the plural forms of `{base_lang}`"),
            "add them to PLURALS in crates/xtask/src/tidy/catalogues.rs, from CLDR",
        )];
    };
    let mut findings = Vec::new();
    for (key, categories) in catalogue.keys().iter().filter(|(_, categories)| !categories.is_empty()) {
        let line = catalogue.line(&format!("{key}_other"));
        let list = |list: Vec<&str>| list.join(", ");
        let lacking: Vec<&str> = expected.iter().copied().filter(|c| !categories.contains(c)).collect();
        if !lacking.is_empty() {
            let what = format!("the message `{key}` lacks the plural forms {}", list(lacking));
            findings.push(catalogue.source.finding(line, what, "add them"));
        }
        let foreign: Vec<&str> = categories.iter().copied().filter(|c| !expected.contains(c)).collect();
        if !foreign.is_empty() {
            let what = format!("the message `{key}` has plural forms that {base_lang} has not: {}", list(foreign));
            findings.push(catalogue.source.finding(line, what, "remove them"));
        }
    }
    findings
}

/// Differences from the first catalogue that has a key: missing keys, and other places to fill in.
fn compare(catalogue: &Catalogue<'_>, all: &[Catalogue<'_>]) -> Vec<Finding> {
    let own = catalogue.keys();
    let mut findings = Vec::new();
    for other in all.iter().filter(|other| other.lang != catalogue.lang) {
        for (key, categories) in other.keys() {
            let Some(own_categories) = own.get(key) else {
                let what = format!("the message `{key}` of {} is missing", other.lang);
                findings.push(catalogue.source.finding(1, what, "translate it"));
                continue;
            };
            let full = |categories: &BTreeSet<&str>| {
                if categories.is_empty() { key.to_owned() } else { format!("{key}_other") }
            };
            let (mine, theirs) = (full(own_categories), full(&categories));
            // Said once for a pair, by the later language.
            if other.lang < catalogue.lang && catalogue.places(&mine) != other.places(&theirs) {
                let what = format!("the message `{mine}` fills in other places than in {}", other.lang);
                findings.push(catalogue.source.finding(catalogue.line(&mine), what, "use the same {{names}}"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{super::samples::source, *};

    fn whats(code: &str, catalogues: &[(&str, &str)]) -> Vec<String> {
        let mut sources = vec![source("src/a.rs", code)];
        sources.extend(catalogues.iter().map(|(lang, json)| source(&format!("{FOLDER}{lang}.json"), json)));
        findings(&sources).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn catalogues_that_agree_with_the_code_and_each_other_pass() {
        let code = "t(\"share.copy\"); t_count(\"votes\", n); let k = \"poll.open\"; format!(\"error.{code}\"); span(\"left\"); format!(\"{key}_days\");";
        let en = "{\"share.copy\": \"Copy\", \"votes_one\": \"{{count}} vote\", \"votes_other\": \"{{count}} votes\", \"poll.open\": \"Open\", \"error.a\": \"A\", \"left_days\": \"D\"}";
        let ru = "{\"share.copy\": \"К\", \"votes_one\": \"один\", \"votes_few\": \"{{count}} г\", \"votes_many\": \"{{count}} г\", \"votes_other\": \"{{count}} г\", \"poll.open\": \"О\", \"error.a\": \"А\", \"left_days\": \"Д\"}";
        assert_eq!(whats(code, &[("en", en), ("ru", ru)]), [""; 0]);
    }

    #[test]
    fn a_key_that_ends_like_a_plural_and_has_no_other_form_is_a_plain_one() {
        assert_eq!(whats("t(\"problem_other\")", &[("en", "{\"problem_other\": \"Oh\"}")]), [""; 0]);
    }

    #[test]
    fn what_a_module_s_own_tests_ask_for_need_not_exist() {
        assert_eq!(whats("t(\"a\");\n#[cfg(test)]\nmod tests { t(\"b\") }", &[("en", "{\"a\": \"A\"}")]), [""; 0]);
    }

    #[test]
    fn a_key_that_is_missing_is_found_where_it_is_used() {
        let found = whats("\nlocale.t(\"a\");", &[("en", "{}")]);
        assert_eq!(found, ["src/a.rs:2: the message `a` is missing in en: add it to public/locales/en.json"]);
    }

    #[test]
    fn a_key_that_nothing_uses_is_found_where_it_stands() {
        let found = whats("", &[("en", "{\n\"a\": \"A\"\n}")]);
        assert_eq!(found, ["public/locales/en.json:2: nothing uses the message `a`: remove it"]);
    }

    #[test]
    fn plural_forms_are_those_of_the_language() {
        let found = whats("t_count(\"a\", n)", &[("en", "{\"a_one\": \"1\", \"a_few\": \"2\", \"a_other\": \"3\"}")]);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("has not: few"), "{found:?}");
        let found = whats("t_count(\"a\", n)", &[("ar", "{\"a_one\": \"1\", \"a_other\": \"3\"}")]);
        assert!(found[0].contains("lacks the plural forms zero, two, few, many"), "{found:?}");
        let found = whats("t(\"a\")", &[("tlh", "{\"a\": \"1\"}")]);
        assert!(found[0].contains("does not know"), "{found:?}");
    }

    #[test]
    fn languages_that_differ_are_found() {
        let found = whats(
            "t(\"a\"); t(\"b\")",
            &[("en", "{\"a\": \"{{n}}\", \"b\": \"\"}"), ("ru", "{\"a\": \"{{m}}\", \"b\": \"\"}")],
        );
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("other places"), "{found:?}");
        let found = whats("\"a\"", &[("en", "{\"a\": \"\"}"), ("ru", "{}")]);
        assert!(found.iter().any(|f| f.contains("of en is missing")), "{found:?}");
    }

    #[test]
    fn a_broken_catalogue_is_found() {
        assert!(whats("", &[("en", "{\"a\": {\"b\": \"c\"}}")])[0].contains("not a flat object"));
    }
}
