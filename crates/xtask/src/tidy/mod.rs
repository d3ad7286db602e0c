//! `cargo xtask tidy`: the project rules that no other tool knows.
//!
//! Each rule is a function from the tree's files to findings; a finding says where, what, and how to fix it. What a
//! formatter, a linter or the compiler can check is left to them.

mod catalogues;
mod components;
mod modules;
mod patterns;
mod rules;

use std::{fmt, fs, process::Command};

use anyhow::{Context, Result, bail};

use crate::{process, workspace::Workspace};

/// A text file of the repository.
struct Source {
    /// From the top folder, with slashes.
    path: String,
    text: String,
}

impl Source {
    fn is(&self, extension: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, kind)| kind == extension)
    }

    /// Whether it is in one of these folders, from the top, or after a slash from anywhere.
    fn is_below(&self, folders: &[&str]) -> bool {
        folders
            .iter()
            .any(|folder| self.path.starts_with(folder) || folder.starts_with('/') && self.path.contains(folder))
    }

    /// The lines with their numbers, from 1.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// The lines of a Rust file without comments, which may well speak of what code may not do.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines().map(|(number, line)| (number, without_comment(line)))
    }

    /// A finding in this file.
    fn finding(&self, line: usize, what: impl Into<String>, remedy: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, what: what.into(), remedy: remedy.into() }
    }
}

/// The line up to a `//` that is not inside a text.
fn without_comment(line: &str) -> &str {
    let (mut in_text, mut escaped, mut previous) = (false, false, '\0');
    for (index, character) in line.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            // The character '"' is no text.
            '"' if in_text || previous != '\'' => in_text = !in_text,
            '/' if !in_text && previous == '/' => return &line[..index - 1],
            _ => {}
        }
        previous = character;
    }
    line
}

/// Something that breaks a rule.
struct Finding {
    path: String,
    /// From 1; the first line where it is about the whole file.
    line: usize,
    what: String,
    remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, what, remedy } = self;
        write!(formatter, "{path}:{line}: {what}: {remedy}")
    }
}

/// A project rule.
type Rule = fn(&[Source]) -> Vec<Finding>;

/// All rules, over all files.
fn findings(sources: &[Source]) -> Vec<Finding> {
    let rules: [Rule; 4] = [patterns::findings, modules::findings, components::findings, catalogues::findings];
    let mut findings: Vec<Finding> = rules.iter().flat_map(|rule| rule(sources)).collect();
    findings.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    findings
}

/// Checks the repository and fails when a rule is broken.
pub(crate) fn tidy(workspace: &Workspace) -> Result<()> {
    let sources = read(workspace)?;
    let findings = findings(&sources);
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        bail!("tidy: {} findings", findings.len());
    }
    println!("tidy: {} files, nothing to fix", sources.len());
    Ok(())
}

/// Every text file that git knows or would add.
fn read(workspace: &Workspace) -> Result<Vec<Source>> {
    let mut git = Command::new("git");
    git.current_dir(workspace.root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let list = process::output(&mut git).context("tidy asks git which files there are")?;
    let mut sources = Vec::new();
    for path in list.split('\0').filter(|path| !path.is_empty()) {
        // A file that was removed but not yet committed as removed is still listed; a picture is no text.
        if let Ok(text) = fs::read_to_string(workspace.path(path)) {
            sources.push(Source { path: path.to_owned(), text });
        }
    }
    Ok(sources)
}

/// What the rules' own tests need.
#[cfg(test)]
mod samples {
    use super::{Rule, Source};

    pub(super) fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    /// The findings of a rule on one file, as `line: what`.
    pub(super) fn on(rule: Rule, path: &str, text: &str) -> Vec<String> {
        rule(&[source(path, text)]).iter().map(|f| format!("{}: {}", f.line, f.what)).collect()
    }

    /// Asserts that the rule finds exactly one thing, that its words contain `expected`, and where.
    pub(super) fn assert_one(rule: Rule, path: &str, text: &str, line: usize, expected: &str) {
        let found = on(rule, path, text);
        assert_eq!(found.len(), 1, "{path}: {text:?} gave {found:?}");
        assert!(found[0].starts_with(&format!("{line}: ")) && found[0].contains(expected), "{found:?}");
    }

    pub(super) fn assert_none(rule: Rule, path: &str, text: &str) {
        let found = on(rule, path, text);
        assert!(found.is_empty(), "{path}: {text:?} gave {found:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_cut_off_and_texts_are_not() {
        for (line, code) in [
            ("let a = 1; // and why", "let a = 1; "),
            ("/// Docs.", ""),
            ("let a = \"http://example.org\"; // b", "let a = \"http://example.org\"; "),
            ("let a = \"a \\\" // b\";", "let a = \"a \\\" // b\";"),
            ("match c { '\"' => 1 } // b", "match c { '\"' => 1 } "),
            ("no comment", "no comment"),
        ] {
            assert_eq!(without_comment(line), code);
        }
    }

    #[test]
    fn a_finding_says_where_what_and_what_to_do() {
        let finding = samples::source("src/a.rs", "").finding(3, "it is so", "make it otherwise");
        assert_eq!(finding.to_string(), "src/a.rs:3: it is so: make it otherwise");
    }
}
