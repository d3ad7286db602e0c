//! What a screen reader is told when something happens that the eye sees by itself, such as the
//! next page. Shows nothing.

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
