//! Typed reading of a TOML table that reports every fault with its line.
//!
//! A `serde` derive would stop at the first fault, and ignore or reject unknown keys without a hint; an editor needs
//! all faults at once, and the key that was probably meant.

mod names;
mod tables;

use std::cell::RefCell;

use hustings_wire::Timestamp;
use toml::de::{DeTable, DeValue};

pub(super) use names::{ID_RULE, is_id};

use super::source::Source;

type Value<'t> = toml::Spanned<DeValue<'t>>;

/// A table being read. Every getter notes faults in the source and remembers the key as known.
pub(super) struct Fields<'t> {
    source: &'t Source,
    table: &'t DeTable<'t>,
    /// Where the TOML begins within the source.
    offset: usize,
    /// Where the table begins within the TOML.
    start: usize,
    /// How the table is called in messages, such as ` in [[options]]`; empty for the whole file.
    place: String,
    known: RefCell<Vec<&'static str>>,
}

/// A value with the place where it stands in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct At<T> {
    /// The value.
    pub(super) value: T,
    /// Its first byte in the source.
    pub(super) at: usize,
}

/// Reads TOML that begins at `offset` of the source; `None`, with the faults noted, when it is not TOML.
pub(super) fn parse<'t>(source: &Source, toml: &'t str, offset: usize) -> Option<toml::Spanned<DeTable<'t>>> {
    match DeTable::parse(toml) {
        Ok(table) => Some(table),
        Err(e) => {
            let at = offset + e.span().map_or(0, |span| span.start);
            source.error(at, format!("this is not TOML: {}; fix the line", e.message().trim().replace('\n', ", ")));
            None
        }
    }
}

impl<'t> Fields<'t> {
    /// The top of a file.
    pub(super) fn new(source: &'t Source, table: &'t DeTable<'t>, offset: usize) -> Self {
        Self { source, table, offset, start: 0, place: String::new(), known: RefCell::default() }
    }

    fn nested(&self, table: &'t DeTable<'t>, start: usize, place: String) -> Self {
        Self { source: self.source, table, offset: self.offset, start, place, known: RefCell::default() }
    }

    /// The first byte of the table in the source.
    pub(super) fn at(&self) -> usize {
        self.offset + self.start
    }

    /// Whether the key is there, whatever its value.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Where the key's value stands, if it is there.
    pub(super) fn place(&self, key: &'static str) -> Option<usize> {
        self.get(key).map(|(_, at)| at)
    }

    fn get(&self, key: &'static str) -> Option<(&'t DeValue<'t>, usize)> {
        self.mention(key);
        self.table.get(key).map(|value| (value.get_ref(), self.position(value)))
    }

    fn position(&self, value: &Value<'_>) -> usize {
        self.offset + value.span().start
    }

    fn wrong(&self, key: &str, at: usize, wanted: &str) {
        self.source.error(at, format!("`{key}`{} must be {wanted}", self.place));
    }

    fn missing(&self, key: &str, wanted: &str) {
        self.source.error(self.at(), format!("`{key}`{} is missing; give {wanted}", self.place));
    }

    /// A text of at most `max` characters, without blanks around it; absent or empty is `None`.
    pub(super) fn text(&self, key: &'static str, max: usize) -> Option<At<String>> {
        let (value, at) = self.get(key)?;
        let value = self.checked_text(key, value, at, max)?;
        (!value.is_empty()).then_some(At { value, at })
    }

    fn checked_text(&self, key: &str, value: &DeValue<'_>, at: usize, max: usize) -> Option<String> {
        let Some(text) = value.as_str() else {
            self.wrong(key, at, "a text in quotes");
            return None;
        };
        let text = text.trim();
        let length = text.chars().count();
        if length > max {
            self.wrong(key, at, &format!("at most {max} characters long; it has {length}"));
            return None;
        }
        if text.chars().any(char::is_control) {
            self.wrong(key, at, "one line without control characters");
            return None;
        }
        Some(text.to_owned())
    }

    /// A text that must be there.
    pub(super) fn required_text(&self, key: &'static str, max: usize) -> Option<At<String>> {
        let there = self.has(key);
        let text = self.text(key, max);
        if text.is_none() && (!there || self.table.get(key).is_some_and(|v| v.get_ref().as_str() == Some(""))) {
            self.missing(key, "a text in quotes");
        }
        text
    }

