//! The offer to go on where one was. It never moves the page by itself.

use leptos::prelude::*;

use crate::{
    dom::markup::{Element, Markup, Reading, el},
    i18n::use_locale,
};

/// Two buttons, hidden unless there is something to offer. The element around them is always shown, so that what
/// appears in it is spoken.
#[component]
pub fn ContinueOffer(
    /// Whether there is a place to go to.
    #[prop(into)]
    offered: Reading<bool>,
    /// Reported when the reader wants to go there.
    on_continue: Callback<()>,
    /// Reported when they do not.
    on_dismiss: Callback<()>,
) -> Markup {
    let locale = use_locale();
    let buttons = el("div")
        .class("continue-offer__buttons")
        .live_if("hidden", move || !offered.get())
        .child(button("button", locale.t("continue_reading"), on_continue))
        .child(" ")
        .child(button("button button--quiet", locale.t("continue_dismiss"), on_dismiss));
    el("div").class("continue-offer").attr("role", "status").child(buttons).into()
}

fn button(class: &'static str, words: String, on_press: Callback<()>) -> Element {
    el("button").class(class).attr("type", "button").on("click", move |_| on_press.run(())).child(words)
}
