//! Escaping for XML. Not a writer of documents: the few that exist are templates where they are made.

/// Text as XML text or the value of a quoted attribute, without what XML 1.0 cannot hold.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => safe.push(c),
            _ => {}
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_holds_no_character_that_it_must_not() {
        assert_eq!(escape("a<b>&\"\u{0}\u{b}\u{ffff}é"), "a&lt;b&gt;&amp;&quot;é");
    }
}
