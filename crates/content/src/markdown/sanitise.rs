//! Escaping, and the allow list that every run of inline content goes through.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};

/// Stand for a footnote's mark while its line is sanitised: [`escape`] drops both characters, so
/// that no author can write them.
pub(super) const MARK_START: char = '\u{e000}';
/// The end of such a mark.
pub(super) const MARK_END: char = '\u{e001}';

/// `text` as HTML text or the value of a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            MARK_START | MARK_END => {}
            _ => html.push(c),
        }
    }
    html
}

static INLINE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(["a", "em", "strong", "del", "code", "br", "img"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "title", "rel"])),
            ("img", HashSet::from(["src", "alt", "title", "width", "height", "loading", "decoding"])),
        ]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
});

/// `html` with nothing but the tags of a line: no id, no class, no event handler, and no URL
/// but of the schemes that lead to a page, a letter or a telephone.
pub(super) fn inline(html: &str) -> String {
    if is_plain(html) { html.replace("&quot;", "\"") } else { INLINE.clean(html).to_string() }
}

/// Whether there is nothing but text as [`escape`] writes it, of which the parser would read every character as it stands:
/// most lines of an article, and to parse them takes most of the time of its reading.
fn is_plain(html: &str) -> bool {
    let is_ours = |after: &str| ["amp;", "lt;", "gt;", "quot;"].iter().any(|name| after.starts_with(name));
    !html.contains(['<', '>', '\0', '\r', '\u{a0}']) && html.split('&').skip(1).all(is_ours)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn plain_text_becomes_what_the_parser_makes_of_it(text in "(\\PC|[\\x00-\\x20\u{7f}-\u{a0}&<>\"]|&amp;|&#65;|&quot)*") {
            for html in [&escape(&text), &text] {
                prop_assert_eq!(inline(html), INLINE.clean(html).to_string());
            }
        }
    }

    #[test]
    fn nothing_but_the_tags_of_a_line_gets_through() {
        let cases = [
            ("<em>a</em> &amp; <strong>b</strong>", "<em>a</em> &amp; <strong>b</strong>"),
            ("a<script>alert(1)</script>b", "ab"),
            (r#"<a href="javascript:alert(1)">x</a>"#, "<a>x</a>"),
            (r#"<a href="data:text/html,x" id="b1" name="n" class="c">x</a>"#, "<a>x</a>"),
            (r#"<img src="/media/a/b.png" onerror="x()" style="x">"#, r#"<img src="/media/a/b.png">"#),
            ("<svg><script>1</script></svg><math></math><style>a{}</style>", ""),
        ];
        for (html, clean) in cases {
            assert_eq!(inline(html), clean, "{html}");
        }
    }

    #[test]
    fn an_author_cannot_write_a_footnotes_mark() {
        assert_eq!(escape("a\u{e000}0\u{e001}<\">&"), "a0&lt;&quot;&gt;&amp;");
    }
}
