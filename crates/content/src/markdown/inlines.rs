//! Inline content: emphasis, links, pictures in the text, footnote marks.

use pulldown_cmark::{Event, Tag};

use super::{
    Writer,
    sanitise::{self, MARK_END, MARK_START, escape},
};

/// Deepest nesting of tags within a line; what is deeper loses its tags, never its words.
const MAX_NESTING: usize = 12;

/// A run of words.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// Sanitised HTML.
    pub(super) html: String,
    /// The same as plain text.
    pub(super) text: String,
    /// Footnote marks that a heading's anchor must not contain; empty elsewhere.
    pub(super) marks: String,
}

/// Whether links may stand in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Links {
    /// They may.
    Allowed,
    /// The run stands in a link already: a heading.
    Within,
}

impl Writer<'_> {
    /// Reads events as long as they belong to a line.
    pub(super) fn run(&mut self, links: Links) -> Run {
        let mut html = String::new();
        let mut text = String::new();
        let mut marks: Vec<usize> = Vec::new();
        // The closing tags of what is open; empty texts for tags that are not written.
        let mut open: Vec<&'static str> = Vec::new();
        while let Some(event) = self.peek().cloned() {
            let range = self.range();
            match event {
                Event::Start(Tag::Image { dest_url, title, .. }) => {
                    html.push_str(&self.picture_in_text(&dest_url, &title));
                    continue;
                }
                Event::Start(tag) => {
                    let Some((start, end)) = self.inline_tag(&tag, links, range.start) else { break };
                    let shown = open.len() < MAX_NESTING;
                    html.push_str(if shown { &start } else { "" });
                    open.push(if shown { end } else { "" });
                }
                Event::End(_) => match open.pop() {
                    Some(end) => html.push_str(end),
                    None => break,
                },
                Event::Text(words) => {
                    html.push_str(&escape(&words));
                    text.push_str(&words);
                }
                Event::Code(words) => {
                    html.push_str(&format!("<code>{}</code>", escape(&words)));
                    text.push_str(&words);
                }
                Event::SoftBreak => {
                    html.push('\n');
                    text.push(' ');
                }
                Event::HardBreak => {
                    html.push_str("<br>");
                    text.push(' ');
                }
                Event::FootnoteReference(label) => match self.notes.refer(&label) {
                    Some(mark) => {
                        html.push_str(&format!("{MARK_START}{}{MARK_END}", marks.len()));
                        marks.push(mark);
                    }
                    None => {
                        let message = format!("the footnote `{label}` has no text; add a line `[^{label}]: …`");
                        self.warn(range.start, message);
                    }
                },
                Event::InlineHtml(raw) => {
                    if !is_comment(&raw) {
                        self.warn(
                            range.start,
                            format!("raw HTML is not taken, `{}` was left out; write Markdown", raw.trim()),
                        );
                    }
                }
                _ => break,
            }
            self.step();
        }
        while let Some(end) = open.pop() {
            html.push_str(end);
        }
        self.finish_run(&html, text, &marks, links)
    }

    /// Sanitises the run, and only then puts the footnote marks in.
    fn finish_run(&mut self, html: &str, text: String, marks: &[usize], links: Links) -> Run {
        let mut run = Run { html: sanitise::inline(html), text, marks: String::new() };
        for (index, mark) in marks.iter().enumerate() {
            let sup = self.notes.mark(*mark);
            let slot = format!("{MARK_START}{index}{MARK_END}");
            if links == Links::Within {
                run.html = run.html.replacen(&slot, "", 1);
                run.marks.push_str(&sup);
            } else {
                run.html = run.html.replacen(&slot, &sup, 1);
            }
        }
        self.body.words.push_str(&run.text);
        self.body.words.push('\n');
        run
    }

    /// The opening and closing tag of an element within a line; `None` when it is a block.
    fn inline_tag(&self, tag: &Tag<'_>, links: Links, at: usize) -> Option<(String, &'static str)> {
        let plain = |start: &str, end| Some((start.to_owned(), end));
        match tag {
            Tag::Emphasis => plain("<em>", "</em>"),
            Tag::Strong => plain("<strong>", "</strong>"),
            Tag::Strikethrough => plain("<del>", "</del>"),
            Tag::Link { dest_url, title, .. } => {
                if links == Links::Within {
                    self.warn(at, "a heading is a link itself; take the link out of it");
                    return plain("", "");
                }
                let Some((href, rel)) = self.address(dest_url, at) else { return plain("", "") };
                let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(title)) };
                Some((format!("<a href=\"{}\"{title}{rel}>", escape(&self.context.links.of(href))), "</a>"))
            }
            _ => None,
        }
    }

    /// Where a link leads, with its further attributes; `None`, with a warning, when it leads nowhere.
    fn address(&self, dest: &str, at: usize) -> Option<(String, &'static str)> {
        if let Some(slug) = dest.strip_prefix("article:") {
            if (self.context.has_article)(slug) {
                return Some((format!("/{}/articles/{slug}", self.context.lang), ""));
            }
            self.warn(at, format!("there is no article `{slug}`; fix the name or take the link out"));
            return None;
        }
        let lower = dest.to_ascii_lowercase();
        let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| lower.starts_with(prefix));
        let local = dest.starts_with('#') || (dest.starts_with('/') && !dest.starts_with("//"));
        if dest.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            self.warn(at, format!("the URL `{}` has blanks or control characters; fix it", dest.escape_debug()));
            None
        } else if begins(&["https://", "http://"]) {
            Some((dest.to_owned(), " rel=\"noopener\""))
        } else if local || begins(&["mailto:", "tel:"]) {
            Some((dest.to_owned(), ""))
        } else {
            let known = "https://…, mailto:…, tel:…, article:<slug>, /path or #fragment";
            self.warn(at, format!("the link leads to `{dest}`, which is none of {known}; fix it"));
            None
        }
    }

    /// A picture between words. Steps over it.
    fn picture_in_text(&mut self, file: &str, title: &str) -> String {
        let at = self.range().start;
        let alt = self.alt_text();
        match (self.context.picture)(file) {
            Ok(picture) => {
                let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(title)) };
                format!("<img src=\"{}\" alt=\"{}\"{title}{}>", escape(&picture.url), escape(&alt), size(&picture))
            }
            Err(message) => {
                self.warn(at, message);
                escape(&alt)
            }
        }
    }

    /// Steps over the image that starts here and gives its words, with a warning when it has none.
    pub(super) fn alt_text(&mut self) -> String {
        let start = self.range().start;
        let first = self.at;
        self.skip();
        let mut alt = String::new();
        for (event, _) in &self.events[first..self.at] {
            match event {
                Event::Text(words) | Event::Code(words) => alt.push_str(words),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        if alt.trim().is_empty() {
            self.warn(start, "the picture has no words for those who do not see it; write ![what it shows](file)");
        }
        alt.trim().to_owned()
    }
}

/// The attributes that keep a picture's place free until it is there.
pub(super) fn size(picture: &crate::Picture) -> String {
    format!(" width=\"{}\" height=\"{}\" loading=\"lazy\" decoding=\"async\"", picture.width, picture.height)
}

/// Whether raw HTML is nothing but comments.
pub(super) fn is_comment(raw: &str) -> bool {
    let mut rest = raw.trim();
    while let Some(after) = rest.strip_prefix("<!--") {
        match after.split_once("-->") {
            Some((_, next)) => rest = next.trim_start(),
            None => return false,
        }
    }
    rest.is_empty()
}
