//! What the reader sees when the app cannot go on: plain DOM, since nothing else may work.

use std::cell::RefCell;

use super::document;
use crate::i18n::Locale;

/// English for as long as no catalogue is there: `crash_title` and `crash_reload` of `en.json`.
const TITLE: &str = "This page has stopped working. What you have sent is kept.";
const RELOAD: &str = "Reload the page";

struct Words {
    title: String,
    reload: String,
}

thread_local! {
    static WORDS: RefCell<Words> = const { RefCell::new(Words { title: String::new(), reload: String::new() }) };
}

/// Learns the reader's words for it while everything still works.
pub fn prepare(locale: &Locale) {
    WORDS.set(Words { title: locale.t("crash_title"), reload: locale.t("crash_reload") });
}

/// Says on the page what has happened, with a way to begin again. What is on the page stays
/// readable.
pub fn show(reason: &str) {
    let (title, reload) = WORDS.with_borrow(|words| {
        let or = |word: &str, english: &str| if word.is_empty() { english.to_owned() } else { word.to_owned() };
        (or(&words.title, TITLE), or(&words.reload, RELOAD))
    });
    // Nothing here may panic: it runs inside the panic hook.
    let document = document();
    let (Some(body), Ok(notice)) = (document.body(), document.create_element("div")) else { return };
    notice.set_class_name("crash");
    let _ = notice.set_attribute("role", "alert");
    let part = |tag: &str, text: &str| {
        if let Ok(element) = document.create_element(tag) {
            element.set_text_content(Some(text));
            if tag == "a" {
                let _ = element.set_attribute("href", "");
            }
            let _ = notice.append_child(&element);
        }
    };
    part("p", &title);
    part("p", reason);
    part("a", &reload);
    let _ = body.prepend_with_node_1(&notice);
}

/// From now on a panic is logged and shown. The instance is gone after one: only a reload helps.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        panicked();
    }));
}

/// Shows that a panic has happened. In what `cargo xtask dist` makes, a panic calls this alone, without a sentence
/// for the console, and is the trap that the browser reports there
/// (`docs/adr/0014-the-bytes-of-the-frame.md`): its name is part of that.
#[inline(never)]
pub fn panicked() {
    show("");
}
