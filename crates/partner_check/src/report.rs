//! The report, as text and as JSON. Collects and prints findings; checks nothing itself.

use std::fmt::{self, Write as _};

use serde::Serialize;

/// Columns after which a sentence goes on in the next line.
const WIDTH: usize = 96;

/// How a finding is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It is as it should be.
    Ok,
    /// The poll works; something is worth knowing or could be better.
    Note,
    /// Readers do not get the poll, or cannot vote in it.
    Problem,
}

impl Level {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Problem => "problem",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How it is to be taken.
    pub level: Level,
    /// What was found, a sentence.
    pub what: String,
    /// What it means for readers; empty where the sentence says it all.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub means: String,
    /// What to do; empty where nothing is to be done.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remedy: String,
}

impl Finding {
    /// All is well.
    pub fn ok(what: impl Into<String>) -> Self {
        Self::new(Level::Ok, what, "", "")
    }

    /// Something to know.
    pub fn note(what: impl Into<String>, means: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Level::Note, what, means, remedy)
    }

    /// Something that keeps the poll from readers.
    pub fn problem(what: impl Into<String>, means: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Level::Problem, what, means, remedy)
    }

    fn new(level: Level, what: impl Into<String>, means: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { level, what: what.into(), means: means.into(), remedy: remedy.into() }
    }
}

/// Findings about one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The subject.
    pub title: &'static str,
    /// What was found, in the order in which it was looked at.
    pub findings: Vec<Finding>,
}

/// A policy that has to change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// Where the policy stands: `header` or `meta`.
    pub delivery: &'static str,
    /// What is missing, as directives with their new sources, such as `frame-src https://polls.example`.
    pub missing: Vec<String>,
    /// The whole policy as it has to be, ready to be copied.
    pub line: String,
}

/// Something to paste.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// What it makes of the poll.
    pub name: &'static str,
    /// What one gets for it.
    pub about: &'static str,
    /// The text to copy.
    pub text: String,
}

/// The whole answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The page's URL, after redirects.
    pub page: String,
    /// The URLs that led there, in order; empty without redirects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redirected_from: Vec<String>,
    /// Where the polls live.
    pub polls: String,
    /// Whether nothing blocks the poll.
    pub works: bool,
    /// What was found.
    pub groups: Vec<Group>,
    /// The policies that have to change.
    pub corrections: Vec<Correction>,
    /// What to paste, on a page without a poll.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paste: Vec<Snippet>,
}

impl Report {
    fn count(&self, level: Level) -> usize {
        self.groups.iter().flat_map(|group| &group.findings).filter(|finding| finding.level == level).count()
    }

    /// The last word, a sentence.
    pub fn verdict(&self) -> String {
        let (problems, notes) = (self.count(Level::Problem), self.count(Level::Note));
        let notes = match notes {
            0 => String::new(),
            1 => ", with 1 note".to_owned(),
            _ => format!(", with {notes} notes"),
        };
        match (problems, self.paste.is_empty()) {
            (0, true) => format!("Verdict: the poll works on this page{notes}."),
            (0, false) => format!("Verdict: a poll will work on this page{notes}."),
            (1, _) => format!("Verdict: the poll does not work on this page: 1 problem{notes}."),
            _ => format!("Verdict: the poll does not work on this page: {problems} problems{notes}."),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}", self.page)?;
        if let Some(first) = self.redirected_from.first() {
            writeln!(out, "  where {first} leads, by {}", times(self.redirected_from.len()))?;
        }
        writeln!(out, "  with polls of {}", self.polls)?;
        for group in &self.groups {
            writeln!(out, "\n{}", group.title)?;
            for finding in &group.findings {
                write!(out, "{}", wrapped(&format!("  {:<8} ", finding.level.as_str()), &finding.what))?;
                write!(out, "{}", wrapped("           ", &finding.means))?;
                write!(out, "{}", wrapped("           > ", &finding.remedy))?;
            }
        }
        writeln!(out, "\n{}", self.verdict())?;
        for correction in &self.corrections {
            writeln!(out, "\nAdd to the policy in the {}:\n", correction.delivery)?;
            for missing in &correction.missing {
                writeln!(out, "    {}", plain(missing))?;
            }
            writeln!(out, "\nwhich makes it:\n\n    {}", plain(&correction.line))?;
        }
        for snippet in &self.paste {
            writeln!(out, "\n{}. {}\n", snippet.name, snippet.about)?;
            for line in snippet.text.lines() {
                writeln!(out, "    {}", plain(line))?;
            }
        }
        Ok(())
    }
}

fn times(count: usize) -> String {
    if count == 1 { "1 redirect".to_owned() } else { format!("{count} redirects") }
}

/// The text without control characters, which a terminal would obey: pages and servers of others
/// speak here.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The words of `text` in lines of at most [`WIDTH`] columns, the first after `head` and the others
/// indented as far; nothing for an empty text.
fn wrapped(head: &str, text: &str) -> String {
    let clean = plain(text);
    let (mut lines, mut used) = (String::new(), 0);
    for word in clean.split_whitespace() {
        let length = word.chars().count();
        if used == 0 {
            lines.push_str(head);
            used = head.len();
        } else if used + 1 + length > WIDTH {
            // Writing to a String cannot fail.
            let _ = write!(lines, "\n{:indent$}", "", indent = head.len());
            used = head.len();
        } else {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += length;
    }
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_wrapped_and_obey_no_terminal() {
        let text = wrapped("  note     ", &format!("\u{1b}[31m{}", "word ".repeat(30)));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(lines[1].starts_with("           word"), "{text}");
        assert!(!text.contains('\u{1b}'));
        assert_eq!(wrapped("  note     ", ""), "");
    }

    #[test]
    fn the_verdict_counts() {
        let report = |findings: Vec<Finding>| Report {
            page: "https://partner.example/".to_owned(),
            redirected_from: Vec::new(),
            polls: "https://polls.example".to_owned(),
            works: true,
            groups: vec![Group { title: "Size", findings }],
            corrections: Vec::new(),
            paste: Vec::new(),
        };
        let note = || Finding::note("a", "b", "c");
        assert_eq!(report(vec![Finding::ok("a")]).verdict(), "Verdict: the poll works on this page.");
        assert_eq!(report(vec![note(), note()]).verdict(), "Verdict: the poll works on this page, with 2 notes.");
        let faulty = report(vec![note(), Finding::problem("a", "b", "c")]);
        assert_eq!(faulty.verdict(), "Verdict: the poll does not work on this page: 1 problem, with 1 note.");
        assert!(faulty.to_string().contains("  problem  a\n           b\n           > c\n"), "{faulty}");
    }
}
