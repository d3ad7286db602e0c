//! What `docs/security.md` says of tests is true: each that its table names is there, and each requirement stands there once.

use std::{collections::BTreeSet, fs, path::Path};

/// Every requirement of ASVS 5.0 at levels 1 and 2.
const REQUIREMENTS: usize = 253;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The names of all functions in Rust files below `folder`.
fn functions(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            functions(&entry, names);
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&entry).expect("a file");
            let after = text.split("fn ").skip(1);
            names.extend(after.map(|rest| {
                rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()
            }));
        }
    }
}

/// The cells of the rows that begin with requirements: these, and the last cell.
fn rows(text: &str) -> impl Iterator<Item = (Vec<&str>, &str)> {
    text.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let is_requirement =
            |id: &&str| id.split('.').count() == 3 && id.chars().all(|c| c.is_ascii_digit() || c == '.');
        let ids: Vec<&str> = cells.first()?.split(", ").filter(is_requirement).collect();
        (!ids.is_empty()).then(|| (ids, cells.last().copied().unwrap_or_default()))
    })
}

#[test]
fn every_requirement_stands_there_once_and_every_test_that_is_named_is_there() {
    let text = fs::read_to_string(root().join("docs/security.md")).expect("the document");
    let mut names = BTreeSet::new();
    for folder in ["crates", "tests", "src"] {
        functions(&root().join(folder), &mut names);
    }
    let mut seen = BTreeSet::new();
    for (ids, tests) in rows(&text) {
        for id in ids {
            assert!(seen.insert(id), "{id} stands there twice");
        }
        for test in tests.split(", ").filter_map(|test| test.strip_prefix('`')?.strip_suffix('`')) {
            assert!(names.contains(test), "{test} is no test");
        }
    }
    assert_eq!(seen.len(), REQUIREMENTS);
}
