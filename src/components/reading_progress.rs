//! A thin bar along the top that says how much of an article is read. For the eyes alone: a screen reader knows it
//! by itself.

use leptos::prelude::*;

use crate::dom::markup::{Markup, el};

/// The bar. Style sheets move it, or `dom::progress` where they cannot.
#[component]
pub fn ReadingProgress() -> Markup {
    el("div").class("reading-progress").attr("aria-hidden", "true").into()
}
