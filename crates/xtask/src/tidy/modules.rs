//! Rules for whole files: a `//!` first in Rust, and a limited length.

use super::{Finding, Source};

/// At this length a file is looked at again; see CONTRIBUTING.md.
const LONG: usize = 300;
/// At this length it is too long.
const TOO_LONG: usize = 400;

pub(super) fn findings(sources: &[Source]) -> Vec<Finding> {
    let code = sources.iter().filter(|source| ["rs", "css", "js", "html"].iter().any(|kind| source.is(kind)));
    let without_head = sources.iter().filter(|source| source.is("rs") && !source.text.starts_with("//!"));
    let head = |source: &Source| {
        let remedy = "say what it is and what it deliberately is not";
        source.finding(1, "the module does not open with `//!`", remedy)
    };
    code.filter_map(length).chain(without_head.map(head)).collect()
}

fn length(source: &Source) -> Option<Finding> {
    let lines = source.text.lines().count();
    // A table of cases may be as long as there are cases.
    let is_test = source.is_below(&["tests/", "/tests/"]) || source.path.ends_with("/tests.rs");
    let bound = if lines > TOO_LONG && !is_test { TOO_LONG } else { LONG };
    let remedy = "find the two ideas in it and give each a file";
    let finding = source.finding(1, format!("{lines} lines, more than {bound}"), remedy);
    (lines > LONG).then_some(Finding { fatal: bound == TOO_LONG, ..finding })
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
