//! A thin bar along the top that says how much of an article is read. For the eyes alone: a screen reader knows it
//! by itself.

use leptos::prelude::*;

/// The bar. Style sheets move it, or `dom::progress` where they cannot.
#[component]
pub fn ReadingProgress() -> impl IntoView {
    view! { <div class="reading-progress" aria-hidden="true"></div> }
}
