//! Rules for whole files: a `//!` first in Rust, and a limited length.

use super::{Finding, Source};

/// A longer file holds two ideas. A table of cases in a test may be as long as there are cases.
const TOO_LONG: usize = 400;

pub(super) fn findings(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        if source.is("rs") && !source.text.starts_with("//!") {
            let remedy = "say what it is and what it deliberately is not";
            findings.push(source.finding(1, "the module does not open with `//!`", remedy));
        }
        let is_code = ["rs", "css", "js", "html"].iter().any(|kind| source.is(kind));
        let is_test = source.is_below(&["tests/", "/tests/"]) || source.path.ends_with("/tests.rs");
        let lines = source.text.lines().count();
        if is_code && !is_test && lines > TOO_LONG {
            let remedy = "find the two ideas in it and give each a file";
            findings.push(source.finding(1, format!("{lines} lines, more than {TOO_LONG}"), remedy));
        }
    }
    findings
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
    fn long_files_are_found_and_long_tests_are_not() {
        let text = "//!\n".repeat(TOO_LONG + 1);
        assert_one(findings, "src/a.rs", &text, 1, "401 lines");
        assert_none(findings, "src/a.rs", &text[4..]);
        assert_none(findings, "tests/a.rs", &text);
    }
}
