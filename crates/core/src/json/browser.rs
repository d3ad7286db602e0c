//! A JSON value as the browser's parser makes it.

use hustings_wire::Timestamp;
use js_sys::{Array, Date, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A value, or nothing where there was none.
pub(super) struct Value(JsValue);

impl Value {
    pub(super) fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }

    /// The member `key`; nothing when there is none, and when this is no object.
    pub(super) fn member(&self, key: &str) -> Self {
        Self(Reflect::get(&self.0, &key.into()).unwrap_or(JsValue::UNDEFINED))
    }

    pub(super) fn is_absent(&self) -> bool {
        self.0.is_undefined()
    }

    pub(super) fn is_null(&self) -> bool {
        self.0.is_null()
    }

    pub(super) fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    /// A number. Whole ones are exact up to 2^53.
    pub(super) fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    pub(super) fn flag(&self) -> Option<bool> {
        self.0.as_bool()
    }

    pub(super) fn items(&self) -> Option<Vec<Self>> {
        let array: &Array = self.0.dyn_ref()?;
        Some((0..array.length()).map(|index| Self(array.get(index))).collect())
    }

    /// An instant. The browser reads RFC 3339, and more than that; the server sends nothing else.
    pub(super) fn instant(&self) -> Option<Timestamp> {
        let milliseconds = Date::parse(&self.text()?);
        (!milliseconds.is_nan()).then(|| Timestamp::from_unix((milliseconds / 1_000.0).floor() as i64))
    }

    /// The names of an object's members.
    pub(super) fn names(&self) -> Option<Vec<String>> {
        if Array::is_array(&self.0) {
            return None;
        }
        let names = Object::keys(self.0.dyn_ref::<Object>()?);
        Some((0..names.length()).filter_map(|index| names.get(index).as_string()).collect())
    }
}
