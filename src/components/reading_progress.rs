//! A thin bar along the top that shows how much of an article is read. Hidden from screen readers, which report the
//! position themselves.

use leptos::prelude::*;

/// The bar. Style sheets move it, or `dom::progress` where they cannot.
#[component]
pub fn ReadingProgress() -> impl IntoView {
    view! { <div class="reading-progress" aria-hidden="true"></div> }
}
