//! What a screen reader is told when something happens that the eye sees by itself, such as the
//! next page. Shows nothing.

use leptos::prelude::*;

use crate::dom::markup::{Markup, Reading, el};

/// A polite live region.
#[component]
pub fn Announcer(
    /// The words; each change is spoken once.
    #[prop(into)]
    text: Reading<String>,
) -> Markup {
    el("div").class("announcer").attr("role", "status").attr("aria-live", "polite").words(move || text.get()).into()
}
