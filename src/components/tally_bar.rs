//! A bar as long as a percentage. Its length is an SVG attribute: the Content-Security-Policy
//! governs `style` attributes and leaves this one alone, so the bar stands in served HTML, too.

use hustings_wire::digits::digits;
use leptos::prelude::*;

use crate::dom::markup::{Markup, Reading, el};

/// A bar of `percent` of its width. The figures stand beside it in words, so it is silent.
#[component]
pub fn TallyBar(
    /// 0 to 100.
    #[prop(into)]
    percent: Reading<u8>,
) -> Markup {
    let rect = |class| el("rect").class(class).attr("height", "100%");
    el("svg")
        .class("tally-bar")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .child(rect("tally-bar__track").attr("width", "100%"))
        .child(rect("tally-bar__fill").live("width", move || Some(digits(percent.get().into()) + "%")))
        .into()
}
