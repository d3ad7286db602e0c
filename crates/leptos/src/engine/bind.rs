//! Texts, attributes and properties of nodes: set once, or kept what signals say.

use std::mem;

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element as Tag, Node};

use super::{Read, Text, Value};
use crate::reactive::RenderEffect;

/// Keeps a text, an attribute or a property what signals say. Every effect here is of this one type, and keeps
/// what it needs from one run to the next by itself: each further type of value would bring all of its code again.
pub(super) type Binding = RenderEffect<()>;

pub(super) enum Set {
    Fixed(Option<Text>),
    Live(#[expect(dead_code, reason = "the binding ends when it is dropped")] Binding),
}

pub(super) fn set_text(node: &Node, text: &str) {
    if node.node_value().as_deref() != Some(text) {
        node.set_node_value(Some(text));
    }
}

pub(super) fn set_attribute(node: &Tag, name: &str, value: Option<&str>) {
    if node.get_attribute(name).as_deref() == value {
        return;
    }
    let _ = match value {
        Some(value) => node.set_attribute(name, value),
        None => node.remove_attribute(name),
    };
}

fn set_property(node: &Tag, name: &str, value: Option<&str>) {
    let value = match (name, value) {
        ("checked" | "selected", value) => JsValue::from_bool(value.is_some()),
        (_, value) => JsValue::from_str(value.unwrap_or_default()),
    };
    let _ = Reflect::set(node, &name.into(), &value);
}

/// Whether something is ticked, and whether it was when it was served.
pub(super) fn ticks(node: &Tag) -> [bool; 2] {
    ["checked", "defaultChecked"].map(|name| Reflect::get(node, &name.into()).is_ok_and(|ticked| ticked.is_truthy()))
}

/// Whether something else is written in a field than when it was served. Only what text is written into has a selection: the
/// value of a radio without one is not what was served either.
pub(super) fn is_written(node: &Tag) -> bool {
    let [now, served, selection] =
        ["value", "defaultValue", "selectionStart"].map(|name| Reflect::get(node, &name.into()).unwrap_or_default());
    selection.as_f64().is_some() && now.as_string() != served.as_string()
}

pub(super) fn bind(node: &Tag, is_readers: bool, name: &'static str, value: Value) -> Set {
    let (read, set, stays): (_, fn(&Tag, &str, Option<&str>), _) = match value {
        Value::Fixed(value) => return Set::Fixed(value),
        Value::Attribute(read) => (read, set_attribute, false),
        Value::Property(read) => (read, set_property, is_readers),
    };
    Set::Live(bind_to(node.clone(), name, read, set, stays))
}

pub(super) fn bind_text(node: &Node, mut read: Read<String>) -> Binding {
    let set = |node: &Tag, _: &str, text: Option<&str>| set_text(node, text.unwrap_or_default());
    // A text node has what `set_text` needs, though it is no element.
    bind_to(node.clone().unchecked_into(), "", Box::new(move || Some(read.ask())), set, false)
}

fn bind_to(
    node: Tag,
    name: &'static str,
    mut read: Read<Option<String>>,
    set: fn(&Tag, &str, Option<&str>),
    mut stays: bool,
) -> Binding {
    let mut old = None;
    Binding::boxed(Box::new(move || {
        let value = Some(read.ask());
        if old != value {
            if !mem::take(&mut stays) {
                set(&node, name, value.as_ref().and_then(Option::as_deref));
            }
            old = value;
        }
    }))
}
