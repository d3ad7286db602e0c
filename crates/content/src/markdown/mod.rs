//! Markdown to the sanitised HTML of an article's body.
//!
//! The writer emits only its own tags: raw HTML is never passed through, every run of inline content goes through the
//! sanitiser, and ids are added after sanitising, so that no author can set one.
//!
//! - `blocks`: paragraphs, headings, lists, quotes, poll slots,
//! - `figures`: pictures by themselves,
//! - `inlines`: inline content,
//! - `table`, `footnotes`: tables and footnotes,
//! - `sanitise`: escaping and the allow list.

mod blocks;
mod figures;
mod footnotes;
mod inlines;
mod sanitise;
mod table;

use std::{ops::Range, sync::Arc};

use hustings_wire::Heading;
use pulldown_cmark::{Event, Options, Parser};

use super::{link_targets::LinkTargets, source::Source, types::Picture};
use footnotes::Footnotes;

/// What a body is rendered in the midst of.
pub(super) struct RenderContext<'a> {
    /// The file, for its faults.
    pub(super) source: &'a Source,
    /// The language of the text.
    pub(super) lang: &'a str,
    /// Whether there is a poll of this id, or a first place of this name.
    pub(super) has_poll: &'a dyn Fn(&str) -> bool,
    /// Whether there is an article of this slug.
    pub(super) has_article: &'a dyn Fn(&str) -> bool,
    /// Where links lead.
    pub(super) links: &'a LinkTargets,
    /// Finds a picture of the article by its file name.
    pub(super) picture: &'a dyn Fn(&str) -> Result<Arc<Picture>, String>,
}

/// A rendered body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    /// Sanitised HTML.
    pub(super) html: String,
    /// Headings of levels 2 and 3.
    pub(super) toc: Vec<Heading>,
    /// The blocks, for comparing translations.
    pub(super) blocks: Vec<Block>,
    /// Names of the polls that stand in the text, in its order: of one that asks twice both places.
    pub(super) polls: Vec<String>,
    /// All the words, for the reading time.
    pub(super) words: String,
}

/// A block of a body as far as translations must agree on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// What it is, in words that a fault can name.
    pub(super) kind: String,
    /// Its line in the source.
    pub(super) line: u32,
}

/// Renders `text`, which stands at the byte `offset` of the source.
pub(super) fn render(text: &str, offset: usize, context: &RenderContext<'_>) -> Body {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let events: Vec<(Event<'_>, Range<usize>)> = Parser::new_ext(text, options).into_offset_iter().collect();
    let notes = Footnotes::of(&events);
    let (at, depth, ids, first_places, body) = Default::default();
    let mut writer = Writer { text, offset, context, events, at, depth, ids, notes, first_places, body };
    writer.document();
    writer.body
}

/// Goes through the events of one body.
struct Writer<'a> {
    text: &'a str,
    offset: usize,
    context: &'a RenderContext<'a>,
    events: Vec<(Event<'a>, Range<usize>)>,
    /// The next event.
    at: usize,
    /// How many blocks the next one stands in.
    depth: usize,
    /// How many blocks have got an id.
    ids: usize,
    notes: Footnotes,
    /// Where the first places of polls that ask twice are.
    first_places: Vec<(String, usize)>,
    body: Body,
}

impl<'a> Writer<'a> {
    fn peek(&self) -> Option<&Event<'a>> {
        self.events.get(self.at).map(|(event, _)| event)
    }

    /// The event after the next one, and so on.
    fn peek_at(&self, ahead: usize) -> Option<&Event<'a>> {
        self.events.get(self.at + ahead).map(|(event, _)| event)
    }

    /// Where the next event stands in the body's text.
    fn range(&self) -> Range<usize> {
        self.events.get(self.at).map_or(self.text.len()..self.text.len(), |(_, range)| range.clone())
    }

    fn step(&mut self) {
        self.at += 1;
    }

    /// Warns about what stands at `at` in the body's text.
    fn warn(&self, at: usize, message: impl Into<String>) {
        self.context.source.warn(self.offset + at, message);
    }

    /// Passes over the element that starts with the next event.
    fn skip(&mut self) {
        let mut open = 0usize;
        while let Some(event) = self.peek() {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open = open.saturating_sub(1),
                _ => {}
            }
            self.step();
            if open == 0 {
                return;
            }
        }
    }
}

/// Minutes that `words` take to read: 220 words a minute, and 500 characters of Chinese, Japanese
/// and Korean; rounded, at least 1.
pub(super) fn reading_minutes(words: &str) -> u32 {
    let is_cjk = |c: char| {
        matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
    };
    let characters = words.chars().filter(|c| is_cjk(*c)).count();
    let others = words.split(|c: char| c.is_whitespace() || is_cjk(c));
    let count = others.filter(|word| word.chars().any(char::is_alphanumeric)).count();
    // In 5500ths of a minute, which both speeds divide.
    let parts = count * 25 + characters * 11;
    u32::try_from((parts + 2_750) / 5_500).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod safety_tests;
#[cfg(test)]
mod tests;
