//! A place in a JSON text, and what can be read there.
//!
//! A reader notes the first fault and goes on with an empty value, so that the functions that read
//! a type are plain lists of fields; [`decode`] looks at the note once, at the end.

use std::{cell::Cell, str::FromStr};

use hustings_wire::Timestamp;

use super::Value;

/// A text that is not JSON, or lacks something or has something else in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct Unreadable(
    /// The first member that is not as it should be; empty when the whole text is not JSON.
    pub &'static str,
);

impl Unreadable {
    /// What is wrong, in a sentence.
    #[must_use]
    pub fn text(&self) -> String {
        ["not as agreed at `", self.0, "`"].concat()
    }
}

/// What can be read from JSON.
pub trait Decode: Sized {
    /// Reads a value. What it returns after a fault was noted is of no use.
    #[doc(hidden)]
    fn read(node: &Node<'_>) -> Self;
}

/// Reads a JSON text.
///
/// # Errors
/// When the text is not JSON or not a `T`.
pub fn decode<T: Decode>(text: &str) -> Result<T, Unreadable> {
    let fault = Cell::new(None);
    let value = Value::parse(text).ok_or(Unreadable(""))?;
    let read = T::read(&Node { value, name: "", fault: &fault });
    fault.get().map_or(Ok(read), |name| Err(Unreadable(name)))
}

/// Reads a flat object of texts, such as a message catalogue.
///
/// # Errors
/// When the text is not a JSON object or a value in it is not a text.
pub fn texts_by_name(text: &str) -> Result<Vec<(String, String)>, Unreadable> {
    let object = Value::parse(text).ok_or(Unreadable(""))?;
    let mut texts = Vec::new();
    for name in object.names().ok_or(Unreadable(""))? {
        let text = object.member(&name).text().ok_or(Unreadable("a message"))?;
        texts.push((name, text));
    }
    Ok(texts)
}

/// A value with its name and the note of the first fault.
pub struct Node<'a> {
    value: Value,
    name: &'static str,
    fault: &'a Cell<Option<&'static str>>,
}

impl Node<'_> {
    pub(super) fn at(&self, name: &'static str) -> Self {
        Self { value: self.value.member(name), name, fault: self.fault }
    }

    /// Notes that this value is not as it should be.
    pub(super) fn blame(&self) {
        if self.fault.get().is_none() {
            self.fault.set(Some(self.name));
        }
    }

    fn or_blame<T: Default>(&self, read: Option<T>) -> T {
        read.unwrap_or_else(|| {
            self.blame();
            T::default()
        })
    }

    /// Whether there is nothing, or `null`.
    pub(super) fn is_nothing(&self) -> bool {
        self.value.is_absent() || self.value.is_null()
    }

    pub(super) fn is_absent(&self) -> bool {
        self.value.is_absent()
    }

    /// This very value as a text, if it is one.
    pub(super) fn word(&self) -> Option<String> {
        self.value.text()
    }

    pub(super) fn own_text(&self) -> String {
        self.or_blame(self.value.text())
    }

    pub(super) fn text(&self, name: &'static str) -> String {
        self.at(name).own_text()
    }

    /// A text that may be left out; then it is empty.
    pub(super) fn text_or_empty(&self, name: &'static str) -> String {
        let node = self.at(name);
        if node.is_absent() { String::new() } else { node.own_text() }
    }

    pub(super) fn flag(&self, name: &'static str) -> bool {
        let node = self.at(name);
        node.or_blame(node.value.flag())
    }

    pub(super) fn own_fraction(&self) -> f64 {
        self.or_blame(self.value.number())
    }

    /// A whole number from 0 to `max`.
    pub(super) fn own_whole(&self, max: u64) -> u64 {
        let number = self.own_fraction();
        let whole = number as u64;
        if whole as f64 != number || whole > max {
            self.blame();
        }
        whole
    }

    pub(super) fn count(&self, name: &'static str) -> u64 {
        self.at(name).own_whole(u64::MAX)
    }

    pub(super) fn number(&self, name: &'static str) -> u32 {
        self.at(name).own_whole(u64::from(u32::MAX)) as u32
    }

    pub(super) fn small(&self, name: &'static str) -> u8 {
        self.at(name).own_whole(u64::from(u8::MAX)) as u8
    }

    /// Something that may be `null` or left out.
    pub(super) fn maybe<T>(&self, name: &'static str, read: impl Fn(&Self) -> T) -> Option<T> {
        let node = self.at(name);
        if node.is_nothing() { None } else { Some(read(&node)) }
    }

    pub(super) fn items(&self) -> Vec<Self> {
        let items = self.or_blame(self.value.items());
        items.into_iter().map(|value| Self { value, name: self.name, fault: self.fault }).collect()
    }

    pub(super) fn list<T: Decode>(&self, name: &'static str) -> Vec<T> {
        self.at(name).items().iter().map(T::read).collect()
    }

    /// The members of an object of counts.
    pub(super) fn counts(&self) -> Vec<(String, u64)> {
        let names = self.or_blame(self.value.names());
        names
            .into_iter()
            .map(|name| {
                let count = Self { value: self.value.member(&name), name: self.name, fault: self.fault };
                (name, count.own_whole(u64::MAX))
            })
            .collect()
    }

    /// This value as an instant.
    pub(super) fn instant(&self) -> Timestamp {
        self.value.instant().unwrap_or_else(|| {
            self.blame();
            Timestamp::MIN
        })
    }

    /// A text that is printed form of something.
    pub(super) fn parsed<T: FromStr>(&self, blank: T) -> T {
        self.value.text().and_then(|text| text.parse().ok()).unwrap_or_else(|| {
            self.blame();
            blank
        })
    }

    /// One of some words; any other word is `other`.
    pub(super) fn one_of<T: Copy>(&self, name: &'static str, words: &[(&str, T)], other: T) -> T {
        self.at(name).own_one_of(words, other)
    }

    /// The same for this value itself.
    pub(super) fn own_one_of<T: Copy>(&self, words: &[(&str, T)], other: T) -> T {
        let word = self.own_text();
        words.iter().find(|(known, _)| *known == word).map_or(other, |(_, value)| *value)
    }

    /// Blames every member of the object that is not one of these.
    pub(super) fn only(&self, known: &[&str]) {
        if self.or_blame(self.value.names()).iter().any(|name| !known.contains(&name.as_str())) {
            self.blame();
        }
    }
}

impl Decode for String {
    fn read(node: &Node<'_>) -> Self {
        node.own_text()
    }
}
