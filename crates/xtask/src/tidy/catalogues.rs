//! The message catalogues: every message that the front-end uses is in the original, and no other. The rules for each
//! catalogue are those of `hustings-catalogues`, which `hustings check` applies to a deployment.

use std::collections::{BTreeMap, BTreeSet};

use hustings_catalogues::{CATEGORIES, CatalogueFile, check};
use regex_lite::Regex;

use super::{Finding, Source};

const FOLDER: &str = "public/locales/";

/// The language that all others translate.
const ORIGINAL: &str = "en";

pub(super) fn findings(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut catalogues = Vec::new();
    for source in sources {
        let Some(lang) = source.path.strip_prefix(FOLDER).and_then(|file| file.strip_suffix(".json")) else { continue };
        match CatalogueFile::parse(lang, &source.text) {
            Ok(file) => catalogues.push((source, file)),
            Err(error) => findings.push(source.finding(error.line, error.to_string(), "fix the JSON")),
        }
    }
    let Some((path, original)) = catalogues.iter().find(|(_, file)| file.lang == ORIGINAL) else { return findings };
    findings.extend(Used::in_sources(sources).check(path, original));
    for (source, file) in &catalogues {
        let flaws = check(file, original).into_iter();
        findings.extend(flaws.map(|flaw| source.finding(flaw.line, flaw.what, flaw.remedy)));
    }
    findings
}

/// What the code asks for.
struct Used<'a> {
    /// Keys in a call such as `t("key")`, with the place of the first.
    calls: BTreeMap<String, (&'a Source, usize)>,
    /// Every text in the code that could be a key: keys also come from a `match`. None is put together.
    texts: BTreeSet<String>,
}

impl<'a> Used<'a> {
    fn in_sources(sources: &'a [Source]) -> Self {
        let call = Regex::new(r#"\bt(_with|_count)?\(\s*"([^"{}\s]+)""#).expect("the pattern is well formed");
        let text = Regex::new(r#""([A-Za-z0-9_.\-]+)""#).expect("the pattern is well formed");
        let mut used = Self { calls: BTreeMap::new(), texts: BTreeSet::new() };
        let speaks = |source: &&Source| {
            let of_a_crate = source.path.starts_with("crates/") && source.path.contains("/src/");
            let speaks_of_messages = source.is_below(&["crates/catalogues/", "crates/xtask/"]);
            let is_rust = source.is("rs") && (source.is_below(&["src/"]) || of_a_crate && !speaks_of_messages);
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
            }
        }
        used
    }

    /// What the code asks for and the original does not say, and the other way round.
    fn check(&self, path: &'a Source, original: &CatalogueFile) -> Vec<Finding> {
        let has = |key: &str| original.get(key).or_else(|| original.get(&format!("{key}_other"))).is_some();
        let missing = self.calls.iter().filter(|(key, _)| !has(key)).map(|(key, (source, line))| {
            source.finding(*line, format!("there is no message `{key}`"), format!("add it to {}", path.path))
        });
        let mut names = BTreeSet::new();
        let superfluous = original.entries.iter().filter_map(|entry| {
            let plural = entry.key.rsplit_once('_').filter(|(_, ending)| CATEGORIES.contains(ending));
            let name = plural.map(|(name, _)| name).filter(|name| self.texts.contains(*name)).unwrap_or(&entry.key);
            let is_new = names.insert(name);
            (is_new && !self.texts.contains(name))
                .then(|| path.finding(entry.line, format!("nothing uses the message `{name}`"), "remove it"))
        });
        missing.chain(superfluous).collect()
    }
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
        let code = "t(\"share.copy\"); t_count(\"votes\", n); let k = \"poll.open\";";
        let en = "{\"share.copy\": \"Copy\", \"votes_one\": \"{{count}} vote\", \"votes_other\": \"{{count}} votes\", \"poll.open\": \"Open\"}";
        let ru = "{\"share.copy\": \"К\", \"votes_one\": \"{{count}} г\", \"votes_few\": \"{{count}} г\", \"votes_many\": \"{{count}} г\", \"votes_other\": \"{{count}} г\", \"poll.open\": \"О\"}";
        assert_eq!(whats(code, &[("en", en), ("ru", ru)]), [""; 0]);
    }

    #[test]
    fn a_plural_suffix_without_other_is_a_plain_key() {
        assert_eq!(whats("t(\"problem_other\")", &[("en", "{\"problem_other\": \"Oh\"}")]), [""; 0]);
    }

    #[test]
    fn what_a_module_s_own_tests_ask_for_need_not_exist() {
        assert_eq!(whats("t(\"a\");\n#[cfg(test)]\nmod tests { t(\"b\") }", &[("en", "{\"a\": \"A\"}")]), [""; 0]);
    }

    #[test]
    fn a_key_that_is_missing_is_found_where_it_is_used() {
        let found = whats("\nlocale.t(\"a\");", &[("en", "{}")]);
        assert_eq!(found, ["src/a.rs:2: there is no message `a`: add it to public/locales/en.json"]);
    }

    #[test]
    fn a_key_that_nothing_uses_is_found_where_it_stands() {
        let found = whats("", &[("en", "{\n\"a\": \"A\",\n\"b_one\": \"{{count}}\", \"b_other\": \"{{count}}\"}")]);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[0], "public/locales/en.json:2: nothing uses the message `a`: remove it");
    }

    #[test]
    fn flaws_of_a_translation_are_found_where_they_stand() {
        let found = whats("t(\"a\")", &[("en", "{\"a\": \"{{n}}\"}"), ("ru", "{\n\"a\": \"{{m}}\"}")]);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("public/locales/ru.json:2: `a` does not fill in {{n}}"), "{found:?}");
    }

    #[test]
    fn a_broken_catalogue_is_found() {
        assert!(whats("", &[("en", "{\"a\": {\"b\": \"c\"}}")])[0].contains("not a flat object"));
    }
}
