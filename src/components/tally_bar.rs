//! A bar as long as a percentage. Its length is an SVG attribute: the Content-Security-Policy
//! governs `style` attributes and leaves this one alone, so the bar stands in served HTML, too.

use leptos::prelude::*;

/// A bar of `percent` of its width. The figures stand beside it in words, so it is silent.
#[component]
pub fn TallyBar(
    /// 0 to 100.
    #[prop(into)]
    percent: Signal<u8>,
) -> impl IntoView {
    view! {
        <svg class="tally-bar" aria-hidden="true" focusable="false">
            <rect class="tally-bar__track" width="100%" height="100%"></rect>
            <rect class="tally-bar__fill" width=move || format!("{}%", percent.get()) height="100%"></rect>
        </svg>
    }
}
