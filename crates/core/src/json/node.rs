//! A value in a JSON text, and its decoding.
//!
//! Decoding records the first error and goes on with an empty value, so that a type is a plain list of its members
//! (`tables`); [`decode`] checks for the error once, at the end. Numbers, texts and lists are in `plain`.

use std::cell::Cell;

use super::Value;
use crate::kinds::plain_polls_alone;

/// The fault of a poll that is not plain, in a program for plain polls alone.
const NOT_PLAIN: &str = "a plain poll";

/// A text that is not JSON, or lacks something or has something else in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct Unreadable(
    /// The first member that is not as it should be; empty when the whole text is not JSON.
    pub &'static str,
);

impl Unreadable {
    /// What is wrong, in a sentence.
    pub fn text(&self) -> String {
        ["not as agreed at `", self.0, "`"].concat()
    }

    /// Whether it is of a poll that this program does not know, being one for plain polls alone ([`crate::kinds`]).
    pub fn is_of_other_kind(&self) -> bool {
        plain_polls_alone() && self.0 == NOT_PLAIN
    }
}

/// What can be read from JSON.
pub trait Decode: Sized {
    /// Reads a value. After an error the result is meaningless.
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

/// A value with its name and the first error.
pub struct Node<'a> {
    value: Value,
    name: &'static str,
    fault: &'a Cell<Option<&'static str>>,
}

impl Node<'_> {
    /// The member `name`, be it there or not.
    pub(super) fn at(&self, name: &'static str) -> Self {
        Self { value: self.value.member(name), name, fault: self.fault }
    }

    /// What the member `name` says.
    pub(super) fn member<T: Decode>(&self, name: &'static str) -> T {
        T::read(&self.at(name))
    }

    /// What the member `name` says; its type's default where there is none.
    pub(super) fn member_or_default<T: Decode + Default>(&self, name: &'static str) -> T {
        let node = self.at(name);
        if node.value.is_absent() { T::default() } else { T::read(&node) }
    }

    /// Takes over what the member `name` says, if there is one.
    pub(super) fn member_into<T: Decode>(&self, name: &'static str, target: &mut T) {
        let node = self.at(name);
        if !node.value.is_absent() {
            *target = T::read(&node);
        }
    }

    /// Notes that this value is not as it should be.
    pub(super) fn blame(&self) {
        if self.fault.get().is_none() {
            self.fault.set(Some(self.name));
        }
    }

    /// Notes, in a program for plain polls alone, that this is of another one where any of these members says anything.
    pub(super) fn only_plain(&self, others: &[&'static str]) {
        let says = |name: &&'static str| {
            let member = self.at(name);
            !member.is_nothing() && member.value.flag() != Some(false)
        };
        if plain_polls_alone() && others.iter().any(says) {
            self.fault.set(Some(NOT_PLAIN));
        }
    }

    /// Notes the same of a word that is not this poll's kind.
    pub(super) fn only_plain_kind(&self) {
        if plain_polls_alone() {
            self.fault.set(Some(NOT_PLAIN));
        }
    }

    /// What was read; where nothing was, that is noted, and an empty value stands for it.
    pub(super) fn or_blame<T: Default>(&self, read: Option<T>) -> T {
        read.unwrap_or_else(|| {
            self.blame();
            T::default()
        })
    }

    /// The value itself, for those who read what is no object.
    pub(super) fn value(&self) -> &Value {
        &self.value
    }

    /// Whether there is nothing, or `null`.
    pub(super) fn is_nothing(&self) -> bool {
        self.value.is_absent() || self.value.is_null()
    }

    /// The items of a list.
    pub(super) fn items(&self) -> Vec<Self> {
        let items = self.or_blame(self.value.items());
        items.into_iter().map(|value| Self { value, name: self.name, fault: self.fault }).collect()
    }

    /// The members of an object whose names are ids.
    pub(super) fn entries<T: Decode>(&self) -> Vec<(String, T)> {
        let names = self.or_blame(self.value.names());
        names
            .into_iter()
            .map(|name| {
                let member = Self { value: self.value.member(&name), name: self.name, fault: self.fault };
                (name, T::read(&member))
            })
            .collect()
    }

    /// The value that belongs to this word; `None` for any other word.
    pub(super) fn word_of<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let word = self.or_blame(self.value.text());
        words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
    }

    /// Notes a fault when the object has a member that is not one of these.
    pub(super) fn only(&self, known: &[&str]) {
        if self.or_blame(self.value.names()).iter().any(|name| !known.contains(&name.as_str())) {
            self.blame();
        }
    }
}
