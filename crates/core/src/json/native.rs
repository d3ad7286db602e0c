//! A JSON value as serde_json's parser makes it: for the server, and for tests without a browser.

use hustings_wire::Timestamp;

/// A value, or nothing where there was none.
pub(super) struct Value(Option<serde_json::Value>);

impl Value {
    pub(super) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(|value| Self(Some(value)))
    }

    /// The member `key`; nothing when there is none, and when this is no object.
    pub(super) fn member(&self, key: &str) -> Self {
        Self(self.0.as_ref().and_then(|value| value.get(key)).cloned())
    }

    pub(super) fn is_absent(&self) -> bool {
        self.0.is_none()
    }

    pub(super) fn is_null(&self) -> bool {
        self.0.as_ref().is_some_and(serde_json::Value::is_null)
    }

    pub(super) fn text(&self) -> Option<String> {
        self.0.as_ref()?.as_str().map(str::to_owned)
    }

    /// A number. Whole ones are exact up to 2^53.
    pub(super) fn number(&self) -> Option<f64> {
        self.0.as_ref()?.as_f64()
    }

    pub(super) fn flag(&self) -> Option<bool> {
        self.0.as_ref()?.as_bool()
    }

    pub(super) fn items(&self) -> Option<Vec<Self>> {
        let items = self.0.as_ref()?.as_array()?;
        Some(items.iter().map(|item| Self(Some(item.clone()))).collect())
    }

    /// An instant.
    pub(super) fn instant(&self) -> Option<Timestamp> {
        self.text()?.parse().ok()
    }

    /// The names of an object's members.
    pub(super) fn names(&self) -> Option<Vec<String>> {
        Some(self.0.as_ref()?.as_object()?.keys().cloned().collect())
    }
}
