//! Every component has a style sheet and a test of its name.

use regex_lite::Regex;

use super::{Finding, Source};

pub(super) fn findings(sources: &[Source]) -> Vec<Finding> {
    let component = Regex::new(r"#\[component\]\s+pub fn (\w+)").expect("the pattern is well formed");
    let mut findings = Vec::new();
    let tests: Vec<&Source> = sources.iter().filter(|s| s.is("rs") && s.is_below(&["tests/components/"])).collect();
    for source in sources {
        let name = source.path.strip_prefix("src/components/").and_then(|file| file.strip_suffix(".rs"));
        let Some(name) = name.filter(|name| *name != "mod" && !name.contains('/')) else { continue };
        let Some(named) = component.captures(&source.text).map(|found| found[1].to_owned()) else { continue };
        let [sheet, own_test] = [format!("style/components/{name}.css"), format!("tests/components/{name}.rs")];
        if !sources.iter().any(|other| other.path == sheet) {
            findings.push(source.finding(1, "a component without a style sheet", format!("write {sheet}")));
        }
        if !tests.iter().any(|test| test.path == own_test || test.text.contains(&named)) {
            findings.push(source.finding(1, "a component without a test", format!("test `{named}` in {own_test}")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{super::samples::source, *};

    const COMPONENT: &str = "//! A.\n#[component]\npub fn StarRating() {}\n";

    fn whats(sources: &[Source]) -> Vec<String> {
        findings(sources).into_iter().map(|finding| finding.remedy).collect()
    }

    #[test]
    fn a_component_alone_lacks_sheet_and_test() {
        let found = whats(&[source("src/components/star_rating.rs", COMPONENT)]);
        assert_eq!(
            found,
            ["write style/components/star_rating.css", "test `StarRating` in tests/components/star_rating.rs"]
        );
    }

    #[test]
    fn a_sheet_of_its_name_and_a_test_that_names_it_are_enough() {
        let sheet = source("style/components/star_rating.css", "");
        let component = || source("src/components/star_rating.rs", COMPONENT);
        for test in [
            source("tests/components/star_rating.rs", "//! A."),
            source("tests/components/main.rs", "//! A.\nuse StarRating;"),
        ] {
            assert!(whats(&[component(), source("style/components/star_rating.css", ""), test]).is_empty());
        }
        assert_eq!(whats(&[component(), sheet]).len(), 1);
        assert!(whats(&[source("src/components/mod.rs", "//! A.\n#[component]\npub fn Mod() {}")]).is_empty());
        assert!(whats(&[source("src/components/kinds.rs", "//! No component, only an enum.")]).is_empty());
    }
}
