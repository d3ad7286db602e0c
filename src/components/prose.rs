//! A text of an article. The one place that sets inner HTML, and it takes nothing but
//! [`TrustedHtml`].

use leptos::prelude::*;

use crate::{
    dom::markup::{Markup, el},
    model::trusted_html::TrustedHtml,
};

/// Sanitised HTML, set with the publication's type.
#[component]
pub fn Prose(
    /// The text.
    html: TrustedHtml,
) -> Markup {
    el("div").class("prose").inner_html(html.as_str().to_owned()).into()
}
