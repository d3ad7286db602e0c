//! A bar as long as a percentage. Its length is an SVG attribute and not a `style`, which the Content-Security-Policy
//! would block in served HTML.

use hustings_wire::digits::digits;
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
            <rect class="tally-bar__track" height="100%" width="100%"></rect>
            <rect class="tally-bar__fill" height="100%" width=move || digits(percent.get().into()) + "%"></rect>
        </svg>
    }
}
