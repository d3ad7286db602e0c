//! A newer version of the app is ready: offered, never forced. When it is, somebody else finds out
//! (`public/offline.js`), and somebody else announces it.

use leptos::prelude::*;

use crate::{
    dom::markup::{Element, Markup, Reading, el, region},
    i18n::use_locale,
};

/// Nothing until `ready`; then a sentence and two buttons.
#[component]
pub fn UpdateNotice(
    /// Whether there is something to offer.
    #[prop(into)]
    ready: Reading<bool>,
    /// Reported when the reader wants the newer version now.
    on_reload: Callback<()>,
    /// Reported when the reader does not want to be asked.
    on_dismiss: Callback<()>,
) -> Markup {
    let locale = use_locale();
    let button = move |class: &'static str, key: &str, report: Callback<()>| -> Element {
        el("button").class(class).attr("type", "button").on("click", move |_| report.run(())).child(locale.t(key))
    };
    let words = use_locale().t("update_ready");
    region(move || {
        ready
            .get()
            .then(|| {
                el("aside")
                    .class("update-notice")
                    .attr("aria-label", words.clone())
                    .child(el("p").class("update-notice__words").child(words.clone()))
                    .child(button("button", "update_reload", on_reload))
                    .child(button("button button--quiet", "update_dismiss", on_dismiss))
            })
            .into()
    })
}
