//! Escaping for HTML. The only module that knows which characters need it.
//!
//! Not a writer of documents, and not a sanitiser: it escapes all markup. Sanitised HTML is
//! [`TrustedHtml`](crate::model::trusted_html::TrustedHtml). XML forbids characters that HTML allows, so its writers
//! have rules of their own on top of these.

/// `text` as text of an element, or as the value of an attribute in double quotes.
///
/// ```
/// use hustings_core::html::escape;
///
/// assert_eq!(escape("<b title=\"a & b\">"), "&lt;b title=&quot;a &amp; b&quot;&gt;");
/// ```
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push_escaped(&mut html, text);
    html
}

/// Appends `text`, escaped as by [`escape`], to the HTML that is being written.
pub fn push_escaped(html: &mut String, text: &str) {
    for character in text.chars() {
        match escaped(character) {
            Some(reference) => html.push_str(reference),
            None => html.push(character),
        }
    }
}

/// The character reference of `character` where it needs one (WHATWG HTML, "Serializing HTML fragments"); `>` is
/// among them because templates look for the end of a tag.
fn escaped(character: char) -> Option<&'static str> {
    match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_can_end_neither_an_element_nor_an_attribute() {
        for (name, text, expected) in [
            ("a script", "</script><script>", "&lt;/script&gt;&lt;script&gt;"),
            ("a quote", "\" onload=\"", "&quot; onload=&quot;"),
            ("a reference stays a text", "&lt;", "&amp;lt;"),
            ("nothing", "", ""),
            ("other scripts and apostrophes", "أي? it's 夜", "أي? it's 夜"),
        ] {
            assert_eq!(escape(text), expected, "{name}");
        }
    }

    #[test]
    fn what_was_written_before_stays() {
        let mut html = "<p>".to_owned();
        push_escaped(&mut html, "1 < 2");
        assert_eq!(html, "<p>1 &lt; 2");
    }
}