    /// An id that must be there: `a-z`, `0-9` and `-`.
    pub(super) fn required_id(&self, key: &'static str) -> Option<At<String>> {
        let id = self.required_text(key, names::MAX_ID)?;
        if !is_id(&id.value) {
            self.wrong(key, id.at, ID_RULE);
            return None;
        }
        Some(id)
    }

    /// One of the words given.
    pub(super) fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<At<T>> {
        let (value, at) = self.get(key)?;
        let found = value.as_str().and_then(|text| words.iter().find(|(word, _)| *word == text));
        if found.is_none() {
            let all: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            self.wrong(key, at, &format!("one of {}", all.join(", ")));
        }
        found.map(|(_, value)| At { value: *value, at })
    }

    /// A yes or no.
    pub(super) fn boolean(&self, key: &'static str) -> Option<bool> {
        self.flag(key).map(|flag| flag.value)
    }

    /// The same with its place.
    pub(super) fn flag(&self, key: &'static str) -> Option<At<bool>> {
        let (value, at) = self.get(key)?;
        let value = value.as_bool();
        if value.is_none() {
            self.wrong(key, at, "true or false, without quotes");
        }
        value.map(|value| At { value, at })
    }

    /// A whole number that is not negative.
    pub(super) fn count(&self, key: &'static str) -> Option<At<u64>> {
        let (value, at) = self.get(key)?;
        let number = whole(value);
        if number.is_none() {
            self.wrong(key, at, "a whole number, 0 or more, without quotes");
        }
        number.map(|value| At { value, at })
    }

    /// An instant with its offset from UTC.
    pub(super) fn instant(&self, key: &'static str) -> Option<At<Timestamp>> {
        let (value, at) = self.get(key)?;
        let mut instant = None;
        if let Some(mut datetime) = value.as_datetime().copied() {
            if let Some(time) = &mut datetime.time {
                time.second.get_or_insert(0);
            }
            instant = datetime.to_string().parse().ok();
        }
        if instant.is_none() {
            let wanted = "a date with time and offset and without quotes, such as 2026-05-01T09:30:00+03:00";
            self.wrong(key, at, wanted);
        }
        instant.map(|value| At { value, at })
    }

    /// A list of texts; absent is empty.
    pub(super) fn texts(&self, key: &'static str, max: usize) -> Vec<At<String>> {
        let Some((value, at)) = self.get(key) else { return Vec::new() };
        let Some(list) = value.as_array() else {
            self.wrong(key, at, "a list of texts, such as [\"one\", \"two\"]");
            return Vec::new();
        };
        let texts = list.iter().filter_map(|item| {
            let at = self.position(item);
            self.checked_text(key, item.get_ref(), at, max).map(|value| At { value, at })
        });
        texts.collect()
    }

    /// A list of ids, each of them once; absent is empty.
    pub(super) fn ids(&self, key: &'static str) -> Vec<At<String>> {
        let mut ids: Vec<At<String>> = Vec::new();
        for id in self.texts(key, names::MAX_ID) {
            if !is_id(&id.value) {
                self.wrong(key, id.at, ID_RULE);
            } else if ids.iter().any(|other| other.value == id.value) {
                self.source.warn(id.at, format!("`{}` stands twice in `{key}`; take one out", id.value));
            } else {
                ids.push(id);
            }
        }
        ids
    }

    /// A list of whole numbers; absent is `None`.
    pub(super) fn counts(&self, key: &'static str) -> Option<At<Vec<u64>>> {
        let (value, at) = self.get(key)?;
        let numbers: Option<Vec<u64>> =
            value.as_array().and_then(|list| list.iter().map(|item| whole(item.get_ref())).collect());
        if numbers.is_none() {
            self.wrong(key, at, "a list of whole numbers, such as [0, 0, 1, 2, 3]");
        }
        numbers.map(|value| At { value, at })
    }
}

fn whole(value: &DeValue<'_>) -> Option<u64> {
    let number = value.as_integer()?;
    u64::from_str_radix(number.as_str(), number.radix()).ok()
}
