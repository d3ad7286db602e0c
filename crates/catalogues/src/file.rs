//! One catalogue as a file: its messages in order, each with its line. Does not check them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key, with its plural ending.
    pub key: String,
    /// The words.
    pub text: String,
    /// Where the key stands; the first line is 1.
    pub line: usize,
}

/// A catalogue as it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueFile {
    /// BCP 47 tag: the name of the file.
    pub lang: String,
    /// The messages in the order of the file; a key that stands there twice is here twice.
    pub entries: Vec<Entry>,
}

/// The English messages of this very version: the catalogue that all others translate.
pub const ENGLISH: &str = include_str!("../../../public/locales/en.json");

/// [`ENGLISH`], read.
///
/// # Panics
/// Never: a test reads it.
pub fn english() -> CatalogueFile {
    CatalogueFile::parse("en", ENGLISH).expect("the English catalogue of this version is one")
}

/// A text that is no catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a flat object of texts ({reason})")]
pub struct NoCatalogue {
    /// The line to look at, the first being 1.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
}

impl CatalogueFile {
    /// Reads the file of a language.
    ///
    /// # Errors
    /// When the text is no JSON, or not an object whose values are all texts.
    pub fn parse(lang: &str, json: &str) -> Result<Self, NoCatalogue> {
        let json = json.strip_prefix('\u{feff}').unwrap_or(json);
        let value: Map<String, Value> = serde_json::from_str(json)
            .map_err(|error| NoCatalogue { line: error.line().max(1), reason: error.to_string() })?;
        let mut entries = Vec::new();
        let mut key: Option<(String, usize)> = None;
        for token in texts(json) {
            match (key.take(), token.is_key) {
                (None, true) => key = Some((token.text, token.line)),
                (Some((key, line)), false) => entries.push(Entry { key, text: token.text, line }),
                // The value of the key before is no text, or there are texts within it.
                (Some((key, line)), true) => return Err(not_a_text(&key, line)),
                (None, false) => return Err(not_a_text(&token.text, token.line)),
            }
        }
        if let Some((key, line)) = key {
            return Err(not_a_text(&key, line));
        }
        let named: BTreeSet<&String> = entries.iter().map(|entry| &entry.key).collect();
        match value.iter().find(|(key, value)| !value.is_string() || !named.contains(key)) {
            Some((key, _)) => {
                let line = entries.iter().find(|entry| entry.key == *key).map_or(1, |entry| entry.line);
                Err(not_a_text(key, line))
            }
            None => Ok(Self { lang: lang.to_owned(), entries }),
        }
    }

    /// The message of exactly this key; of the last one, as every reader of JSON takes it, when it is there twice.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.key == key)
    }

    /// The catalogue as a file, one message a line.
    ///
    /// # Panics
    /// Never: texts can be written as JSON.
    pub fn to_json(&self) -> String {
        let quoted = |text: &str| serde_json::to_string(text).expect("a text can be written as JSON");
        let lines: Vec<String> =
            self.entries.iter().map(|entry| format!("  {}: {}", quoted(&entry.key), quoted(&entry.text))).collect();
        format!("{{\n{}\n}}\n", lines.join(",\n"))
    }
}

impl Entry {
    /// The names that the message fills in, `{{name}}`.
    pub fn places(&self) -> BTreeSet<&str> {
        let rests = self.text.split("{{").skip(1);
        rests.filter_map(|rest| rest.split_once("}}").map(|(name, _)| name)).collect()
    }
}

fn not_a_text(key: &str, line: usize) -> NoCatalogue {
    NoCatalogue { line, reason: format!("the value of `{key}` must be a text") }
}

struct Token {
    text: String,
    line: usize,
    is_key: bool,
}

/// The texts of valid JSON with their lines; a parser of JSON does not tell them.
fn texts(json: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(start) = json[at..].find('"').map(|found| at + found) {
        line += json[at..start].matches('\n').count();
        let mut escaped = false;
        let length = json[start + 1..].find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let Some(end) = length.map(|length| start + length + 2) else { break };
        let text = serde_json::from_str(&json[start..end]).unwrap_or_default();
        let is_key = json[end..].trim_start().starts_with(':');
        tokens.push(Token { text, line, is_key });
        at = end;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_with_their_lines() {
        let file = CatalogueFile::parse("en", "{\n\"a\": \"x \\\" : {{n}}\",\n\n\"b\\u0020c\" :\n\"y\"}").expect("one");
        let read: Vec<_> = file.entries.iter().map(|e| (e.key.as_str(), e.text.as_str(), e.line)).collect();
        assert_eq!(read, [("a", "x \" : {{n}}", 2), ("b c", "y", 4)]);
        assert_eq!(file.entries[0].places(), BTreeSet::from(["n"]));
        assert_eq!(CatalogueFile::parse("en", &file.to_json()).expect("one").get("b c").expect("there").line, 3);
    }

    #[test]
    fn what_is_no_catalogue_is_refused_with_its_line() {
        let cases = [
            ("{\n\"a\": \"b\",\n}", 3, "trailing comma"),
            ("[]", 1, "map"),
            ("{\n\"a\": {\"b\": \"c\"}}", 2, "`a` must be a text"),
            ("{\"x\": \"y\",\n\"a\": 1}", 2, "`a` must be a text"),
            ("{\"a\": 1,\n\"x\": \"y\"}", 1, "`a` must be a text"),
            ("{\"a\": [\"b\", \"c\"]}", 1, "must be a text"),
            ("{\"a\": null}", 1, "`a` must be a text"),
        ];
        for (json, line, reason) in cases {
            let error = CatalogueFile::parse("en", json).expect_err(json);
            assert_eq!(error.line, line, "{json}");
            assert!(error.reason.contains(reason), "{json}: {error}");
        }
    }
}
