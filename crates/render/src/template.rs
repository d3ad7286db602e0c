//! The placeholders in the front-end's `index.html`.
//!
//! Not an HTML parser: the file is our own, and the build changes only whitespace, quotes and comments. The error for a
//! missing placeholder says what to put back.

use hustings_core::html::escape;

use crate::csp_hashes::{Inline, join_styles};

/// `index.html`, cut at the places to fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    parts: Vec<Part>,
    inline: Inline,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// The start tag of the document with its other attributes, and the head's where the build left it out.
    Html(String, &'static str),
    Title,
    Head,
    /// The start tag of the root element without its `>`.
    Root(String),
    Data,
}

/// What goes into the places. Texts are escaped here; `head`, `root` and `data` are HTML already.
pub(super) struct TemplateValues<'a> {
    pub(super) lang: &'a str,
    pub(super) dir: &'a str,
    pub(super) title: &'a str,
    pub(super) head: &'a str,
    pub(super) root: &'a str,
    pub(super) data: &'a str,
}

impl Template {
    /// Finds the places.
    ///
    /// # Errors
    /// A sentence that names the first place that is missing.
    pub(super) fn parse(html: &str) -> Result<Self, String> {
        let html = &join_styles(html);
        let missing = |what: &str| format!("index.html has no {what}; put it back and build again");
        let mut places: Vec<(usize, usize, Part)> = Vec::new();

        let (html_start, end) = tag(html, 0, "<html").ok_or_else(|| missing("<html> tag"))?;
        let attributes = without_attribute(&without_attribute(&html[html_start + 5..end - 1], "lang"), "dir");

        let (_, open) = tag(html, end, "<title").ok_or_else(|| missing("<title>"))?;
        let close = find(html, open, "</title>").ok_or_else(|| missing("</title>"))?;
        places.push((open, close, Part::Title));

        // A build that minifies leaves out what browsers add; readers of heads that are no browsers may not.
        let head = if tag(&html[..open], end, "<head").is_some() { "" } else { "<head>" };
        places.push((html_start, end, Part::Html(attributes, head)));

        let head_end = find(html, close, "</head>").ok_or_else(|| missing("</head>"))?;
        // A build that minifies drops comments; the end of the head is as good a place.
        places.push(place(html, "<!-- head -->", head_end, Part::Head));

        let (start, end) = root(html, head_end).ok_or_else(|| missing("element with id=\"app\""))?;
        let name_end = html[start + 1..].find([' ', '>', '\n']).map_or(end, |at| start + 1 + at);
        let closing = format!("</{}>", &html[start + 1..name_end]);
        let close = find(html, end, &closing).ok_or_else(|| missing(&format!("{closing} of the root element")))?;
        places.push((start, close, Part::Root(html[start..end - 1].to_owned())));

        let body_end = html.rfind("</body>").filter(|at| *at >= close).unwrap_or(html.len());
        places.push(place(html, "<!-- data -->", body_end, Part::Data));

        places.sort_by_key(|(start, ..)| *start);
        let mut parts = Vec::new();
        let mut at = 0;
        for (start, end, part) in places {
            let Some(text) = html.get(at..start) else { return Err(missing("order of head and body")) };
            parts.push(Part::Text(text.to_owned()));
            parts.push(part);
            at = end;
        }
        parts.push(Part::Text(html[at..].to_owned()));
        Ok(Self { parts, inline: Inline::of(html) })
    }

    /// `base` with what is inline in `index.html` allowed.
    pub(super) fn policy(&self, base: &str) -> String {
        self.inline.allow(base)
    }

    /// The page.
    pub(super) fn fill(&self, filling: &TemplateValues<'_>) -> String {
        let mut html = String::with_capacity(filling.root.len() + filling.data.len() + 8_192);
        for part in &self.parts {
            match part {
                Part::Text(text) => html.push_str(text),
                Part::Html(others, head) => {
                    let (lang, dir) = (escape(filling.lang), escape(filling.dir));
                    html.push_str(&format!("<html lang=\"{lang}\" dir=\"{dir}\"{others}>{head}"));
                }
                Part::Title => html.push_str(&escape(filling.title)),
                Part::Head => html.push_str(filling.head),
                Part::Root(tag) => {
                    html.push_str(tag);
                    html.push_str(" data-prerendered>");
                    html.push_str(filling.root);
                }
                Part::Data => html.push_str(filling.data),
            }
        }
        html
    }
}

fn find(html: &str, from: usize, what: &str) -> Option<usize> {
    html.get(from..)?.find(what).map(|at| from + at)
}

/// The bounds of the first tag that begins with `name`.
fn tag(html: &str, from: usize, name: &str) -> Option<(usize, usize)> {
    let start = find(html, from, name)?;
    let end = find(html, start, ">")? + 1;
    Some((start, end))
}

/// The bounds of the root element's start tag.
fn root(html: &str, from: usize) -> Option<(usize, usize)> {
    let at = ["id=\"app\"", "id='app'", "id=app>", "id=app "].iter().filter_map(|id| find(html, from, id)).min()?;
    let start = html[..at].rfind('<')?;
    Some((start, find(html, at, ">")? + 1))
}

/// Where the comment `marker` stands, or the point `otherwise`.
fn place(html: &str, marker: &str, otherwise: usize, part: Part) -> (usize, usize, Part) {
    match html.find(marker) {
        Some(start) => (start, start + marker.len(), part),
        None => (otherwise, otherwise, part),
    }
}

/// The attributes of a tag without the one called `name`.
fn without_attribute(attributes: &str, name: &str) -> String {
    let needle = format!(" {name}=");
    let Some(start) = attributes.find(&needle) else { return attributes.to_owned() };
    let value = &attributes[start + needle.len()..];
    let length = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].find(quote).map_or(value.len(), |end| end + 2),
        _ => value.find(char::is_whitespace).unwrap_or(value.len()),
    };
    format!("{}{}", &attributes[..start], &value[length..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILLING: TemplateValues<'_> =
        TemplateValues { lang: "ar", dir: "rtl", title: "A < B", head: "[head]", root: "[root]", data: "[data]" };

    #[test]
    fn placeholders_are_filled_with_or_without_comments() {
        let cases = [
            (
                "<!doctype html><html lang=\"en\" dir=\"ltr\" class=\"x\"><head><title>Old</title><!-- head --><link></head>\
                 <body><div id=\"app\"></div><!-- data --><script></script></body></html>",
                "<!doctype html><html lang=\"ar\" dir=\"rtl\" class=\"x\"><head><title>A &lt; B</title>[head]<link></head>\
                 <body><div id=\"app\" data-prerendered>[root]</div>[data]<script></script></body></html>",
            ),
            (
                "<html dir=ltr lang=en><title></title></head><body><main class=a id=app>loading</main></body></html>",
                "<html lang=\"ar\" dir=\"rtl\"><head><title>A &lt; B</title>[head]</head>\
                 <body><main class=a id=app data-prerendered>[root]</main>[data]</body></html>",
            ),
        ];
        for (html, expected) in cases {
            assert_eq!(Template::parse(html).map(|t| t.fill(&FILLING)), Ok(expected.to_owned()));
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let cases = [
            ("", "<html> tag"),
            ("<html><head></head>", "<title>"),
            ("<html><head><title></title></head><body></body>", "id=\"app\""),
            ("<html><head><title></title></head><body><div id=\"app\"></body>", "</div>"),
        ];
        for (html, expected) in cases {
            let message = Template::parse(html).expect_err(html);
            assert!(message.contains(expected), "{message}");
        }
    }
}
