//! Blocks: each gets an id by its position, the same in every translation.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag};

use hustings_wire::{
    Heading,
    moment::{before_reading, poll_of},
};

use super::{
    Block, Writer,
    inlines::{self, Links},
    sanitise::escape,
};

/// Deepest nesting of lists and quotes.
const MAX_DEPTH: usize = 16;
/// What makes a quote a pull quote, in its first line.
const PULL: &str = "[!PULL]";

impl Writer<'_> {
    /// The whole body.
    pub(super) fn document(&mut self) {
        let mut html = String::new();
        while self.peek().is_some() {
            let before = self.at;
            let block = self.block(true);
            if !block.is_empty() {
                html.push_str(&block);
                html.push('\n');
            }
            if self.at == before {
                self.step();
            }
        }
        html.push_str(&self.footnotes());
        self.body.html = html;
        self.check_second_places();
    }

    /// Everything up to the end of the block that is open, which is stepped over.
    pub(super) fn container(&mut self) -> String {
        let mut html = String::new();
        self.depth += 1;
        while let Some(event) = self.peek() {
            if matches!(event, Event::End(_)) {
                self.step();
                break;
            }
            let before = self.at;
            html.push_str(&self.block(false));
            if self.at == before {
                html.push_str(&self.run(Links::Allowed).html);
            }
            if self.at == before {
                self.step();
            }
        }
        self.depth -= 1;
        html
    }

    /// Notes a top-level block and gives its `id` attribute; nothing within other blocks.
    pub(super) fn identify(&mut self, top: bool, kind: &str) -> String {
        if !top {
            return String::new();
        }
        self.note(kind);
        self.ids += 1;
        format!(" id=\"b{}\"", self.ids)
    }

    /// Notes a top-level block that the translations must share.
    fn note(&mut self, kind: &str) {
        let line = self.context.source.line(self.offset + self.range().start);
        self.body.blocks.push(Block { kind: kind.to_owned(), line });
    }

    /// One block; empty and without a step when the next event starts none.
    fn block(&mut self, top: bool) -> String {
        let Some(event) = self.peek().cloned() else { return String::new() };
        let start = self.range().start;
        if self.depth > MAX_DEPTH && matches!(event, Event::Start(Tag::BlockQuote(_) | Tag::List(_))) {
            self.warn(start, format!("quotes and lists are nested deeper than {MAX_DEPTH}; the rest was left out"));
            self.skip();
            return String::new();
        }
        match event {
            Event::Start(Tag::Paragraph) => self.paragraph(top),
            Event::Start(Tag::Heading { level, .. }) => self.heading(level, top),
            Event::Start(Tag::BlockQuote(_)) => self.quote(top),
            Event::Start(Tag::List(first)) => self.list(first, top),
            Event::Start(Tag::CodeBlock(kind)) => self.code(&kind, top),
            Event::Start(Tag::Table(alignments)) => {
                let id = self.identify(top, "a table");
                self.table(&alignments, &id)
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                self.footnote(&label);
                String::new()
            }
            Event::Start(Tag::HtmlBlock) => {
                let first = self.at;
                self.skip();
                let raw: String = self.events[first..self.at]
                    .iter()
                    .filter_map(|(event, _)| if let Event::Html(raw) = event { Some(raw.as_ref()) } else { None })
                    .collect();
                if !inlines::is_comment(&raw) {
                    self.warn(start, "raw HTML is not taken, the block was left out; write Markdown");
                }
                String::new()
            }
            Event::Rule => {
                if top {
                    self.note("a line across");
                }
                self.step();
                "<hr>".to_owned()
            }
            _ => String::new(),
        }
    }

    fn paragraph(&mut self, top: bool) -> String {
        let range = self.range();
        let source = self.text.get(range.clone()).unwrap_or_default().trim();
        if let Some(id) = source.strip_prefix("{{poll:").and_then(|rest| rest.strip_suffix("}}")) {
            return self.poll_slot(id.trim(), top);
        }
        if let Some(Event::Start(Tag::Image { dest_url, title, .. })) = self.peek_at(1).cloned()
            && self.is_image_alone()
        {
            return self.figure(&dest_url, &title, top);
        }
        let id = self.identify(top, "a paragraph");
        self.step();
        let run = self.run(Links::Allowed);
        self.step();
        format!("<p{id}>{}</p>", run.html)
    }

    /// The place of a poll, for the front-end to fill.
    fn poll_slot(&mut self, poll: &str, top: bool) -> String {
        let start = self.range().start;
        let poll = poll.to_owned();
        if top {
            self.note("a poll");
        }
        self.skip();
        if !top {
            self.warn(start, "a poll cannot stand within a list or quote; put it in a paragraph of its own");
        } else if !(self.context.has_poll)(&poll) || poll_of(&poll) != poll {
            self.warn(start, format!("there is no poll `{poll}`, or its file is faulty; fix the name or the file"));
        } else if self.body.polls.contains(&poll) {
            let message = match self.asks_twice(&poll) {
                true => format!(
                    "the poll `{poll}` asks before reading and after; leave it at two places and take this one out"
                ),
                false => format!("the poll `{poll}` stands in the text twice; take one out"),
            };
            self.warn(start, message);
        } else {
            let first = before_reading(&poll);
            let is_first = self.asks_twice(&poll) && !self.body.polls.contains(&first);
            if is_first {
                self.first_places.push((poll.clone(), start));
            }
            let name = if is_first { first } else { poll };
            let slot = slot(&name);
            self.body.polls.push(name);
            return slot;
        }
        String::new()
    }

    fn asks_twice(&self, poll: &str) -> bool {
        (self.context.has_poll)(&before_reading(poll))
    }

    /// A poll that asks twice and stands at one place only is asked there as after reading, so that it can be answered at all.
    fn check_second_places(&mut self) {
        for (poll, start) in std::mem::take(&mut self.first_places) {
            if self.body.polls.contains(&poll) {
                continue;
            }
            self.warn(
                start,
                format!("the poll `{poll}` asks before reading and after, and stands in the text once; give it a second place"),
            );
            let first = before_reading(&poll);
            self.body.html = self.body.html.replace(&slot(&first), &slot(&poll));
            self.body.polls.iter_mut().filter(|name| **name == first).for_each(|name| name.clone_from(&poll));
        }
    }

    fn heading(&mut self, level: HeadingLevel, top: bool) -> String {
        let start = self.range().start;
        let level = match level {
            HeadingLevel::H1 => {
                self.warn(start, "a heading of level 1 is the article's title; begin the line with `##`");
                2
            }
            HeadingLevel::H2 => 2,
            HeadingLevel::H3 => 3,
            _ => 4,
        };
        let id = self.identify(top, &format!("a heading of level {level}"));
        self.step();
        let run = self.run(if top { Links::Within } else { Links::Allowed });
        self.step();
        if !top {
            return format!("<h{level}>{}</h{level}>", run.html);
        }
        let id = id.trim_start_matches(" id=").trim_matches('"').to_owned();
        if run.text.trim().is_empty() {
            self.warn(start, "the heading has no words; give it some or take it out");
        } else if level <= 3 {
            self.body.toc.push(Heading { id: id.clone(), level, text: run.text.trim().to_owned() });
        }
        format!(
            "<h{level} id=\"{id}\" class=\"article__heading\" tabindex=\"-1\">\
             <a class=\"article__anchor\" href=\"#{id}\">{}</a>{}</h{level}>",
            run.html, run.marks
        )
    }

    fn quote(&mut self, top: bool) -> String {
        let range = self.range();
        let first_line = self.text.get(range.clone()).unwrap_or_default().lines().next().unwrap_or_default();
        let is_pull = first_line.trim().trim_start_matches('>').trim() == PULL;
        if !is_pull {
            let id = self.identify(top, "a quote");
            self.step();
            let inner = self.container();
            return format!("<blockquote class=\"quote\"{id}>{inner}</blockquote>");
        }
        let marker_end = range.start + first_line.len();
        let id = self.identify(top, "a pull quote");
        self.step();
        let mut first = String::new();
        if matches!(self.peek(), Some(Event::Start(Tag::Paragraph))) {
            self.step();
            while self.range().start < marker_end && matches!(self.peek(), Some(Event::Text(_) | Event::SoftBreak)) {
                self.step();
            }
            let run = self.run(Links::Allowed);
            self.step();
            if !run.html.trim().is_empty() {
                first = format!("<p>{}</p>", run.html.trim());
            }
        }
        let rest = self.container();
        format!("<figure class=\"pull-quote\"{id}><blockquote>{first}{rest}</blockquote></figure>")
    }

    fn list(&mut self, first: Option<u64>, top: bool) -> String {
        let id = self.identify(top, "a list");
        self.step();
        let mut items = String::new();
        while matches!(self.peek(), Some(Event::Start(Tag::Item))) {
            self.step();
            items.push_str(&format!("<li>{}</li>", self.container()));
        }
        self.step();
        match first {
            None => format!("<ul{id}>{items}</ul>"),
            Some(1) => format!("<ol{id}>{items}</ol>"),
            Some(first) => format!("<ol{id} start=\"{first}\">{items}</ol>"),
        }
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, top: bool) -> String {
        let id = self.identify(top, "code");
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default().to_owned(),
            CodeBlockKind::Indented => String::new(),
        };
        let plain = language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let class = match plain && !language.is_empty() {
            true => format!(" class=\"language-{language}\""),
            false => String::new(),
        };
        let first = self.at;
        self.skip();
        let mut code = String::new();
        for (event, _) in &self.events[first..self.at] {
            if let Event::Text(text) = event {
                code.push_str(text);
            }
        }
        self.body.words.push_str(&code);
        let code = escape(code.trim_end_matches('\n'));
        format!("<pre class=\"code\"{id} dir=\"ltr\" tabindex=\"0\"><code{class}>{code}\n</code></pre>")
    }
}

/// The place of the poll of this name.
fn slot(name: &str) -> String {
    format!("<div class=\"poll-slot\" data-poll=\"{}\"></div>", escape(name))
}
