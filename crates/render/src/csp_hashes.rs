//! Hashes of the styles and scripts that the build put into `index.html` itself, so that a
//! Content-Security-Policy can allow exactly these (CSP Level 3, section 2.3.1).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::theme::without_comments;

/// What is inline, as source expressions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Inline {
    styles: Vec<String>,
    scripts: Vec<String>,
}

impl Inline {
    /// Finds the elements `<style>`, and `<script>` without a source that a browser would run.
    pub(super) fn of(html: &str) -> Self {
        let styles = hashes(elements(html, "style").map(|(_, text)| text));
        let is_run = |tag: &str| !tag.contains(" src=") && !tag.contains("json");
        let scripts = hashes(elements(html, "script").filter(|(tag, _)| is_run(tag)).map(|(_, text)| text));
        Self { styles, scripts }
    }

    /// `base` with these added to its `style-src` and `script-src`.
    pub(super) fn allow(&self, base: &str) -> String {
        let mut policy = Vec::new();
        for directive in base.split(';').map(str::trim).filter(|directive| !directive.is_empty()) {
            let added = match directive.split(' ').next() {
                Some("style-src") => &self.styles,
                Some("script-src") => &self.scripts,
                _ => &Vec::new(),
            };
            let added: String = added.iter().map(|hash| format!(" {hash}")).collect();
            policy.push(format!("{directive}{added}"));
        }
        policy.join("; ")
    }
}

/// `html` with its `<style>` elements joined into the first one, so that one hash allows them all,
/// and without what only those who write style sheets need: comments, indentation, empty lines.
pub(super) fn join_styles(html: &str) -> String {
    let joined: String = elements(html, "style").map(|(_, text)| bare_css(text)).collect();
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut first = true;
    while let Some(start) = rest.find("<style") {
        let Some(end) = rest[start..].find("</style>").map(|at| start + at + "</style>".len()) else { break };
        out.push_str(rest[..start].trim_end_matches([' ', '\n']));
        if first {
            out.push_str(&format!("\n<style>{joined}</style>"));
        }
        first = false;
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// `html` with the rules of the theme in the place of the link to it, so that they need no request and come with the
/// first paint; without the link where there are no rules.
pub(super) fn with_theme(html: &str, rules: &str) -> String {
    let link = html.find("theme.css").and_then(|at| Some((html[..at].rfind("<link")?, at + html[at..].find('>')? + 1)));
    let style = if rules.is_empty() { String::new() } else { format!("<style>{rules}</style>") };
    match link {
        Some((start, end)) => format!("{}{style}{}", &html[..start], &html[end..]),
        None => match html.find("</head>") {
            Some(end) => format!("{}{style}{}", &html[..end], &html[end..]),
            None => html.to_owned(),
        },
    }
}

/// A style sheet without what only those who write it need: comments, indentation, empty lines.
pub(super) fn bare_css(css: &str) -> String {
    let bare = without_comments(css);
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The elements of this name: start tag and text. Both end as a browser ends them, at the first
/// closing tag.
fn elements<'h>(html: &'h str, name: &str) -> impl Iterator<Item = (&'h str, &'h str)> {
    let (open, close) = (format!("<{name}"), format!("</{name}"));
    let mut rest = html;
    std::iter::from_fn(move || {
        let start = rest.find(&open)?;
        let tag_end = start + rest[start..].find('>')? + 1;
        let end = tag_end + rest[tag_end..].find(&close)?;
        let element = (&rest[start..tag_end], &rest[tag_end..end]);
        rest = &rest[end..];
        Some(element)
    })
}

/// One hash for each text, and one for those that are the same. An empty element needs one too.
fn hashes<'h>(texts: impl Iterator<Item = &'h str>) -> Vec<String> {
    let mut hashes: Vec<String> = texts.map(hash).collect();
    hashes.sort();
    hashes.dedup();
    hashes
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_joined_so_that_one_hash_allows_them() {
        let html =
            "<head>\n  <style>/* why */\n a {\n  b: c;\n }\n</style>\n  <style type=\"text/css\">d{}</style>\n</head>";
        let joined = join_styles(html);
        assert_eq!(joined, "<head>\n<style>a {\nb: c;\n}\nd{}\n</style>\n</head>");
        assert_eq!(join_styles("<head></head>"), "<head></head>");
    }

    #[test]
    fn a_theme_replaces_its_link_unless_it_is_empty() {
        let html = "<head><style>a{}</style><link rel=stylesheet href=/theme.css><script src=x></script></head>";
        assert_eq!(with_theme(html, "b{}"), "<head><style>a{}</style><style>b{}</style><script src=x></script></head>");
        assert_eq!(with_theme(html, ""), "<head><style>a{}</style><script src=x></script></head>");
        assert_eq!(with_theme("<head></head>", "b{}"), "<head><style>b{}</style></head>");
        assert_eq!(
            join_styles(&with_theme(html, "b{}")),
            "<head>\n<style>a{}\nb{}\n</style><script src=x></script></head>"
        );
    }

    #[test]
    fn exactly_what_is_inline_is_allowed() {
        let html = "<style>a{}</style><script src=\"/a.js\"></script><script>alert('Hello, world.');</script>\
                    <script type=\"application/json\">{}</script>";
        let policy = Inline::of(html).allow("default-src 'none'; script-src 'self'; style-src 'self'");
        let parts: Vec<&str> = policy.split("; ").collect();
        assert_eq!(parts[0], "default-src 'none'");
        // The example of the specification's section 2.3.1.
        assert_eq!(parts[1], "script-src 'self' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
        assert_eq!(parts[2].matches("sha256-").count(), 1, "{policy}");
    }

    #[test]
    fn nothing_inline_leaves_the_policy_as_it_is() {
        let base = "default-src 'none'; style-src 'self'";
        assert_eq!(Inline::of("<html><script src=x></script></html>").allow(base), base);
    }
}
