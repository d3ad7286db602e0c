//! The document as a whole: title, language, direction, focus.

use hustings_core::text::split;
use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

#[cfg(all(test, not(target_arch = "wasm32")))]
pub use super::simulated::{clock_ms, log_error, random};
use super::{document, window};

/// Makes the document say that it is `title`, in `lang`, read in `dir`.
pub fn describe(title: &str, lang: &str, dir: &str) {
    document().set_title(title);
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", lang);
        let _ = root.set_attribute("dir", dir);
    }
}

/// The path below which the app's files are, with a slash at both ends. The boot script knows it
/// from its own URL and leaves it on the root element.
pub fn base_path() -> String {
    if cfg!(all(test, not(target_arch = "wasm32"))) {
        return "/".to_owned();
    }
    let base = document().document_element().and_then(|root| root.get_attribute("data-base"));
    base.filter(|base| base.starts_with('/') && base.ends_with('/')).unwrap_or_else(|| "/".to_owned())
}

/// `scheme://host[:port]` of the page.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Moves focus to the first element of `selector` without scrolling.
pub fn focus(selector: &str) {
    let Some(element) = document().query_selector(selector).ok().flatten() else { return };
    let Ok(element) = element.dyn_into::<HtmlElement>() else { return };
    focus_element(&element, true);
}

/// Without `ring`, for who goes by a pointer: where the element that had the focus is gone, Firefox draws one for everybody.
pub(super) fn focus_element(element: &HtmlElement, ring: bool) {
    let options = Object::new();
    let _ = Reflect::set(&options, &"preventScroll".into(), &JsValue::TRUE);
    if !ring {
        let _ = Reflect::set(&options, &"focusVisible".into(), &JsValue::FALSE);
    }
    // `focus(options)` by hand: web-sys has no bindings for its options.
    if let Ok(focus) = Reflect::get(element, &"focus".into()).and_then(JsCast::dyn_into::<Function>) {
        let _ = focus.call1(element, &options);
    }
}

/// Whether the element of `selector` has the focus.
pub fn has_focus(selector: &str) -> bool {
    document().active_element().is_some_and(|element| element.matches(selector).unwrap_or(false))
}

/// What stands in the text field of `selector`; empty without one.
pub fn typed(selector: &str) -> String {
    field(selector).map(|field| field.value()).unwrap_or_default()
}

/// Puts `text` into the text field of `selector`, whatever was typed there.
pub fn fill(selector: &str, text: &str) {
    if let Some(field) = field(selector) {
        field.set_value(text);
    }
}

fn field(selector: &str) -> Option<web_sys::HtmlInputElement> {
    document().query_selector(selector).ok().flatten().map(JsCast::unchecked_into)
}

/// Opens the `<dialog>` with this id as a modal one.
pub fn show_dialog(id: &str) {
    if let Some(dialog) = dialog(id) {
        let _ = dialog.show_modal();
    }
}

/// Closes the `<dialog>` with this id.
pub fn close_dialog(id: &str) {
    if let Some(dialog) = dialog(id) {
        dialog.close();
    }
}

/// Closes whatever popover is open.
pub fn close_popover() {
    // A browser that does not know the word has no popovers either.
    if let Some(open) = document().query_selector(":popover-open").ok().flatten() {
        let _ = open.unchecked_into::<HtmlElement>().hide_popover();
    }
}

/// Takes away the style sheets for paper.
pub fn leave_printing_alone() {
    if let Some(sheet) = document().query_selector("link[media=print]").ok().flatten() {
        sheet.remove();
    }
}

fn dialog(id: &str) -> Option<web_sys::HtmlDialogElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The language of the document, as `index.html` or the server wrote it.
pub fn lang() -> String {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute("lang")).unwrap_or_default()
}

/// The language tags the reader prefers, most preferred first.
pub fn preferred_languages() -> Vec<String> {
    window().navigator().languages().iter().filter_map(|l| l.as_string()).collect()
}

/// Beginning and end of the cookie with the language. Over HTTPS browsers take one with this prefix from the publication's own
/// host alone (RFC 6265bis, section 4.1.3.2).
fn language_cookie() -> (&'static str, &'static str) {
    match window().location().protocol().is_ok_and(|protocol| protocol == "https:") {
        true => ("__Host-lang=", "; Path=/; Max-Age=31536000; SameSite=Lax; Secure"),
        false => ("lang=", "; Path=/; Max-Age=31536000; SameSite=Lax"),
    }
}

/// Remembers the language that the reader has chosen, where the server can read it.
pub fn remember_language(lang: &str) {
    let document: web_sys::HtmlDocument = document().unchecked_into();
    let (name, attributes) = language_cookie();
    let _ = document.set_cookie(&[name, lang, attributes].concat());
}

/// The language that the reader has chosen on an earlier visit.
pub fn remembered_language() -> Option<String> {
    let cookies = document().unchecked_into::<web_sys::HtmlDocument>().cookie().ok()?;
    let (name, _) = language_cookie();
    split(&cookies, ";").into_iter().find_map(|cookie| cookie.trim_ascii_start().strip_prefix(name)).map(str::to_owned)
}

/// Whether the browser believes to be connected.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Whether the page is on the screen.
pub fn is_visible() -> bool {
    !document().hidden()
}

/// Milliseconds since 1970-01-01T00:00:00Z by the reader's clock.
#[cfg(not(all(test, not(target_arch = "wasm32"))))]
pub fn clock_ms() -> f64 {
    js_sys::Date::now()
}

/// A random number in 0..1, for jitter; not for secrets.
#[cfg(not(all(test, not(target_arch = "wasm32"))))]
pub fn random() -> f64 {
    js_sys::Math::random()
}

/// Tells the developer's console what the reader is told in kinder words.
#[cfg(not(all(test, not(target_arch = "wasm32"))))]
pub fn log_error(message: &str) {
    web_sys::console::warn_1(&message.into());
}
