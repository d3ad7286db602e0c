//! Copying a text.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{document, window};

/// Puts `text` on the clipboard. Returns whether it is there; a browser may refuse, for instance
/// on an insecure page or for want of permission.
pub async fn copy(text: &str) -> bool {
    let Some(promise) = write_text(text) else { return false };
    JsFuture::from(promise).await.is_ok()
}

/// `navigator.clipboard.writeText(text)`, looked up by hand since web-sys counts it as unstable and
/// since it is absent on insecure pages.
fn write_text(text: &str) -> Option<Promise> {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).ok().filter(JsValue::is_object)?;
    let write: Function = Reflect::get(&clipboard, &"writeText".into()).ok()?.dyn_into().ok()?;
    write.call1(&clipboard, &text.into()).ok()?.dyn_into().ok()
}

/// Selects the content of the text field with this id, so that the reader can copy it themselves.
pub fn select_field(id: &str) {
    if let Some(field) = document().get_element_by_id(id).and_then(|e| e.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        let _ = field.focus();
        field.select();
    }
}
