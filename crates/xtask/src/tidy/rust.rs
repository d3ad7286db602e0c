//! Rules for Rust files and tests: a `//!` first, a limited length, no to-do comments, and tests that are not ignored
//! and do not sleep.

use regex_lite::Regex;

use super::{Finding, Source};

/// At this length a file is looked at again; see CONTRIBUTING.md.
const LONG: usize = 300;
/// At this length it is too long.
const TOO_LONG: usize = 400;

pub(super) fn findings(sources: &[Source]) -> Vec<Finding> {
    // Taken apart, so that this file does not find itself.
    let later = Regex::new(&[r"\b(TO", "DO|FIX", "ME|XX", r"X)\b"].concat()).expect("the pattern is well formed");
    let ignored = Regex::new(r"#\[ignore\b").expect("the pattern is well formed");
    let sleeping = Regex::new(r"\bthread::sleep\b|\btime::sleep\b|\bsetTimeout\b|\bTimeoutFuture\b")
        .expect("the pattern is well formed");
    let styled = Regex::new(r#"\bstyle=|\bstyle:"#).expect("the pattern is well formed");
    let mut findings = Vec::new();
    for source in sources {
        let code = ["rs", "css", "js"].iter().any(|kind| source.is(kind));
        if !code && !source.is("html") {
            continue;
        }
        findings.extend(length(source));
        for (number, line) in source.lines() {
            if later.is_match(line) {
                findings.push(source.finding(number, "something is left for later", "do it, or say it in an issue"));
            }
        }
        if !source.is("rs") {
            continue;
        }
        if !source.text.starts_with("//!") {
            findings.push(source.finding(
                1,
                "the module does not open with `//!`",
                "say what it is and what it deliberately is not",
            ));
        }
        let test = is_test(source);
        for (number, line) in source.code() {
            if source.path.starts_with("src/") && styled.is_match(line) {
                findings.push(source.finding(
                    number,
                    "a style attribute, which the Content-Security-Policy blocks",
                    "use a class, or an attribute such as <meter value> or SVG width",
                ));
            }
            if ignored.is_match(line) && !source.path.starts_with("crates/xtask/src/tidy/") {
                findings.push(source.finding(number, "a test that does not run", "fix it or remove it"));
            }
            if test && sleeping.is_match(line) {
                findings.push(source.finding(
                    number,
                    "a test that waits for a clock",
                    "wait for the condition itself, with a bound",
                ));
            }
        }
    }
    findings
}

fn is_test(source: &Source) -> bool {
    source.path.starts_with("tests/") || source.path.contains("/tests/")
}

fn length(source: &Source) -> Option<Finding> {
    let lines = source.text.lines().count();
    let remedy = "find the two ideas in it and give each a file";
    // A table of cases may be as long as there are cases.
    let test = is_test(source) || source.path.ends_with("/tests.rs");
    if lines > TOO_LONG && !test {
        return Some(source.finding(1, format!("{lines} lines, more than {TOO_LONG}"), remedy));
    }
    let hint = Finding { fatal: false, ..source.finding(1, format!("{lines} lines, more than {LONG}"), remedy) };
    (lines > LONG).then_some(hint)
}

#[cfg(test)]
mod tests {
    use super::{super::samples::*, *};

    #[test]
    fn a_module_without_a_head_is_found() {
        assert_one(findings, "src/model/a.rs", "use std::fs;\n", 1, "does not open");
        assert_none(findings, "src/model/a.rs", "//! A rule.\nuse std::fs;\n");
    }

    #[test]
    fn what_is_left_for_later_is_found_in_every_language() {
        let word = ["TO", "DO"].concat();
        assert_one(findings, "src/a.rs", &format!("//! A.\n// {word}: more\n"), 2, "left for later");
        assert_one(findings, "style/a.css", &format!("/* {word} */\n"), 1, "left for later");
        assert_none(findings, "docs/a.md", &word);
        assert_none(findings, "src/a.rs", &format!("//! A.\nconst MAS{word}N: u8 = 1;\n"));
    }

    #[test]
    fn style_attributes_are_found_in_views_and_not_in_other_words() {
        assert_one(findings, "src/a.rs", "//! A.\nview! { <p style=\"color: red\"/> }\n", 2, "style attribute");
        assert_one(findings, "src/a.rs", "//! A.\nview! { <p style:width=w/> }\n", 2, "style attribute");
        assert_none(findings, "src/a.rs", "//! A.\nlet lifestyle = 1; // no style=\n");
    }

    #[test]
    fn tests_that_sleep_or_do_not_run_are_found() {
        assert_one(findings, "tests/a.rs", "//! A.\nstd::thread::sleep(d);\n", 2, "clock");
        assert_one(findings, "crates/server/tests/a.rs", "//! A.\ntokio::time::sleep(d).await;\n", 2, "clock");
        assert_none(findings, "crates/server/src/live.rs", "//! A.\ntokio::time::sleep(d).await;\n");
        assert_one(findings, "src/a.rs", "//! A.\n#[ignore]\nfn a() {}\n", 2, "does not run");
    }

    #[test]
    fn long_files_are_hinted_at_and_very_long_ones_fail() {
        for (lines, expected) in
            [(LONG, None), (LONG + 1, Some(false)), (TOO_LONG, Some(false)), (TOO_LONG + 1, Some(true))]
        {
            let text = "//!\n".repeat(lines);
            let found = findings(&[source("src/a.rs", &text)]);
            assert_eq!(found.first().map(|f| f.fatal), expected, "{lines}");
        }
    }
}
