//! What holds for messages and searches, whatever is in them: the laws of the fuzz targets, which the tests run over the
//! kept inputs.

use crate::{
    i18n::{Catalogue, Locale},
    json::texts_by_name,
    model::search::{Entry, Query, Words, scan::scan},
};

/// A character that stands for a value that was filled in too often.
const MARK: &str = "\u{1}";

/// A file of messages. None is filled in more than once, whatever is filled in.
pub fn message(data: &[u8]) {
    let Ok(json) = std::str::from_utf8(data) else { return };
    let Ok(catalogue) = Catalogue::from_json("ru", json) else { return };
    let (locale, texts) = (Locale::new(catalogue), texts_by_name(json).expect("the catalogue was read"));
    for (key, text) in texts {
        let filled = locale.t_with(&key, &[("name", "{{other}}"), ("other", MARK)]);
        assert!(!filled.contains(MARK) || text.contains("{{other}}") || text.contains(MARK), "{text}: {filled}");
        let _ = locale.t_count(key.rsplit_once('_').map_or("", |(name, _)| name), 3, &[("name", "x")]);
    }
}

/// What is searched for in the first line, and a text in which it is searched. The index finds what going through the text
/// finds, and with its hits marked the text is the same.
pub fn search(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (asked, text) = text.split_once('\n').unwrap_or((&text, ""));
    let Some(query) = Query::parse(asked) else { return };
    let entry = Entry {
        slug: "a".to_owned(),
        title: text.chars().take(80).collect(),
        dek: String::new(),
        text: text.to_owned(),
    };
    let found = Words::in_pieces([[&*entry.title, &entry.dek, &entry.text]], 40).find(&query);
    assert_eq!(found.total, scan(&[entry], &query).total, "{asked}");
    let marked: String = query.marked(text).iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(marked, text, "{asked}");
}

#[cfg(test)]
#[path = "../../../fuzz/kept.rs"]
mod kept;

#[cfg(test)]
mod tests {
    use super::kept::holds;

    #[test]
    fn no_message_is_filled_in_twice() {
        holds("message", super::message);
    }

    #[test]
    fn a_text_with_its_hits_marked_is_the_text() {
        holds("search", super::search);
    }
}
