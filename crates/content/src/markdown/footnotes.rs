//! Footnotes: numbered in the order of their marks, and collected at the end with links back.

use std::{collections::BTreeMap, ops::Range};

use pulldown_cmark::{CowStr, Event, Tag};

use super::Writer;

/// The footnotes of one body.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    notes: Vec<Note>,
    by_label: BTreeMap<String, usize>,
    /// Indices of notes in the order in which they are referred to.
    order: Vec<usize>,
}

#[derive(Debug)]
struct Note {
    label: String,
    at: usize,
    html: String,
    /// Its number, from 1; 0 until it is referred to.
    number: usize,
    references: usize,
}

impl Footnotes {
    /// Finds the definitions, so that a reference knows whether it leads anywhere.
    pub(super) fn of(events: &[(Event<'_>, Range<usize>)]) -> Self {
        let mut found = Self::default();
        for (event, range) in events {
            let Event::Start(Tag::FootnoteDefinition(label)) = event else { continue };
            found.by_label.entry(label.to_string()).or_insert(found.notes.len());
            let label = label.to_string();
            found.notes.push(Note { label, at: range.start, html: String::new(), number: 0, references: 0 });
        }
        found
    }

    /// Notes a reference; gives what [`Self::mark`] needs, or `None` when there is no such footnote.
    pub(super) fn refer(&mut self, label: &CowStr<'_>) -> Option<usize> {
        let index = *self.by_label.get(label.as_ref())?;
        if self.notes[index].number == 0 {
            self.order.push(index);
            self.notes[index].number = self.order.len();
        }
        Some(index)
    }

    /// The mark in the text. Call it once for each reference, in order.
    pub(super) fn mark(&mut self, index: usize) -> String {
        let note = &mut self.notes[index];
        note.references += 1;
        let number = note.number;
        let id = reference_id(number, note.references);
        format!(
            "<sup><a class=\"footnote-ref\" id=\"{id}\" href=\"#fn-{number}\" role=\"doc-noteref\">{number}</a></sup>"
        )
    }
}

fn reference_id(number: usize, reference: usize) -> String {
    if reference == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{reference}") }
}

impl Writer<'_> {
    /// Reads the definition that starts here, and keeps it for the end.
    pub(super) fn footnote(&mut self, label: &str) {
        let at = self.range().start;
        self.step();
        let html = self.container();
        let known = self.notes.by_label.get(label).copied();
        if let Some(note) = known.and_then(|index| self.notes.notes.get_mut(index)).filter(|note| note.at == at) {
            note.html = html;
        } else {
            self.warn(at, format!("the footnote `{label}` is written twice; take one out"));
        }
    }

    /// The section at the end; empty without footnotes. Warns of those that nothing refers to.
    pub(super) fn footnotes(&mut self) -> String {
        for note in self.notes.notes.iter().filter(|note| note.number == 0) {
            let known = self.notes.by_label.get(&note.label).and_then(|index| self.notes.notes.get(*index));
            if known.is_some_and(|known| known.at == note.at) {
                let label = &note.label;
                self.warn(
                    note.at,
                    format!("nothing refers to the footnote `{label}`; write [^{label}] or take it out"),
                );
            }
        }
        if self.notes.order.is_empty() {
            return String::new();
        }
        let mut html = String::from("<section class=\"footnotes\" role=\"doc-endnotes\"><ol>");
        for note in self.notes.order.iter().filter_map(|index| self.notes.notes.get(*index)) {
            let number = note.number;
            let back: String = (1..=note.references.max(1))
                .map(|reference| {
                    let id = reference_id(number, reference);
                    format!(" <a class=\"footnote-back\" href=\"#{id}\" role=\"doc-backlink\">↩</a>")
                })
                .collect();
            let inner = match note.html.strip_suffix("</p>") {
                Some(open) => format!("{open}{back}</p>"),
                None => format!("{}{back}", note.html),
            };
            html.push_str(&format!("<li id=\"fn-{number}\">{inner}</li>"));
        }
        html.push_str("</ol></section>");
        html
    }
}
