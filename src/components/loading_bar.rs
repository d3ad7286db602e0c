//! A bar along the top while the next page is on its way.

use leptos::prelude::*;

use crate::{
    dom::markup::{Markup, Reading, el},
    i18n::use_locale,
};

/// Hidden unless `loading`.
#[component]
pub fn LoadingBar(
    /// Whether something is on its way.
    #[prop(into)]
    loading: Reading<bool>,
) -> Markup {
    let label = use_locale().t("loading");
    el("div")
        .class("loading-bar")
        .attr("role", "progressbar")
        .attr("aria-label", label)
        .live_if("hidden", move || !loading.get())
        .into()
}
