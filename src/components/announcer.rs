//! A live region: announces visible changes, such as a new page, to screen readers. Not visible itself.

use leptos::prelude::*;

/// A polite live region.
#[component]
pub fn Announcer(
    /// The words; each change is spoken once.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! { <div class="announcer" role="status" aria-live="polite">{text}</div> }
}
