//! The offer to go on where one was. It never moves the page by itself.

use leptos::prelude::*;

use crate::{
    dom::markup::{Markup, Reading, el, region},
    i18n::use_locale,
};

/// Two buttons while there is something to offer. The element around them is always there, so that what comes into it
/// is spoken.
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
    let content = move || {
        if !offered.get() {
            return Vec::<Markup>::new().into();
        }
        let button = |class: &'static str, key: &'static str, answer: Callback<()>| {
            let button = el("button").class(class).attr("type", "button");
            button.on("click", move |_| answer.run(())).child(locale.t(key))
        };
        vec![
            button("button", "continue_reading", on_continue),
            button("button button--quiet continue-offer__dismiss", "continue_dismiss", on_dismiss),
        ]
        .into()
    };
    el("div").class("continue-offer").attr("role", "status").child(region(content)).into()
}
